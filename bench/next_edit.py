"""Next edits on the embedded model: how soon the first one comes, and how often what is shown is what is typed next.

`--run words` replays this repository's own prose and code (which the model cannot have seen), asks at pauses of a
typist, fits `likelihood.WORDS` on one half of the files and reports both halves. `--run edits` replays renames, and
words changed in one place only. `--run latency` types into the real program over its socket and asks over HTTP as the
page does. Files are split by name, so that no text is in both halves. Run: `python -m bench.next_edit --weights FILE`.
"""

import argparse
import asyncio
import hashlib
import itertools
import json
import math
import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import websockets

from gesso.agent.next_edit.candidate import Situation
from gesso.agent.next_edit.edits import foresee
from gesso.agent.next_edit.likelihood import WORDS, Weights, likely_words, log_odds
from gesso.agent.next_edit.recent import Recent
from gesso.agent.next_edit.words import _fitted, _prefixes, ask_words
from gesso.canvas.changes import Change
from gesso.canvas.text import Text
from gesso.model.completion import Piece, Until
from gesso.model.download import Weights as ModelFile
from gesso.model.embedded import EmbeddedModel
from tests.program import Client, Program

ROOT = Path(__file__).parent.parent
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Shown:
    """A run of words that could be shown at one pause, and whether it is what came next."""

    moment: int
    half: str
    code: bool
    begun: bool
    text: str
    logprob: float
    first: bool
    whole: bool


def material() -> list[tuple[str, str, bool]]:
    """(half, text, code) of every file of code and every section of prose; which half follows from its name."""
    found = []
    for file in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("gesso/**/*.py")]):
        text, code = file.read_text(), file.suffix == ".py"
        parts = [text] if code else re.split(r"(?m)^(?=## )", text)
        for number, part in enumerate(parts):
            half = "test" if hashlib.sha256(f"{file.name} {number}".encode()).digest()[0] % 2 else "dev"
            if len(part) > 700:
                found.append((half, part, code))
    return found


def pauses(text: str, chance: random.Random, count: int) -> list[int]:
    """Where a typist rests, in order: before a word, some letters into one, or at its end."""
    words = [word for word in re.finditer(r"\w{3,}", text) if 300 < word.start() < 4_000]
    chosen = sorted(chance.sample(words, min(count, len(words))), key=lambda word: word.start())
    offsets = [chance.choice((0, 0, 2, 3, len(word[0]))) for word in chosen]
    return [word.start() + min(offset, len(word[0])) for word, offset in zip(chosen, offsets, strict=True)]


async def words_at(model: EmbeddedModel, count: int, most: int, seed: int, rows: Path) -> None:
    """Everything that could be shown at every pause, with what came next, into `rows` as it is found: as many texts of
    prose as of code, `most` of each."""
    chance = random.Random(seed)
    prose, code_files = ([each for each in material() if each[2] == code] for code in (False, True))
    some = (chance.sample(each, min(most, len(each))) for each in (prose, code_files))
    moment = 0
    for half, text, code in itertools.chain.from_iterable(zip(*some, strict=False)):
        for at in pauses(text, chance, count):
            ask = ask_words(Situation(text[:at], at, code), math.log(0.02))
            if ask is None:
                continue
            patient = Until(ask.until.pattern, ask.until.tokens, ask.until.floor, 20.0)
            pieces = await model.complete(ask.gap, patient)
            moment += 1
            shown = list(_shown(moment, half, ask, pieces, text[at : at + 400]))
            shown = shown or [Shown(moment, half, code, bool(ask.gap.begun), "", -99.0, False, False)]
            with rows.open("a") as file:
                file.writelines(json.dumps(asdict(each)) + "\n" for each in shown)


def _shown(moment: int, half: str, ask: Any, pieces: Sequence[Piece], truth: str) -> Iterator[Shown]:
    for text, logprob in _prefixes(ask, pieces):
        words = _fitted(ask, text)
        if not words or logprob is None:
            continue
        first = re.match(r"\W*\w+", words)
        whole = truth.startswith(words) and not (words[-1].isalnum() and truth[len(words) :][:1].isalnum())
        begins = first is not None and re.match(re.escape(first[0]) + r"(?!\w)", truth) is not None
        yield Shown(moment, half, ask.now.code, bool(ask.gap.begun), words, logprob, begins, whole)


def fit(rows: Sequence[Shown], steps: int = 4_000, rate: float = 0.05, shrink: float = 0.002) -> Weights:
    """Logistic regression by gradient descent; each pause counts once, however many runs of words it had."""
    share: dict[int, int] = {}
    for row in rows:
        share[row.moment] = share.get(row.moment, 0) + 1
    points = [
        (
            (1.0, log_odds(r.logprob), math.sqrt(len(r.text)), float(r.begun), float(r.code)),
            float(r.whole),
            1 / share[r.moment],
        )
        for r in rows
        if r.text
    ]
    total = sum(weight for *_, weight in points)
    w = [0.0, 1.0, 0.0, 0.0, 0.0]
    for _ in range(steps):
        slope = [0.0] * 5
        for x, y, weight in points:
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(a * b for a, b in zip(w, x, strict=True))))))
            for k in range(5):
                slope[k] += weight * (p - y) * x[k]
        w = [a - rate * (s / total + shrink * a) for a, s in zip(w, slope, strict=True)]
    return Weights(*(round(value, 3) for value in w))


