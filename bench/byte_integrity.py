"""What edits damage outside the passages they were meant for: relays of 20 edits there and back, in ten formats.

    python -m bench.byte_integrity [--documents 2] [--edits 20] [--mistakes 0.7] [--seed 1]

For each format documents of 2 and of 20 pages (with more, sizes between). Half of the edits change something, the other
half take it back, last one first, so that a faultless relay ends at the text it began with. The model is scripted: it
asks for what is wanted, and with probability `--mistakes` makes one of the mistakes in `bench/integrity/mistakes.py`.

Three doors, measured by the same code (`bench/integrity/measure.py`):

* gesso: `run_turn` with the real tools and store;
* search and replace: the same calls and mistakes, the first or the most similar place taken, as many tools do;
* rewriting: no model but **a simulation**. DELEGATE-52 (Laban, Schnabel, Neville 2026, arXiv 2604.15597) reports that
  frontier models corrupt on average 25% of a document in 20 interactions; here each copied line is spoiled with the
  probability that leaves 25% of lines touched after 20 rewrites (1.43%). Its figure is therefore what was put in, seen
  through this measure, and no finding about any model.
"""

import argparse
import asyncio
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psutil

from bench.integrity.documents import FORMATS, Format, make
from bench.integrity.doors import FirstMatch, Rewriter, gesso
from bench.integrity.relay import Outcome, relay
from gesso.agent.tool import Tool
from gesso.tools import TOOLS

TOUCHED_IN_20 = 0.25
LINE_RATE = 1 - (1 - TOUCHED_IN_20) ** (1 / 20)


def pages_of(documents: int) -> list[int]:
    """2 to 20 pages, evenly by ratio."""
    return [round(2 * 10 ** (n / max(1, documents - 1))) for n in range(documents)]


async def through_gesso(
    format_: Format, text: str, edits: int, rate: float, seed: int, tools: Sequence[Tool] = TOOLS
) -> tuple[Outcome, bool]:
    """The relay through the real doors, and whether the exported file is byte for byte the one that was imported."""
    with tempfile.TemporaryDirectory() as folder:
        async with gesso(Path(folder), format_, text, rate, tools) as door:
            assert await door.exported() == text.encode()
            out = await relay(door, format_, edits, random.Random(seed))
            return out, await door.exported() == text.encode()


async def run(documents: int, edits: int, rate: float, seed: int) -> None:
    total = {"gesso": Outcome(), "search and replace": Outcome(), "rewriting (simulated)": Outcome()}
    same = count = 0
    for format_ in FORMATS:
        mine, first, anew = Outcome(), Outcome(), Outcome()
        for pages in pages_of(documents):
            count += 1
            text = make(format_, pages, random.Random(seed * 1000 + count))
            out, exact = await through_gesso(format_, text, edits, rate, seed + count)
            mine.add(out)
            same += exact
            held = text.replace("\r\n", "\n")
            first.add(await relay(FirstMatch(format_, held, rate), format_, edits, random.Random(seed + count)))
            anew.add(await relay(Rewriter(held, LINE_RATE), format_, edits, random.Random(seed + count)))
        shares = ", ".join(f"{each.outside / each.characters:.2%}" for each in (mine, first, anew))
        print(f"  {format_.name:<11} damaged outside, gesso, search and replace, rewriting: {shares}", flush=True)
        for name, each in zip(total, (mine, first, anew), strict=True):
            total[name].add(each)
    print(f"{count} documents, {total['gesso'].characters:,} characters")
    for name, each in total.items():
        show(name, each)
    print(f"  files that gesso gave back byte for byte at the end of the relay: {same} of {count}")


def show(name: str, each: Outcome) -> None:
    share = each.outside / each.characters
    print(
        f"{name}: {each.edits} edits, {each.landed} landed · {each.outside} characters damaged outside the passage "
        f"named ({share:.3%} of the text) · at the end {each.left_different} characters differ from the original "
        f"({each.left_different / each.characters:.3%}); {each.not_possible} edits could not be taken back"
    )
    if each.refused:
        print("  refused: " + ", ".join(f"{kind} {n}" for kind, n in each.refused.most_common()))
    if each.harmful:
        print("  damage by mistake: " + ", ".join(f"{kind} {n}" for kind, n in each.harmful.most_common()))
    if each.misaimed_edits:
        print(
            f"  edits of another passage than was meant, because the call named it: {each.misaimed_edits}, "
            f"{each.misaimed} characters; each undone by the person, {each.undo_failed} not exactly"
        )
    if len(each.mistakes) > 1:
        print("  answers: " + ", ".join(f"{kind} {n}" for kind, n in each.mistakes.most_common()))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=2, help="of each format")
    parser.add_argument("--edits", type=int, default=20, help="of each relay, there and back together")
    parser.add_argument("--mistakes", type=float, default=0.7, help="probability that an answer has one")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{options}; load average {psutil.getloadavg()[0]:.1f}; line rate of the simulation {LINE_RATE:.2%}")
    asyncio.run(run(options.documents, options.edits, options.mistakes, options.seed))


if __name__ == "__main__":
    main()
