"""What a lens made on the fly is: a measure of each scene, by words that tell it or by what a model is asked of it.

A specification is read, edited, copied and shared as it is. What a model says of a scene is kept by the words of that
scene, so that an edit costs one scene; a quote that is not in the scene is dropped, and every number is marked as that
model's estimate. A scene that no model has read, or that has changed since, has no number.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from gesso.base.errors import BadInput
from gesso.lenses.lens import Ask, Command, Lens, OfDatum, Proposal, Reading, Whole, datum_id, datum_of
from gesso.lenses.value import Act, Datum, Measure, View
from gesso.lenses.words import (
    MOST_SCENES,
    MOST_WORDS,
    PREFIX,
    Found,
    Level,
    Scene,
    ask_level,
    look_for_none,
    made_lens,
    parse_made,
    scenes_of,
    title_of,
)

SHELF = "made:"
MOST = 10.0  # the scale of what a model is asked
MOST_READ = 12_000  # code points of a scene that a model is given
MOST_QUOTES = 5

Line = Annotated[str, Field(min_length=1, max_length=80)]


class Wish(BaseModel):
    """A command of the lens: what a model is asked of a passage that is chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    label: Line
    instruction: Annotated[str, Field(min_length=1, max_length=400)]


class Spec(BaseModel):
    """`instruction`: what a model is asked of each scene, from 0 (`low`) to 10 (`high`); without one the words count.

    `view`: a slider for each scene, or the passages alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    title: Line
    words: Annotated[tuple[Annotated[str, Field(max_length=60)], ...], Field(max_length=MOST_WORDS)] = ()
    instruction: Annotated[str, Field(max_length=1_000)] = ""
    low: Annotated[str, Field(max_length=60)] = "none of it"
    high: Annotated[str, Field(max_length=60)] = "as much as can be"
    view: Literal["bands", "list"] = "bands"
    wishes: Annotated[tuple[Wish, ...], Field(max_length=4)] = ()

    @model_validator(mode="after")
    def _told(self) -> "Spec":
        if ":" in self.title:
            raise ValueError("The title has a colon; write it without one.")
        if not self.instruction:
            try:
                parse_made(self.by_words)
            except BadInput as wrong:
                raise ValueError(wrong.message) from None
        return self

    @property
    def by_words(self) -> str:
        """The name of the lens that counts its words."""
        return f"{PREFIX}{self.title}{':' if self.words else ''}{','.join(self.words)}"


def read_spec(value: object) -> Spec:
    """Raises BadInput, naming what is wrong."""
    try:
        return Spec.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "lens"
        raise BadInput(f"{where}: {str(first['msg']).removeprefix('Value error, ')}") from None


@dataclass(frozen=True)
class Score:
    """What a model said of a scene: 0 to 10, and the words that it goes by, which stand in the scene."""

    value: float
    quotes: tuple[str, ...] = ()


def print_of(spec: Spec, model: str) -> str:
    """What a model read is kept under this: it changes with what is asked."""
    asked = json.dumps([spec.title, spec.instruction, spec.low, spec.high, model], ensure_ascii=False)
    return hashlib.blake2b(asked.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def text_of(scene: Scene, text: str) -> str:
    return text[scene.seen[0].start : scene.seen[-1].end]


def key_of(words: str) -> str:
    return hashlib.blake2b(words.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def lens_of(spec: Spec, name: str, print: str = "", model: str = "") -> Lens[Found]:
    """The lens that reads by `spec`; `model` is the name of what made the scores under `print`. Raises BadInput."""
    wishes = tuple(
        Command(f"ask_{at}", wish.label, OfDatum, partial(_ask_wish, wish)) for at, wish in enumerate(spec.wishes)
    )
    acts = tuple(Act(command=each.name, label=each.title) for each in wishes)
    if not spec.instruction:
        lens = made_lens(spec.by_words, acts)
        return Lens(
            name, lens.title, lens.about, lens.kinds, lens.shape, lens.look, lens.gather, (*lens.commands, *wishes),
            print=key_of(spec.by_words),
        )  # fmt: skip
    return Lens(
        name=name,
        title=spec.title,
        about=f"{spec.title}, scene by scene, as {model or 'a model'} reads it.",
        kinds=frozenset({"document"}),
        shape=spec.view,
        look=look_for_none,
        gather=partial(_gather, spec, model or "a model", acts),
        commands=(
            Command("ask_level", "Ask for more or less of it", Level, partial(_ask_score, spec)),
            *wishes,
        ),
        print="scenes",
        scores=print,
    )  # fmt: skip


def _gather(spec: Spec, model: str, acts: tuple[Act, ...], whole: Whole[Found]) -> View:
    scenes = scenes_of(whole)
    scores = [whole.around.scores.get(key_of(text_of(scene, whole.text))) for scene in scenes]
    read = [each.value for each in scores if each is not None]
    mean = sum(read) / len(read) if read else MOST / 2
    measures, data = [], list[Datum]()
    by = f"{model}, asked: {spec.instruction}"
    for at, (scene, score) in enumerate(zip(scenes[:MOST_SCENES], scores, strict=False)):
        title = title_of(scene)
        measures.append(
            Measure(
                key=str(at), title=title, value=None if score is None else score.value, unit="of 10",
                low=round(max(0, mean - 2), 1), high=round(min(MOST, mean + 2), 1), least=0, most=MOST,
                grade="estimated", by=by, about=f"0 is {spec.low}, 10 is {spec.high}",
                act=Act(command="ask_level", label="Ask a model", args={"scene": str(at)}) if score else None,
            )
        )  # fmt: skip
        group = str(at) if spec.view == "bands" else title
        quotes = score.quotes if score is not None else ()
        data += [found for quote in quotes if (found := _quoted(group, scene, quote, by, acts))]
    left = len(scenes) - len(read)
    summary = f"{len(read)} of {len(scenes)} scenes read" + (f", {left} not yet or changed since" if left else "")
    return View(
        shape=spec.view, summary=summary if scenes else "No text yet.", data=tuple(data),
        measures=tuple(measures) if spec.view == "bands" else (), more=max(0, len(scenes) - MOST_SCENES),
    )  # fmt: skip


def _quoted(group: str, scene: Scene, quote: str, by: str, acts: tuple[Act, ...]) -> Datum | None:
    for seen in scene.seen:
        at = seen.text.find(quote)
        if at >= 0:
            label = " ".join(quote.split())
            return Datum(
                id=datum_id("quote", quote), label=label if len(label) <= 120 else f"{label[:119]}…", group=group,
                grade="estimated", by=by, anchors=(seen.anchor(at, at + len(quote)),), acts=acts,
            )  # fmt: skip
    return None


def _ask_wish(wish: Wish, reading: Reading[Found], args: OfDatum) -> Proposal:
    anchor = datum_of(reading.view, args.datum).anchors[0]
    return Proposal("This takes a model: it is asked about that passage.", asks=(
        Ask(anchor.start, anchor.end, wish.instruction),
    ))  # fmt: skip


def _ask_score(spec: Spec, reading: Reading[Found], args: Level) -> Proposal:
    measure = next((each for each in reading.view.measures if each.key == str(args.scene)), None)
    if measure is None or measure.value is None:
        raise BadInput("That scene is not read yet, or has changed; read it first.")
    scale = f"on a scale from 0 ({spec.low}) to 10 ({spec.high})"
    return ask_level(reading, args, measure.value, f"{spec.title}, {scale}", MOST)


_FENCE = re.compile(r"\{.*\}", re.DOTALL)


def read_score(reply: str, words: str) -> Score:
    """What a model answered of a scene with these words: a number and quotes. Raises BadInput for nonsense."""
    found = _FENCE.search(reply)
    try:
        value: Any = json.loads(found[0]) if found else None
        number = float(value["score"])
        quotes = value.get("quotes", [])
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError):
        raise BadInput("The model gave no number for a scene. Try again, or choose another model.") from None
    if not 0 <= number <= MOST or not isinstance(quotes, list):
        raise BadInput("The model gave a number that is not from 0 to 10. Try again, or choose another model.")
    kept = [each for each in quotes if isinstance(each, str) and each.strip() and each in words]
    return Score(round(number, 1), tuple(dict.fromkeys(kept))[:MOST_QUOTES])


def as_scores(rows: Mapping[str, Any]) -> dict[str, Score]:
    """Rows of the database as scores, by scene."""
    return {scene: Score(float(value["value"]), tuple(value["quotes"])) for scene, value in rows.items()}


def unread(whole: Whole[Any], scores: Mapping[str, Score]) -> tuple[list[str], int]:
    """The words of scenes without a score, in the order of the text; and the number of all scenes."""
    scenes: list[Scene] = scenes_of(whole)
    words = [text_of(scene, whole.text) for scene in scenes[:MOST_SCENES]]
    return [each for each in dict.fromkeys(words) if key_of(each) not in scores], len(scenes)
