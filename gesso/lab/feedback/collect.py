"""`gesso lab collect`: what people did becomes rows that train, in a folder with a manifest. Nothing without consent.

| file | rows |
|---|---|
| `decisions-kto.jsonl` | `prompt` (the short question), `completion` (the mark that was chosen), `label` |
| `decisions-dpo.jsonl` | the same where the person showed what was right: `chosen` and `rejected` marks |
| `texts-kto.jsonl` | `prompt` (message, passage that was replaced), `completion` (what a model wrote), `label` |
| `texts-dpo.jsonl` | `chosen`: the text as the person settled it, or the answer that was kept; `rejected`: the other |

Each row also names `behavior`, the `signals` it rests on, and `people`: names made of a salt of the folder, by which
`forget` finds a person's rows again. All texts are scrubbed.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gesso.lab.episode import write_whole
from gesso.lab.errors import LabError
from gesso.lab.feedback.consent import KEPT, forgotten, read_consent
from gesso.lab.feedback.facts import ENOUGH, TOO_LITTLE, Fact, read_room
from gesso.lab.feedback.lasting import Written
from gesso.lab.feedback.scrub import scrub
from gesso.store.access import list_users
from gesso.store.events import rooms_with_events

FILES = {
    "decisions-kto": "kto", "decisions-dpo": "dpo", "texts-kto": "kto", "texts-dpo": "dpo",
}  # fmt: skip
"""Each file and the method that reads it (`gesso.lab.training.rows`)."""
MANIFEST = "MANIFEST.json"
LONGEST_TEXT = 8_000

Row = dict[str, Any]


@dataclass
class Collected:
    """`rows` by file; `answers` were read, `spoke` of them say something."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in FILES})
    answers: int = 0
    spoke: int = 0
    since: datetime | None = None


def collect(conn: Connection, now: datetime, salt: str) -> Collected:
    """Every row that may be kept. Raises LabError while consent is off."""
    consent = read_consent(conn)
    if consent.since is None:
        raise LabError(
            "Nothing is collected: this workspace has not consented. An administrator can turn it on in the settings "
            "(or with PUT /api/lab/consent); what is kept is listed there."
        )
    gone, names = forgotten(conn), [word for user in list_users(conn) for word in (user.name, user.email or "")]
    found = Collected(since=consent.since)
    maker = _Maker(found, names, salt)
    for room in rooms_with_events(conn):
        facts = read_room(conn, room, consent.since, now)
        kept = [fact for fact in facts if not fact.people & gone]
        found.answers += len(kept)
        for fact in kept:
            maker.add(fact)
        maker.pair_regenerated(kept)
    return found


class _Maker:
    def __init__(self, found: Collected, names: Sequence[str], salt: str) -> None:
        self._found, self._names, self._salt = found, names, salt

    def add(self, fact: Fact) -> None:
        """The rows of one answer."""
        before = sum(map(len, self._found.rows.values()))
        self._decision(fact)
        for written in fact.written:
            self._text(fact, written)
        self._found.spoke += sum(map(len, self._found.rows.values())) > before

    def _decision(self, fact: Fact) -> None:
        question = fact.asked.question
        mark = dict(zip(question.labels, question.marks, strict=True)).get(fact.label or "")
        if mark is None or fact.verdict is None:
            return
        prompt = self._clean(question.prompt)
        row: Row = {"prompt": prompt, "completion": mark, "label": fact.verdict == "welcome"}
        self._put("decisions-kto", fact, row)
        better = dict(zip(question.labels, question.marks, strict=True)).get(fact.better or "")
        if better is not None and better != mark:
            self._put("decisions-dpo", fact, {"prompt": prompt, "chosen": better, "rejected": mark})

    def _text(self, fact: Fact, written: Written) -> None:
        text, settled = written.text.strip(), written.settled.strip()
        if not text or len(text) > LONGEST_TEXT:
            return
        prompt = self._prompt(fact, written)
        if fact.verdict is not None:
            row = {"prompt": prompt, "completion": self._clean(text), "label": fact.verdict == "welcome"}
            self._put("texts-kto", fact, row)
        left = written.retained()
        edited = settled and settled != text and left is not None and left >= TOO_LITTLE
        if edited and "undone" not in fact.signals:
            row = {"prompt": prompt, "chosen": self._clean(settled), "rejected": self._clean(text)}
            self._put("texts-dpo", fact, row)

    def pair_regenerated(self, facts: Sequence[Fact]) -> None:
        """Of several answers to one message, the one that was accepted and lasted is better than each of the others."""
        for good in facts:
            others = [f for f in facts if f.parent == good.parent and f.turn != good.turn]
            if good.verdict != "welcome":
                continue
            for other in others:
                chosen, rejected = _answer(good), _answer(other)
                if other.verdict != "welcome" and chosen and rejected and chosen != rejected:
                    row = {
                        "prompt": self._clean(good.asked.ask), "chosen": self._clean(chosen),
                        "rejected": self._clean(rejected),
                    }  # fmt: skip
                    self._put("texts-dpo", good, row, other.people)

    def _prompt(self, fact: Fact, written: Written) -> str:
        parts = [fact.asked.ask, written.before.strip()]
        return self._clean("\n\n".join(part for part in parts if part))

    def _clean(self, text: str) -> str:
        return scrub(text, self._names)

    def _put(self, name: str, fact: Fact, row: Row, more: Iterable[str] = ()) -> None:
        people = sorted(pseudonym(person, self._salt) for person in {*fact.people, *more})
        signals = {key: round(value, 3) for key, value in sorted(fact.signals.items())}
        of = {"behavior": fact.asked.behavior, "signals": signals, "people": people}
        self._found.rows[name].append(row | of)


def pseudonym(person: str, salt: str) -> str:
    return hashlib.sha256(f"{salt}:{person}".encode()).hexdigest()[:20]


def write_collected(found: Collected, out: Path, salt: str, now: datetime) -> dict[str, Any]:
    """Write the folder; what its manifest says. Raises LabError where it cannot be written."""
    for name, rows in found.rows.items():
        write_whole(out / f"{name}.jsonl", "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows))
    manifest = {
        "command": "gesso lab collect", "made": now.isoformat(),
        "since": found.since.isoformat() if found.since else None, "salt": salt, "kept": list(KEPT),
        "answers": found.answers, "spoke": found.spoke,
        "welcome_is": f"accepted or a thumb up, and at least {ENOUGH} retained",
    }  # fmt: skip
    return seal(out, manifest)


def seal(out: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """Write the manifest with the sums and counts of the files as they are now."""
    files = {}
    for name, method in FILES.items():
        content = (out / f"{name}.jsonl").read_bytes()
        files[f"{name}.jsonl"] = {
            "method": method, "rows": content.count(b"\n"), "sha256": hashlib.sha256(content).hexdigest()
        }  # fmt: skip
    manifest = {**manifest, "files": files}
    write_whole(out / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    return manifest


def new_salt() -> str:
    return secrets.token_hex(16)


def _answer(fact: Fact) -> str:
    """The words of an answer: what it wrote, else what it said."""
    return next((written.text.strip() for written in fact.written if written.text.strip()), fact.said.strip())
