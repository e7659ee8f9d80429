"""What "friendlier", "simpler", "more formal" and "shorter" really do to ordinary prose beside the embedded model.

    python -m bench.style
    python -m bench.style --split dev --show friendlier      # every passage before and after

`bench/style/paragraphs.jsonl`: 48 paragraphs of eight kinds, written before the rules and by the same hands. The
outputs of half (dev) were read while working on the rules, those of the rest (held) were not, but its sentences were
known. Each is the second paragraph of a document, and the request goes through `GuidedModel` as from a
person; these wishes are met by rules, so no weights are needed.
Printed by wish and half: passages changed, sentences changed, what was measured before and after over the changed and
unchanged passages together, numbers and names lost or brought in, and edits that reach beyond the paragraph. The
measures (`gesso/agent/guided/tone.py`) count words from lists that share entries with the rules' own, so they show
that something moved; whether it reads well only reading tells.
"""

import argparse
import asyncio
import json
import re
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.agent.guided.tone import grade, informality
from tests.guided.scenes import Inner, play, scene

PARAGRAPHS = Path(__file__).with_name("style") / "paragraphs.jsonl"
ASKS = {"friendlier": "friendlier", "simpler": "simpler", "formal": "more formal", "shorter": "shorter"}
FIRST, LAST = "Here is the first of three paragraphs.", "The last one stands here."
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-zà-ÿ]+")
_WORD_NUMBERS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|forty|fifty|ninety)\b", re.I
)


@dataclass(frozen=True)
class Done:
    name: str
    before: str
    after: str
    astray: bool
    seconds: float

    @property
    def changed(self) -> bool:
        return words_of(self.before) != words_of(self.after)

    def sentences_changed(self) -> float:
        """The share of the sentences of before that are not in after word for word."""
        kept = {s.strip() for s in split_sentences(self.after)}
        old = [s.strip() for s in split_sentences(self.before)]
        return sum(s not in kept for s in old) / len(old)

    def facts_moved(self) -> set[str]:
        """Numbers and names that are in one version only."""
        return _facts(self.before) ^ _facts(self.after)


def _facts(text: str) -> set[str]:
    numbers = re.findall(r"\d[\d.,:]*\d|\d", text) + [w.lower() for w in _WORD_NUMBERS.findall(text)]
    return set(numbers) | set(_NAME.findall(text))


async def change(name: str, text: str, wish: str) -> Done:
    document = f"# A text\n\n{FIRST}\n\n{text}\n\n{LAST}\n"
    began = time.perf_counter()
    seen = scene(f"make the second paragraph {ASKS[wish]}", document)
    played = await play(Inner(), seen)
    seconds = time.perf_counter() - began
    if not played.calls:
        return Done(name, text, text, False, seconds)
    edits = played.edits
    assert seen.active is not None
    target = next(b.number for b in seen.active.snapshot.blocks if b.text == text)
    astray = len(edits) != 1 or edits[0]["block"] != target or edits[0]["op"] != "replace"
    return Done(name, text, str(edits[0]["text"]), astray, seconds)


def report(wish: str, split: str, done: list[Done]) -> None:
    changed = [d for d in done if d.changed]
    n = len(done)
    share = statistics.mean(d.sentences_changed() for d in done)

    def both(measure: str) -> str:
        of = {"informality": informality, "grade": grade, "words": lambda t: len(words_of(t))}[measure]
        was, now = (statistics.mean(map(of, texts)) for texts in ([d.before for d in done], [d.after for d in done]))
        return f"{measure} {was:.1f} -> {now:.1f}"

    moved = [d for d in done if d.facts_moved()] if wish != "shorter" else []
    print(
        f"{wish:11} {split:5} changed {len(changed)}/{n}, sentences {share:.0%}, {both('informality')}, "
        f"{both('grade')}, {both('words')}; facts moved in {len(moved)}, astray {sum(d.astray for d in done)}, "
        f"median {statistics.median(d.seconds for d in done):.2f} s"
    )
    for each in moved:
        print(f"    {each.name}: {sorted(each.facts_moved())}")


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--split", choices=("dev", "held"))
    parser.add_argument("--show", choices=tuple(ASKS))
    options = parser.parse_args()
    rows = [json.loads(line) for line in PARAGRAPHS.read_text(encoding="utf-8").splitlines()]
    for wish in [options.show] if options.show else ASKS:
        for split in [options.split] if options.split else ("dev", "held"):
            done = [await change(row["id"], row["text"], wish) for row in rows if row["split"] == split]
            report(wish, split, done)
            for each in done if options.show else []:
                print(f"\n{each.name}\n  - {each.before}\n  + {each.after if each.changed else '(unchanged)'}")


if __name__ == "__main__":
    asyncio.run(main())
