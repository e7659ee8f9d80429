"""Lenses on a novel of 100,000 words: the first run, and the refresh after one word was typed, end to end in the desk.

    python bench/lenses.py [--words N] [--lens NAME …]

The novel is made by rules (chapters, dialogue between named people, dates), the same in every run. `first`: nothing is
known of any block. `edit`: one word typed in the middle, then snapshot, hashes, that one block, and the joining; the
worst of five. `looked`: how many blocks the edit made the lens look at. Times are seconds of a processor, so that a
busy machine does not count, and by the clock. The page adds half a second of rest after typing. Every lens of documents
is measured, and one made on the fly by words; Claims has the novel's own sentences as a source.
"""

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from gesso.canvas.snapshot import take_snapshot
from gesso.lenses.lens import Around
from gesso.lenses.registry import lens_named, lenses_for
from gesso.lenses.running import Kept

NAMES = ["Anna", "Tobias", "Ruth", "Jonas Meyer", "Edda", "Captain Holm", "Miriam", "Piet", "Old Sanna", "Dr. Vogt"]
NOUNS = [
    "lamp",
    "sea",
    "wall",
    "boat",
    "harbour",
    "letter",
    "window",
    "kitchen",
    "storm",
    "morning",
    "road",
    "hill",
    "church",
    "garden",
    "table",
    "stranger",
]
VERBS = ["watched", "carried", "opened", "followed", "remembered", "left", "mended", "counted", "lost", "found"]
ADJECTIVES = ["quiet", "old", "narrow", "broken", "green", "late", "heavy", "bright", "cold", "forgotten"]
ENDINGS = ["and went home", "before the tide came", "in the winter of 1871", "on 3 March", "very slowly", "at last"]
PLAIN_S = 2.0


def novel(words: int, seed: int = 7) -> str:
    """About `words` words of chapters, scenes and dialogue."""
    draw = random.Random(seed)
    parts: list[str] = []
    count, chapter = 0, 0
    while count < words:
        if not parts or draw.random() < 0.01:
            chapter += 1
            parts.append(f"## Chapter {chapter}: The {draw.choice(NOUNS)}")
        paragraph = " ".join(sentence(draw) for _ in range(draw.randint(2, 7)))
        count += len(paragraph.split())
        parts.append(paragraph)
    return "# A long novel\n\n" + "\n\n".join(parts) + "\n"


def sentence(draw: random.Random) -> str:
    name, other = draw.sample(NAMES, 2)
    thing = f"the {draw.choice(ADJECTIVES)} {draw.choice(NOUNS)}"
    if draw.random() < 0.3:
        return f"“{thing.capitalize()} is {draw.choice(ADJECTIVES)}, {other},” said {name}."
    joined = f", and {other} {draw.choice(VERBS)} the {draw.choice(NOUNS)} too" if draw.random() < 0.4 else ""
    return f"{name} {draw.choice(VERBS)} {thing} {draw.choice(ENDINGS)}{joined}."


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--lens", nargs="*")
    args = parser.parse_args()
    text = novel(args.words)
    print(f"{len(text.split()):,} words, {len(take_snapshot(text, 0, 'document', None).leaves()):,} blocks")
    late = 0
    around = Around({"source.txt": text[: len(text) // 20]}, "2026-01-01")
    for lens in (*lenses_for("document", None), lens_named("words:How frightening")):
        if args.lens and lens.name not in args.lens:
            continue
        kept = Kept()
        began, clock = time.process_time(), time.perf_counter()
        view = kept.read(lens, take_snapshot(text, 0, "document", None), around).view
        first, first_clock = time.process_time() - began, time.perf_counter() - clock
        edits, clocks, looked = [], [], 0
        for turn in range(5):
            at = text.index(" ", len(text) // 2 + 1000 * turn)
            edited = f"{text[:at]} lantern{text[at:]}"
            before, began, clock = kept.looked, time.process_time(), time.perf_counter()
            kept.read(lens, take_snapshot(edited, turn + 1, "document", None), around)
            edits.append(time.process_time() - began)
            clocks.append(time.perf_counter() - clock)
            looked = kept.looked - before
        late += max(edits) > PLAIN_S
        line = f"{lens.name[:12]:12} first {first:6.2f} s ({first_clock:6.2f} by the clock)"
        line += f"   edit {max(edits):5.2f} s ({max(clocks):5.2f})   looked {looked}"
        print(f"{line}   data {len(view.data):,}", flush=True)
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
