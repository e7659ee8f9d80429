"""What a person may set in an app without reading its code: the values of its `parameters`.

An app says so near its top, one a line, with what it is called and what it may be behind the value:

    export const parameters = {
      speed: 20, // Days in a second | 0..400 step 1
      planet: "Earth", // Look at | Venus, Earth, Mars
      cards: "a :: b", // Cards, one a line | lines
      labels: true, // Names of the planets
    };

Setting one changes that value in the source and nothing else. A line that does not read so is no parameter. Pure.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gesso.base.errors import BadInput

Kind = Literal["number", "text", "lines", "choice", "switch"]
Value = str | float | bool

MOST = 40
MOST_CHARACTERS = 200_000

_BLOCK = re.compile(
    r"^[ \t]*(?:export\s+)?(?:const|let|var)\s+parameters\b[^=\n]*=\s*\{[ \t]*(?://[^\n]*)?\n(.*?)^[ \t]*\}",
    re.M | re.S,
)
_LINE = re.compile(
    r"""^[ \t]*(?:(?P<name>[A-Za-z_]\w*)|"(?P<quoted>[A-Za-z_]\w*)")\s*:\s*"""
    r"""(?P<value>"(?:[^"\\\n]|\\.)*"|'[^'\\\n]*'|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|true|false)"""
    r"""[ \t]*,?[ \t]*(?://[ \t]*(?P<about>[^\n]*))?$""",
    re.M,
)
_RANGE = re.compile(r"^(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)(?:\s+step\s+(\d+(?:\.\d+)?|any))?$")


@dataclass(frozen=True)
class Parameter:
    """`start` and `end` are where the value stands in the source, in code points. `step` None: any."""

    name: str
    label: str
    kind: Kind
    value: Value
    start: int
    end: int
    low: float | None = None
    high: float | None = None
    step: float | None = None
    choices: tuple[str, ...] = ()


def parameters_of(source: str) -> list[Parameter]:
    """In the order of the source; the first `MOST`."""
    block = _BLOCK.search(source)
    if block is None:
        return []
    found: list[Parameter] = []
    for line in _LINE.finditer(source, block.start(1), block.end(1)):
        name, value = line["name"] or line["quoted"], _literal(line["value"])
        if value is None or any(each.name == name for each in found):
            continue
        label, _, spec = (line["about"] or "").partition("|")
        found.append(
            _parameter(name, label.strip() or name, value, spec.strip(), line.start("value"), line.end("value"))
        )
    return found[:MOST]


def set_parameters(source: str, values: Mapping[str, Value]) -> str:
    """The source with other values. Raises BadInput, naming what there is, for a name or value that does not fit."""
    known = {each.name: each for each in parameters_of(source)}
    for name in values:
        if name not in known:
            there = ", ".join(known) or "none"
            raise BadInput(f"The app has no parameter “{name[:60]}”; nothing was set. Its parameters are: {there}.")
    for parameter in sorted(known.values(), key=lambda each: -each.start):
        if parameter.name in values:
            text = _written(fitting(parameter, values[parameter.name]))
            source = source[: parameter.start] + text + source[parameter.end :]
    return source


def print_of(source: str) -> str:
    """The same for two sources that differ in values of their parameters alone."""
    for parameter in reversed(parameters_of(source)):
        source = source[: parameter.start] + source[parameter.end :]
    return hashlib.sha256(source.encode(errors="replace")).hexdigest()[:16]


def fitting(parameter: Parameter, value: Value) -> Value:
    """`value` as that parameter takes it. Raises BadInput."""
    label = f"“{parameter.label}” ({parameter.name})"
    if parameter.kind == "switch":
        if isinstance(value, bool):
            return value
        if str(value).lower() in ("true", "yes", "on", "false", "no", "off"):
            return str(value).lower() in ("true", "yes", "on")
        raise BadInput(f"{label} is true or false; nothing was set.")
    if parameter.kind == "number":
        return _number(parameter, label, value)
    text = value if isinstance(value, str) else json.dumps(value)
    if parameter.kind == "choice":
        same = next((each for each in parameter.choices if each.lower() == text.strip().lower()), None)
        if same is None:
            raise BadInput(f"{label} is one of {', '.join(parameter.choices)}; nothing was set.")
        return same
    if len(text) > MOST_CHARACTERS:
        raise BadInput(f"{label} may have {MOST_CHARACTERS:,} characters; nothing was set.")
    return text if parameter.kind == "lines" else " ".join(text.split())


def _number(parameter: Parameter, label: str, value: Value) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise BadInput(f"{label} is a number; nothing was set.")
    if (parameter.low is not None and number < parameter.low) or (
        parameter.high is not None and number > parameter.high
    ):
        raise BadInput(f"{label} is from {parameter.low:g} to {parameter.high:g}; nothing was set.")
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _parameter(name: str, label: str, value: Value, spec: str, start: int, end: int) -> Parameter:
    if isinstance(value, bool):
        return Parameter(name, label, "switch", value, start, end)
    if isinstance(value, str):
        choices = tuple(filter(None, (each.strip() for each in spec.split(","))))
        if spec == "lines" or "\n" in value:
            return Parameter(name, label, "lines", value, start, end)
        if len(choices) > 1:
            return Parameter(name, label, "choice", value, start, end, choices=choices)
        return Parameter(name, label, "text", value, start, end)
    span = _RANGE.match(spec)
    if span is None:
        return Parameter(name, label, "number", value, start, end)
    step = None if span[3] in (None, "any") else float(span[3])
    return Parameter(name, label, "number", value, start, end, float(span[1]), float(span[2]), step)


def _literal(text: str) -> Value | None:
    if text.startswith("'"):
        return text[1:-1]
    try:
        value: Value = json.loads(text)
    except ValueError:  # an escape of JavaScript's that JSON does not have
        return None
    return value


def _written(value: Value) -> str:
    """As JavaScript that may also stand in a page of HTML."""
    return (
        json.dumps(value, ensure_ascii=False)
        .replace("</", "<\\/")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
