"""An adapter on disk: a folder with `adapter.gguf`, `manifest.json` and `card.md`, read and checked whole.

A folder that is read is sound: made for the base we have, byte for byte the file its manifest speaks of. How its odds
are weighed against the rules (`Recipe`) was chosen on the dev cases when it was trained and comes with it. Loads no
weights and decides nothing; which adapters are in force is `shelf.py`'s.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gesso.agent.deciding.form import form_of_all
from gesso.agent.deciding.question import LABELS
from gesso.agent.deciding.words import NaiveBayes, parse_words
from gesso.base.errors import GessoError
from gesso.model.download import GGUF_SHA256, sha256_of

WEIGHTS, MANIFEST, CARD, WORDS = "adapter.gguf", "manifest.json", "card.md", "words.json"
PASSAGES = "pick_passage"
BASE_KEY = b"gesso.base.sha256"
MOST_BYTES = 12_000_000

Certainty = Literal["certain", "sure", "unsure"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Share = Annotated[float, Field(ge=0, le=1)]


class BadAdapter(GessoError):
    """A folder that is no sound adapter; the message says what is wrong with it and what to do."""

    status, code = 422, "bad_adapter"


class Recipe(BaseModel):
    """How the odds for one behaviour become a decision.

    A label's score is its odds times `1 - w` plus `w` for the one that the rules say, with `w` by how certain the rules
    are; at 1 they decide alone and nothing is asked. The best score must reach `threshold` (`thresholds` for its label,
    where it is there), and the marks `mass` of all probability; else the rules are heard.
    Before that the odds are multiplied by what the question's words alone say (`words.py`), to the power of `words`.
    Below 1, `share` lets several passages be meant: those whose score is at least that share of the best one's, which
    count for the threshold together.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: tuple[str, ...] = ()
    threshold: Share = 0.5
    thresholds: dict[str, Share] = {}
    mass: Share = 0.5
    words: Share = 0.0
    share: float = Field(default=1.0, gt=0, le=1)
    rule_weight: dict[Certainty, Share] = {"certain": 1.0, "sure": 0.0, "unsure": 0.0}

    def weight_of(self, certainty: Certainty) -> float:
        return self.rule_weight.get(certainty, 1.0 if certainty == "certain" else 0.0)

    def threshold_of(self, label: str) -> float:
        return self.thresholds.get(label, self.threshold)


class Gate(BaseModel):
    """What the gate of the lab said: `reasons` are why not, where it did not let it pass."""

    model_config = ConfigDict(frozen=True, extra="allow")

    passed: bool
    reasons: tuple[str, ...] = ()