def curve(rows: Sequence[Shown], weights: Weights) -> list[tuple[float, int, int, int, int, int]]:
    """At each threshold: pauses, offers shown, first words right, wholly right, letters that were right."""
    moments: dict[int, list[Shown]] = {}
    for row in rows:
        moments.setdefault(row.moment, []).append(row)
    lines = []
    for threshold in THRESHOLDS:
        picked = []
        for options in moments.values():
            best = None
            for row in options:  # shortest first, as `offered_words` goes
                if not row.text or likely_words(row.logprob, len(row.text), row.begun, row.code, weights) < threshold:
                    break
                best = row
            if best is not None:
                picked.append(best)
        right = [row for row in picked if row.whole]
        letters = sum(len(row.text) for row in right)
        lines.append((threshold, len(moments), len(picked), sum(r.first for r in picked), len(right), letters))
    return lines


def print_curve(title: str, rows: Sequence[Shown], weights: Weights) -> None:
    print(f"\n{title}\n| threshold | pauses | shown | first word right | wholly right | letters saved a pause |")
    print("|---:|---:|---:|---:|---:|---:|")
    for threshold, moments, shown, first, whole, letters in curve(rows, weights):
        cells = [f"{shown} ({shown / max(1, moments):.0%})", _interval(first, shown), _interval(whole, shown)]
        print(f"| {threshold} | {moments} | {' | '.join(cells)} | {letters / max(1, moments):.2f} |")


def _interval(right: int, of: int) -> str:
    """The share with its 95% Wilson interval."""
    if not of:
        return "none"
    z, p = 1.96, right / of
    middle, spread = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    low, high = ((middle + side * spread) / (1 + z * z / of) for side in (-1, 1))
    return f"{p:.0%} [{low:.0%}, {high:.0%}]"


# ---------------------------------------------------------------- edits from code


def replay_edits(seed: int, each: int = 2) -> None:
    """Renames typed key by key in the test half: is the rest offered, and is taking it right? And words changed in one
    place alone, where an offer to change the others is a mistake."""
    chance = random.Random(seed)
    for code in (True, False):
        tried = offered = right = lone = wrong = 0
        for half, text, is_code in material():
            if half != "test" or is_code != code:
                continue
            text = text[:20_000]
            uses: dict[str, list[int]] = {}
            for word in re.finditer(r"\b\w{4,}\b", text):
                uses.setdefault(word[0], []).append(word.start())
            names = [w for w, at in uses.items() if len(at) >= 3 and (re.search(r"[A-Z_\d]", w))]
            for name in chance.sample(sorted(names), min(each, len(names))):
                new, at = f"{name[0]}over{name[2:]}", chance.choice(uses[name])
                now = typed_over(text, at, name, new)
                found = [made for made in foresee(now) if made.likely >= 0.5]
                tried += 1
                offered += bool(found)
                right += bool(found) and found[0].apply(now.text) == re.sub(rf"\b{name}\b", new, text)
            plain = [w for w, at in uses.items() if len(at) >= 2 and w.islower() and w.isalpha()]
            for word in chance.sample(sorted(plain), min(each, len(plain))) if not code else []:
                now = typed_over(text, chance.choice(uses[word]), word, f"re{word}")
                lone += 1
                wrong += any(made.likely >= 0.5 for made in foresee(now))
        what = "code" if code else "prose"
        print(
            f"{what}: {tried} names changed in one place: offered {_interval(offered, tried)}, all uses right {right}"
        )
        if lone:
            print(
                f"{what}: {lone} plain words changed in one place: an offer to change others {_interval(wrong, lone)}"
            )


def typed_over(text: str, at: int, old: str, new: str) -> Situation:
    """The situation after a person selected a word and typed another over it."""
    recent = Recent(Text.of(text))
    for index, letter in enumerate(new):
        start = recent.text.to_units(at + index)
        end = recent.text.to_units(at + len(old)) if index == 0 else start
        recent = recent.after(Change.of(recent.text.units, [(start, end, letter)]), own=True)
    return Situation(str(recent.text), at + len(new), text.startswith('"""'), recent.replacements())


# ---------------------------------------------------------------- latency


