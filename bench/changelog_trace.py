"""How fast the log of changes is, on a long editing trace, next to its peers in the same run.

    python bench/changelog_trace.py [--operations 250000] [--node-modules web/node_modules]

The trace is generated: a caret that types in bursts, corrects itself, deletes selections, pastes paragraphs and jumps,
with é, 字 and 😀 among the letters, starting from an empty text. It is the same for every run of one seed. The peers,
`@codemirror/state` and `yjs`, run the same trace in Node when node and the packages are found. Also printed: a
one-character edit of 100,000 words, and opening as many. Times are of this process alone; nothing is stored or sent.
"""

import argparse
import json
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from gesso.canvas.blame import Blame
from gesso.canvas.changes import Change
from gesso.canvas.diff import change_between
from gesso.canvas.rebase import rebase
from gesso.canvas.snapshot import take_snapshot
from gesso.canvas.text import Text, units_of

Operation = tuple[int, int, str]
"""(unit position, units deleted, inserted text)"""

WORDS = [
    "the", "a", "of", "paint", "canvas", "light", "to", "and", "ground", "on", "white", "is", "room", "with",
    "colour", "first", "then", "we", "café", "字", "naïve", "😀", "brush",
]  # fmt: skip

PEERS = r"""
const path = require("path"), fs = require("fs");
const find = (name) => {
  try { return require(require.resolve(name, { paths: [process.argv[2]] })); } catch { return null; }
};
const trace = JSON.parse(fs.readFileSync(process.argv[3], "utf8"));
const out = {};
const timed = (name, run) => { const start = process.hrtime.bigint(); const length = run();
  out[name] = { seconds: Number(process.hrtime.bigint() - start) / 1e9, length }; };
const cm = find("@codemirror/state");
if (cm) {
  const { ChangeSet, Text } = cm;
  timed("@codemirror/state", () => {
    let doc = Text.empty;
    for (const [at, del, ins] of trace)
      doc = ChangeSet.of({ from: at, to: at + del, insert: Text.of(ins.split("\n")) }, doc.length).apply(doc);
    return doc.length;
  });
  timed("@codemirror/state, stale", () => {
    let doc = Text.empty, theirs = null;
    for (const [at, del, ins] of trace) {
      const mine = ChangeSet.of({ from: at, to: at + del, insert: Text.of(ins.split("\n")) }, doc.length);
      const other = ChangeSet.of({ from: doc.length >> 1, insert: Text.of(["x"]) }, doc.length);
      theirs = ChangeSet.fromJSON(JSON.parse(JSON.stringify(mine.toJSON()))).map(other);
      other.map(mine, true);
      doc = mine.apply(doc);
    }
    return doc.length;
  });
}
const Y = find("yjs");
if (Y) timed("yjs", () => {
  const doc = new Y.Doc(), text = doc.getText("t");
  for (const [at, del, ins] of trace)
    doc.transact(() => { if (del) text.delete(at, del); if (ins) text.insert(at, ins); });
  return text.length;
});
console.log(JSON.stringify(out));
"""


def make_trace(count: int, seed: int) -> list[Operation]:
    """`count` operations, each valid on the text that those before it made."""
    rng = random.Random(seed)
    text = Text.of("")
    trace: list[Operation] = []
    caret = 0

    def do(start: int, end: int, insert: str) -> None:
        nonlocal text
        first, last = text.to_units(start), text.to_units(end)
        trace.append((first, last - first, insert))
        text = text.apply(Change.of(text.units, [(first, last, insert)]))

    while len(trace) < count:
        act = rng.random()
        if act < 0.70:
            for _ in range(rng.randint(1, 12)):
                for letter in rng.choice(WORDS) + rng.choice([" ", " ", " ", ". ", ",\n", "\n\n"]):
                    do(caret, caret, letter)
                    caret += 1
        elif act < 0.85:
            for _ in range(min(rng.randint(1, 8), caret)):
                do(caret - 1, caret, "")
                caret -= 1
        elif act < 0.90:
            end = min(len(text), caret + rng.randint(1, 200))
            insert = rng.choice(["", rng.choice(WORDS)])
            do(caret, end, insert)
            caret += len(insert)
        elif act < 0.92:
            paste = " ".join(rng.choice(WORDS) for _ in range(rng.randint(5, 120)))
            do(caret, caret, paste)
            caret += len(paste)
        else:
            near = caret + rng.randint(-400, 400)
            caret = min(max(near if rng.random() < 0.6 else rng.randint(0, len(text)), 0), len(text))
    return trace[:count]


def timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def replay(trace: list[Operation]) -> Text:
    text = Text.of("")
    for at, deleted, insert in trace:
        text = text.apply(Change.of(text.units, [(at, at + deleted, insert)]))
    return text


def replay_stale(trace: list[Operation]) -> Text:
    """As a server does it: each change arrives as JSON and is rebased over one logged change before the next."""
    text = Text.of("")
    for at, deleted, insert in trace:
        change = Change.of(text.units, [(at, at + deleted, insert)])
        other = Change.of(text.units, [(text.units >> 1, text.units >> 1, "x")])
        rebase([Change.from_json(json.loads(json.dumps(change.to_json())))], [other])
        text = text.apply(change)
    return text


def run_peers(trace: list[Operation], node_modules: Path) -> dict[str, dict[str, float]]:
    node = shutil.which("node")
    if node is None or not node_modules.is_dir():
        print(f"peers left out: {'node was not found' if node is None else f'{node_modules} is no folder'}")
        return {}
    with tempfile.TemporaryDirectory() as folder:
        program, data = Path(folder) / "peers.cjs", Path(folder) / "trace.json"
        program.write_text(PEERS)
        data.write_text(json.dumps(trace))
        command = [node, str(program), str(node_modules.resolve().parent), str(data)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    peers: dict[str, dict[str, float]] = json.loads(done.stdout)
    return peers


def large_text_figures() -> list[tuple[str, float]]:
    """(what, median milliseconds) on 100,000 words."""
    rng = random.Random(2)
    plain = " ".join(rng.choice(WORDS) + ("\n\n" if n % 80 == 79 else "") for n in range(100_000))
    text = Text.of(plain)
    middle = text.to_units(len(text) // 2)
    steps: list[Text] = [text]
    blame = Blame.of(text.units, "import")
    change = Change.of(text.units, [(middle, middle, "x")])

    def type_letter() -> None:
        last = steps[-1]
        steps.append(last.apply(Change.of(last.units, [(middle, middle, "x")])))

    def median_ms(run: Callable[[], object], times: int) -> float:
        return statistics.median(timed(run) for _ in range(times)) * 1e3

    return [
        ("one character typed", median_ms(type_letter, 2_000)),
        ("the same on a flat string", median_ms(lambda: plain[:middle] + "x" + plain[middle:], 200)),
        ("blame of one character", median_ms(lambda: blame.apply(change, "ann"), 2_000)),
        ("opened (chunks and both counts)", median_ms(lambda: Text.of(plain).units, 20)),
        ("checksum", median_ms(lambda: Text.of(plain).checksum, 10)),
        ("snapshot of numbered blocks", median_ms(lambda: take_snapshot(plain, 1, "document", None), 5)),
        ("word diff, 1 word in 50 changed", median_ms(lambda: change_between(text, respelled(plain)), 3)),
    ]


def respelled(plain: str) -> str:
    return " ".join(word + "s" if n % 50 == 0 else word for n, word in enumerate(plain.split(" ")))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the log of changes on a generated editing trace.")
    parser.add_argument("--operations", type=int, default=250_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--node-modules", type=Path, default=Path("web/node_modules"))
    options = parser.parse_args()
    trace = make_trace(options.operations, options.seed)
    final = replay(trace)
    print(
        f"{len(trace):,} operations, final text {len(final):,} characters, {final.units:,} units, seed {options.seed}"
    )
    assert final.units == sum(units_of(insert) - deleted for _, deleted, insert in trace)
    rows = [("gesso", timed(lambda: replay(trace))), ("gesso, stale", timed(lambda: replay_stale(trace)))]
    for name, figures in run_peers(trace, options.node_modules).items():
        assert figures["length"] == final.units, f"{name} ended at {figures['length']} units"
        rows.append((name, figures["seconds"]))
    print(f"{'trace':28}{'seconds':>9}{'ops/s':>12}{'gesso / this':>14}")
    for name, seconds in rows:
        ours = rows[1][1] if name.endswith("stale") else rows[0][1]
        print(f"{name:28}{seconds:9.2f}{len(trace) / seconds:12,.0f}{ours / seconds:14.2f}")
    print(f"\n{'100,000 words':34}{'median ms':>10}")
    for what, milliseconds in large_text_figures():
        print(f"{what:34}{milliseconds:10.3f}")


if __name__ == "__main__":
    main()
