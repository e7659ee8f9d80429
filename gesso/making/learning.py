"""The smallest program that fits every example: steps one after the other, numbers by a line, or pieces joined."""

import heapq
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from gesso.making.steps import Step, piece_steps, whole_steps

MIN_EXAMPLES = 3
MAX_EXAMPLES = 20
MAX_CHARS = 2_000
"""Of one side of an example."""
MOST_STATES = 20_000
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NEVER: tuple[str, ...] = ()


@dataclass(frozen=True)
class Example:
    given: str
    wanted: str


@dataclass(frozen=True)
class Learned:
    """`lines` are the body of `run(text)`, the last one a return. `predicted` of the examples were right when the
    program was learned again without them: how far it can be believed on texts that it was not shown."""

    lines: tuple[str, ...]
    predicted: int = 0


def learn(examples: Sequence[Example]) -> Learned | None:
    """A program that does all that was shown; None where this small language has none."""
    found = _learn(examples)
    if found is None:
        return None
    right = 0
    for at, held in enumerate(examples):
        again = _learn([*examples[:at], *examples[at + 1 :]])
        right += again is not None and _does(again, held)
    _value.cache_clear()
    return Learned(found.lines, right)


@dataclass(frozen=True)
class _Found:
    lines: tuple[str, ...]
    call: Callable[[str], str]


def _learn(examples: Sequence[Example]) -> _Found | None:
    if len({each.wanted for each in examples}) < 2:
        return None  # nothing of the text is in what is wanted
    short = _steps(examples, 2) or _line(examples) or _joined(examples)
    return short or _steps(examples, 3) or _by_lines(examples)


def _does(found: _Found, example: Example) -> bool:
    try:
        return found.call(example.given) == example.wanted
    except (IndexError, ValueError, KeyError):
        return False


def _values(step: Step, texts: Sequence[str]) -> tuple[str, ...]:
    """What the step makes of each, () where it cannot of one."""
    found = []
    for text in texts:
        value = _value(step, text)
        if value is None:
            return _NEVER
        found.append(value)
    return tuple(found)


@lru_cache(maxsize=20_000)
def _value(step: Step, text: str) -> str | None:
    """None where it cannot. Kept while one program is learned, which asks the same again for each example left out."""
    try:
        return step.call(text)
    except (IndexError, ValueError, KeyError):
        return None


def _steps(examples: Sequence[Example], most: int) -> _Found | None:
    """At most so many whole steps, the fewest first."""
    given, wanted = tuple(e.given for e in examples), tuple(e.wanted for e in examples)
    seen: set[tuple[str, ...]] = {given}
    reached: list[tuple[tuple[str, ...], tuple[Step, ...]]] = [(given, ())]
    for depth in range(most):
        further = []
        for texts, done in reached:
            for step in whole_steps():
                values = _values(step, texts)
                if values == wanted:
                    return _in_a_row((*done, step))
                if values and values not in seen and depth < most - 1:
                    seen.add(values)
                    further.append((values, (*done, step)))
        reached = further
    return None


def _in_a_row(steps: Sequence[Step]) -> _Found:
    def call(text: str) -> str:
        for step in steps:
            text = step.call(text)
        return text

    lines = [f"text = {step.code}" for step in steps[:-1]]
    return _Found((*lines, f"return {steps[-1].code}"), call)


def _line(examples: Sequence[Example]) -> _Found | None:
    """One number in, one out, on a straight line; what stands around the number is always the same."""
    ins = [_NUMBER.findall(each.given) for each in examples]
    outs = [list(_NUMBER.finditer(each.wanted)) for each in examples]
    if any(len(each) != 1 for each in (*ins, *outs)):
        return None
    around = {(e.wanted[: m[0].start()], e.wanted[m[0].end() :]) for e, m in zip(examples, outs, strict=True)}
    points = [(Fraction(i[0]), o[0].group()) for i, o in zip(ins, outs, strict=True)]
    low, high = min(points), max(points)
    if len(around) != 1 or low[0] == high[0]:
        return None
    places = max(len(out.partition(".")[2]) for _, out in points)
    rough = (Fraction(high[1]) - Fraction(low[1])) / (high[0] - low[0])
    before, after = around.pop()
    for form in ("round(number, 9):.12g", f"number:.{places}f"):
        for bound in (10, 100, 1_000, 100_000):
            slope = rough.limit_denominator(bound)
            start = (Fraction(low[1]) - slope * low[0]).limit_denominator(bound)
            value = f'{_plain(slope)} * float(re.findall(r"{_NUMBER.pattern}", text)[0]) + {_plain(start)}'
            code = " + ".join(part for part in (_word(before), f'f"{{{form}}}"', _word(after)) if part)
            found = _compiled((f"number = {value}", f"return {code}"))
            if all(_does(found, each) for each in examples):
                return found
    return None