class Manifest(BaseModel):
    """What was trained from what. Data and code are hashed over all files that took part.

    `question_sha256` is the form of the questions it was trained on (`form.py`).
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,40}$")
    version: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$")
    made: str = ""
    base_sha256: Sha256
    data_sha256: Sha256
    config_sha256: Sha256
    code_sha256: Sha256
    adapter_sha256: Sha256
    question_sha256: Sha256
    words_sha256: Sha256 | None = None
    behaviors: dict[str, Recipe] = Field(min_length=1)
    gate: Gate


@dataclass(frozen=True)
class Adapter:
    """`words` are what the words of a question say, by behaviour, where a recipe listens to them."""

    folder: Path
    manifest: Manifest
    words: Mapping[str, NaiveBayes] = field(default_factory=dict)

    @property
    def weights(self) -> Path:
        return self.folder / WEIGHTS

    @property
    def key(self) -> str:
        """The name under which the embedded model loads it."""
        return f"{self.manifest.name}-{self.manifest.version}"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder, its form checked and nothing else. Raises BadAdapter."""
    path = folder / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadAdapter(f"{path} cannot be read: {error.strerror or error}. An adapter's folder holds one.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise BadAdapter(f"{path} is no manifest of an adapter: {where}: {first['msg']}.") from error


def read_adapter(folder: Path, base_sha256: str = GGUF_SHA256) -> Adapter:
    """The adapter in `folder`, fit for the base with that sum. Raises BadAdapter with everything that is wrong."""
    manifest = read_manifest(folder)
    if wrong := faults_of(folder, manifest, base_sha256):
        raise BadAdapter(f"{folder} is not used: {'; '.join(wrong)}.")
    return Adapter(folder, manifest, _words_in(folder, manifest))


def _words_in(folder: Path, manifest: Manifest) -> dict[str, NaiveBayes]:
    """Raises BadAdapter where a recipe listens to words and they are not there as they were written."""
    if not any(recipe.words for recipe in manifest.behaviors.values()):
        return {}
    path = folder / WORDS
    try:
        if sha256_of(path) != manifest.words_sha256:
            raise BadAdapter(f"{WORDS} is not the file of its manifest: pack the adapter again")
        found = parse_words(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadAdapter(f"{WORDS} cannot be read ({error}): pack the adapter again") from error
    if missing := [name for name, recipe in manifest.behaviors.items() if recipe.words and name not in found]:
        raise BadAdapter(f"{WORDS} holds no words for {', '.join(missing)}: pack the adapter again")
    return found


def faults_of(folder: Path, manifest: Manifest, base_sha256: str) -> list[str]:
    """What keeps the folder from being used, each in a few words; nothing for a sound one."""
    wrong = []
    if manifest.base_sha256 != base_sha256:
        wrong.append(f"it was trained over another base ({manifest.base_sha256[:12]}, ours is {base_sha256[:12]})")
    if not (folder / CARD).is_file():
        wrong.append(f"it has no {CARD}")
    unasked = [fault for name, recipe in manifest.behaviors.items() if (fault := _unasked(name, recipe))]
    wrong += unasked
    if not unasked and manifest.question_sha256 != form_of_all(manifest.behaviors):
        wrong.append("it was trained for another form of question; train it again")
    try:
        _words_in(folder, manifest)
    except BadAdapter as error:
        wrong.append(error.message)
    path = folder / WEIGHTS
    try:
        size, found, inside = path.stat().st_size, sha256_of(path), base_in(path)
    except OSError as error:
        return [*wrong, f"{WEIGHTS} cannot be read ({error.strerror or error})"]
    if size > MOST_BYTES:
        wrong.append(f"{WEIGHTS} has {size:,} bytes, at most {MOST_BYTES:,} are taken")
    if found != manifest.adapter_sha256:
        wrong.append(f"{WEIGHTS} is not the file of its manifest (its SHA-256 begins {found[:12]})")
    elif inside != manifest.base_sha256:
        said = f"{inside[:12]}" if inside else "none"
        wrong.append(f"{WEIGHTS} itself names another base ({said}) than its manifest ({manifest.base_sha256[:12]})")
    return wrong


def _unasked(behavior: str, recipe: Recipe) -> str:
    """Why the adapter would not be asked what it was trained for; nothing when it would."""
    if behavior == PASSAGES:
        return ""
    asked = LABELS.get(behavior)
    if asked is None:
        return f"there is no such question as {behavior!r} here"
    if set(recipe.labels) != set(asked):
        return f"it knows other answers to {behavior} ({', '.join(recipe.labels)}) than are asked ({', '.join(asked)})"
    return ""


def base_in(path: Path) -> str:
    """The sum of the base that a GGUF file names for itself, or nothing. Read from its header, without a library."""
    with path.open("rb") as file:
        head = file.read(65536)
    at = head.find(BASE_KEY)
    if not head.startswith(b"GGUF") or at < 0:
        return ""
    at += len(BASE_KEY)
    kind, size = struct.unpack_from("<IQ", head, at) if at + 12 <= len(head) else (0, 0)
    return head[at + 12 : at + 12 + size].decode(errors="replace") if kind == 8 and size <= 64 else ""
