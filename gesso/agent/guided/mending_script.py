"""Errors of JavaScript that code can mend without understanding the program: a name that is nearly right, a bracket or
quotation mark that is missing. Nothing here parses JavaScript: a bracket is only added where exactly one lacks. Pure.
"""

import difflib
import re
from collections.abc import Iterator

from gesso.agent.guided.mended import Mended, Wrong
from gesso.base.late import late

_WORD = late(r"[A-Za-z_$][\w$]*")
_STRINGS = late(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|//[^\n]*|/\*.*?\*/", re.DOTALL)
_OWN_NAMES = """
    console log document window Math Date JSON Number String Boolean Array Object Promise Map Set parseInt
    parseFloat isNaN setTimeout setInterval requestAnimationFrame addEventListener removeEventListener
    getElementById querySelector querySelectorAll createElement appendChild append remove getContext fillRect
    strokeRect beginPath moveTo lineTo stroke fill textContent innerHTML forEach map filter reduce find findIndex
    includes indexOf push pop shift unshift slice splice join split concat reverse sort keys values entries toFixed
    toString toUpperCase toLowerCase trim replace padStart padEnd startsWith endsWith floor round ceil random sqrt
    max min abs stringify parse useState useEffect useRef useMemo classList dataset length
"""
_OWN = frozenset(_OWN_NAMES.split())
_NAMED = late(r"([\w$]+) is not defined|(?:[\w$]+\.)*([\w$]+)(?:\([^)]*\))? is not a function|find variable: ([\w$]+)")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


def mend_script(code: str, wrong: Wrong) -> Mended | None:
    """The smallest change that takes the error away; None where it takes more than that."""
    lines = code.split("\n")
    if not 1 <= wrong.line <= len(lines):
        return None
    return next((tried for tried in _tries(lines, wrong) if tried.text != lines[tried.first - 1]), None)


def _tries(lines: list[str], wrong: Wrong) -> Iterator[Mended]:
    row, at = lines[wrong.line - 1], wrong.line
    whole = _STRINGS.sub('""', "\n".join(lines))
    names = set(_WORD.findall(whole)) | _OWN
    if found := _NAMED.search(wrong.message):
        name = next(filter(None, found.groups()))
        if near := difflib.get_close_matches(name, names - {name}, 1, 0.65):
            text = re.sub(rf"(?<![\w$]){re.escape(name)}(?![\w$])", lambda _: near[0], row)
            yield Mended(at, at, text, f"“{near[0]}” is what there is, not “{name}”")
    if wrong.name != "SyntaxError":
        return
    if (quote := _open_quote(row)) is not None:
        body, end = _ended(row)
        told = body.rstrip(")]}")
        yield Mended(
            at, at, f"{told}{quote}{body[len(told) :]}{end}", "the quotation mark that ends the text was missing"
        )
    lacks = _lacks(whole)
    if lacks == "}":
        last = f"{lines[-1]}\n}}" if lines[-1].strip() else "}"
        yield Mended(len(lines), len(lines), last, "“}” was missing at the end")
    elif len(lacks) == 1:
        for number in (at, at - 1):
            if number > 0 and lacks in _lacks(_STRINGS.sub('""', lines[number - 1])):
                body, end = _ended(lines[number - 1])
                yield Mended(number, number, f"{body}{lacks}{end}", f"“{lacks}” was missing")


def _ended(row: str) -> tuple[str, str]:
    """A line up to where a bracket may be missing, and what ends it."""
    found = re.search(r"\s*(?:;|\{|=>\s*\{)?\s*$", row)
    assert found is not None
    return row[: found.start()], row[found.start() :].rstrip()


def _lacks(code: str) -> str:
    """The closing brackets that are missing, innermost first; more than two for code where others stand wrongly."""
    open_: list[str] = []
    for letter in code:
        if letter in _CLOSING:
            open_.append(_CLOSING[letter])
        elif letter in _CLOSING.values():
            if letter in open_ and open_[-1] != letter:
                missing = open_[open_.index(letter) + 1 :] if open_.count(letter) == 1 else [open_[-1]]
                return "".join(reversed(missing))
            if not open_:
                return "???"
            open_.pop()
    return "".join(reversed(open_))


def _open_quote(row: str) -> str | None:
    bare = _STRINGS.sub("", row)
    found = re.search(r"[\"']", bare)
    return found[0] if found else None