async def measure_latency(weights: Path, keys: int, seed: int) -> None:
    """Type prose at about 65 words a minute with rests; time from the last key to the answer, at every rest."""
    chance = random.Random(seed)
    prose = next(text for half, text, code in material() if half == "test" and not code and len(text) > 4_000)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        (data / "models").mkdir(parents=True)
        (data / "models" / weights.name).symlink_to(weights)
        with Program(data) as program:
            client = await Client.signed_in(program)
            room = (await client.call("POST", "/api/rooms"))["id"]
            made = {"kind": "document", "title": "Typed", "text": prose[:1_500]}
            canvas = (await client.call("POST", f"/api/rooms/{room}/canvases", **made))["id"]
            times, shown, first = await _type(client, canvas, prose[1_500 : 1_500 + keys], chance)
            await client.close()
    ordered = sorted(times)
    p = {share: ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] for share in (0.5, 0.95)}
    offers = f"offers {statistics.median(shown) * 1e3:.0f} ms median, {len(shown)}" if shown else "no offers"
    print(
        f"{len(times)} rests in {keys} keys: p50 {p[0.5] * 1e3:.0f} ms, p95 {p[0.95] * 1e3:.0f} ms, "
        f"max {ordered[-1] * 1e3:.0f} ms; {offers}; the very first question (cold) {first * 1e3:.0f} ms"
    )


async def _type(
    client: Client, canvas: str, words: str, chance: random.Random
) -> tuple[list[float], list[float], float]:
    """Seconds to each answer at a rest, those that were offers, and the first question's, with nothing read yet."""
    url = client.url.replace("http", "ws") + f"/api/canvases/{canvas}/socket"
    times: list[float] = []
    shown: list[float] = []
    path = f"/api/canvases/{canvas}/next-edit"
    async with websockets.connect(
        url, additional_headers={"Cookie": client.cookie}, origin=websockets.Origin(client.url)
    ) as line:
        await line.send(json.dumps({"t": "hello", "client": "bench-typist", "version": -1}))
        while (frame := json.loads(await line.recv()))["t"] != "opened":
            pass
        version, length, units = frame["version"], len(frame["text"]), len(frame["text"].encode("utf-16-le")) // 2
        await client.http.post(path, json={"version": version, "caret": length})
        await asyncio.sleep(5)  # that question starts the model
        began = time.perf_counter()
        await client.http.post(path, json={"version": version, "caret": length})
        first = time.perf_counter() - began
        rest_in = chance.randint(5, 12)
        asking: asyncio.Task[Any] | None = None
        for letter in words:
            wide = len(letter.encode("utf-16-le")) // 2
            pressed = time.perf_counter()
            change = Change.of(units, [(units, units, letter)])
            await line.send(json.dumps({"t": "push", "version": version, "changes": [change.to_json()]}))
            while (frame := json.loads(await line.recv()))["t"] != "update":
                pass
            version, length, units = frame["version"], length + 1, units + wide
            rest_in -= 1
            pause = 0.9 if rest_in == 0 else min(0.6, chance.lognormvariate(math.log(0.16), 0.4))
            await asyncio.sleep(max(0.0, 0.04 - (time.perf_counter() - pressed)))  # the page waits so long for more
            asking = asyncio.create_task(client.http.post(path, json={"version": version, "caret": length}))
            if rest_in == 0:
                answer = await asking
                took = time.perf_counter() - pressed
                times.append(took)
                if answer.json() is not None:
                    shown.append(took)
                rest_in = chance.randint(5, 12)
            await asyncio.sleep(max(0.0, pause - (time.perf_counter() - pressed)))
        if asking is not None:
            await asking
    return times, shown, first


async def main() -> None:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--weights", type=Path, required=True, help="the embedded model's GGUF file")
    read.add_argument("--run", choices=("words", "edits", "latency"), default="words")
    read.add_argument("--files", type=int, default=40, help="texts of prose, and of code")
    read.add_argument("--rows", type=Path, default=None, help="where answers are kept, and reused when there")
    read.add_argument("--pauses", type=int, default=12, help="in each file")
    read.add_argument("--keys", type=int, default=400)
    read.add_argument("--seed", type=int, default=7)
    said = read.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f}")
    if said.run == "edits":
        return replay_edits(said.seed)
    if said.run == "latency":
        return await measure_latency(said.weights.resolve(), said.keys, said.seed)
    said.rows = said.rows or Path(tempfile.mkdtemp()) / "rows.jsonl"
    if not said.rows.exists():
        model = EmbeddedModel(ModelFile(said.weights.parent))
        await model.prepare()
        try:
            await words_at(model, said.pauses, said.files, said.seed, said.rows)
        finally:
            await model.aclose()
    rows = [Shown(**json.loads(line)) for line in said.rows.read_text().splitlines()]
    dev, test = ([row for row in rows if row.half == half] for half in ("dev", "test"))
    print(f"fitted on dev: {fit(dev)}; in use: {WORDS}")
    print_curve("dev, fitted", dev, fit(dev))
    for title, picked in (
        ("test, weights in use", test),
        ("test, prose", [r for r in test if not r.code]),
        ("test, code", [r for r in test if r.code]),
    ):
        print_curve(title, picked, WORDS)
    print(f"\nload average {os.getloadavg()[0]:.1f}")
    return None


if __name__ == "__main__":
    asyncio.run(main())
