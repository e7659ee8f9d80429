"""Grammars that write messages: `symbol = one way | another way`, where `{symbol}` stands for any of its ways.

A file of `grammars/` has a part `[lang]` for each language; a line that begins with `|` goes on with the ways of the
one above, and `#` begins a remark. A symbol that a behaviour's file lacks is looked up in `common.txt`.
"""

import random
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from gesso.lab.errors import LabError

_SLOT = re.compile(r"\{(\w+)\}")
DEEPEST = 12
Rules = Mapping[str, tuple[str, ...]]


class Grammar:
    """The ways of one behaviour in one language."""

    def __init__(self, rules: Rules, name: str) -> None:
        self._rules, self._name = rules, name

    def variants(self, label: str) -> list[str]:
        """The symbols that write a message of a label: the label itself, and with a situation behind an @."""
        return sorted(symbol for symbol in self._rules if symbol.partition("@")[0] == label)

    def has(self, symbol: str) -> bool:
        return symbol in self._rules

    def ways(self, symbol: str) -> tuple[str, ...]:
        """Every way of a symbol. Raises LabError where there is none."""
        if symbol not in self._rules:
            raise LabError(f"The grammar {self._name} does not say what {{{symbol}}} is.")
        return self._rules[symbol]

    def write(self, symbol: str, chance: random.Random, slots: Mapping[str, str] | None = None, deep: int = 0) -> str:
        """One way of a symbol, all that it stands for written out; `slots` come before the grammar's own symbols."""
        if deep > DEEPEST:
            raise LabError(f"The grammar {self._name} goes in a circle at {{{symbol}}}.")
        slots = slots or {}

        def fill(found: re.Match[str]) -> str:
            name = found[1]
            return slots[name] if name in slots else self.write(name, chance, slots, deep + 1)

        return _SLOT.sub(fill, chance.choice(self.ways(symbol)))


@cache
def load_grammar(behavior: str, lang: str) -> Grammar:
    """Raises LabError where there is no grammar of that behaviour or language."""
    own = parse_grammar(_text(behavior), behavior)
    if lang not in own:
        raise LabError(f"The grammar {behavior} has no language {lang!r}; it has {', '.join(own)}.")
    common = parse_grammar(_text("common"), "common")
    return Grammar({**common.get(lang, {}), **own[lang]}, f"{behavior}.txt [{lang}]")


def languages_of(behavior: str) -> list[str]:
    """The languages that a behaviour's grammar writes. Raises LabError where it has no grammar."""
    return sorted(parse_grammar(_text(behavior), behavior))


def parse_grammar(text: str, name: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """The rules by language. Raises LabError naming the line that is none."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    rules: dict[str, tuple[str, ...]] | None = None
    symbol = ""
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            rules, symbol = found.setdefault(line.strip("[]"), {}), ""
            continue
        head, equals, ways = line.partition(" = ")
        goes_on = line.startswith("|") and symbol
        if rules is None or not (goes_on or equals):
            raise LabError(f"grammars/{name}.txt line {number} is no rule such as `symbol = one way | another`.")
        if goes_on:
            head, ways = symbol, line[1:]
        symbol = head
        rules[symbol] = (*rules.get(symbol, ()), *(way.strip() for way in ways.split(" | ")))
    return found


def _text(name: str) -> str:
    file = resources.files("gesso.lab.synthesize") / "grammars" / f"{name}.txt"
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LabError(
            f"There is no grammar for {name}: gesso/lab/synthesize/grammars/{name}.txt is missing."
        ) from error