def _word(text: str) -> str:
    return repr(text) if text else ""


def _plain(value: Fraction) -> str:
    return f"{value.numerator}" if value.denominator == 1 else f"{value.numerator} / {value.denominator}"


def _compiled(lines: Sequence[str]) -> _Found:
    """A function of lines made here."""
    space: dict[str, object] = {"re": re}
    exec("def run(text):\n" + "\n".join(f"    {line}" for line in lines), space)
    return _Found(tuple(lines), space["run"])  # type: ignore[arg-type]


def _joined(examples: Sequence[Example]) -> _Found | None:
    """Pieces of the text and fixed words, joined: the cheapest way through all that is wanted at once."""
    wanted = [each.wanted for each in examples]
    pieces = _useful([each.given for each in examples], wanted)
    start, end = (0,) * len(wanted), tuple(map(len, wanted))
    best: dict[tuple[int, ...], float] = {start: 0.0}
    way: dict[tuple[int, ...], tuple[tuple[int, ...], Step | str]] = {}
    queue = [(0.0, start)]
    for _ in range(MOST_STATES):
        if not queue:
            return None
        cost, at = heapq.heappop(queue)
        if at == end:
            return _of_way(way, start, end)
        if cost > best[at]:
            continue
        for there, more, part in _onward(at, wanted, pieces):
            if cost + more < best.get(there, 1e9):
                best[there] = cost + more
                way[there] = (at, part)
                heapq.heappush(queue, (cost + more, there))
    return None


def _useful(given: Sequence[str], wanted: Sequence[str]) -> list[tuple[tuple[str, ...], Step]]:
    """The cheapest step for each tuple of values that stands somewhere in what is wanted."""
    found: dict[tuple[str, ...], Step] = {}
    for step in piece_steps():
        values = _values(step, given)
        if not values or not all(v and v in w for v, w in zip(values, wanted, strict=True)):
            continue
        if values not in found or step.cost < found[values].cost:
            found[values] = step
    return list(found.items())


def _onward(
    at: tuple[int, ...], wanted: Sequence[str], pieces: Sequence[tuple[tuple[str, ...], Step]]
) -> Iterator[tuple[tuple[int, ...], float, Step | str]]:
    for values, step in pieces:
        if all(w.startswith(v, i) for v, w, i in zip(values, wanted, at, strict=True)):
            yield tuple(i + len(v) for i, v in zip(at, values, strict=True)), 1.0 + step.cost, step
    same = _same_beginning([w[i:] for w, i in zip(wanted, at, strict=True)])
    cost = 0.8
    for length, sign in enumerate(same, 1):
        cost += 1.6 if sign.isalnum() else 0.3  # letters that are always the same may be so by chance
        yield tuple(i + length for i in at), cost, same[:length]


def _same_beginning(texts: Sequence[str]) -> str:
    low, high = min(texts), max(texts)
    return next((low[:at] for at, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), low)


def _of_way(way: dict[tuple[int, ...], tuple[tuple[int, ...], Step | str]], start: tuple[int, ...],
            end: tuple[int, ...]) -> _Found | None:  # fmt: skip
    parts: list[Step | str] = []
    while end != start:
        end, part = way[end]
        parts.insert(0, part)
    if all(isinstance(part, str) for part in parts):
        return None
    codes = [part.code if isinstance(part, Step) else repr(part) for part in parts]

    def call(text: str) -> str:
        return "".join(part.call(text) if isinstance(part, Step) else part for part in parts)

    return _Found((f"return {' + '.join(codes)}",), call)


def _by_lines(examples: Sequence[Example]) -> _Found | None:
    """The same for each line."""
    pairs: list[Example] = []
    for each in examples:
        given, wanted = each.given.splitlines(), each.wanted.splitlines()
        if len(given) != len(wanted):
            return None
        pairs += [Example(a, b) for a, b in zip(given, wanted, strict=True)]
    if len(pairs) == len(examples):
        return None
    pairs = list(dict.fromkeys(pairs))[:MAX_EXAMPLES]
    found = _steps(pairs, 2) or _line(pairs) or _joined(pairs)
    if found is None:
        return None
    lines = ("def line(text: str) -> str:", *(f"    {each}" for each in found.lines), "",
             'return "\\n".join(line(each) for each in text.splitlines())')  # fmt: skip
    return _Found(lines, lambda text: "\n".join(found.call(each) for each in text.splitlines()))
