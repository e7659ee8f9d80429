"""How a model asks for an edit, with the mistakes that models make; every answer is one or more calls of `edit`.

A model that is refused asks once more, rightly: so each turn is a list of answers, the later ones for after a refusal.
"""

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.integrity.edits import Wanted
from gesso.base.errors import BadInput
from gesso.canvas.quote import find_quote
from gesso.canvas.snapshot import Snapshot


@dataclass(frozen=True)
class Ask:
    """A call as it is sent: its arguments, and their JSON text where that is broken. `span`: the passage it names."""

    args: dict[str, Any]
    span: tuple[int, int]
    raw: str | None = None


@dataclass(frozen=True)
class Attempts:
    """The mistake made, and the calls of each answer; `aims_elsewhere` when another passage is named."""

    mistake: str
    answers: tuple[tuple[Ask, ...], ...]
    aims_elsewhere: bool = False


Mistake = Callable[[Wanted, str, Snapshot, random.Random], Attempts | None]


def exact(wanted: Wanted, text: str) -> Ask:
    """The call as it should be: by number where the passage is a block, else by a quote that is there once."""
    if wanted.block is not None:
        edit = {"block": wanted.block, "op": wanted.op, "text": wanted.text}
        return Ask({"edits": [edit]}, (wanted.start, wanted.end))
    return quoted(wanted, text)


def quoted(wanted: Wanted, text: str) -> Ask:
    """The call by a quote that is there once: the passage, with whole words around it where it needs them."""
    start, end = _unique(wanted, text)
    if wanted.op == "insert_after" or (start, end) == (wanted.start, wanted.end):
        edit = {"quote": text[start:end], "op": wanted.op, "text": wanted.text}
    else:
        words = text[start : wanted.start] + wanted.text + text[wanted.end : end]
        edit = {"quote": text[start:end], "op": "replace", "text": words}
    return Ask({"edits": [edit]}, (start, end))


def attempts(wanted: Wanted, text: str, seen: Snapshot, chance: random.Random, rate: float) -> Attempts:
    """One of the mistakes that fit the edit, with probability `rate`; else the call as it should be."""
    if chance.random() < rate:
        names = list(MISTAKES)
        chance.shuffle(names)
        for name in names:
            found = MISTAKES[name](wanted, text, seen, chance)
            if found is not None:
                return found
    return Attempts("none", ((exact(wanted, text),),))


def _unique(wanted: Wanted, text: str) -> tuple[int, int]:
    """The passage with as many words around it as make it unique; an insertion's only before it."""
    start, end = wanted.start, wanted.end
    while True:
        try:
            if find_quote(text, text[start:end]) == (start, end):
                return start, end
        except BadInput:
            pass
        if start == 0 and (end == len(text) or wanted.op == "insert_after"):
            return start, end
        start = max(text.rfind(" ", 0, max(0, start - 1)), text.rfind("\n", 0, max(0, start - 1)), -1) + 1
        if wanted.op != "insert_after":
            after = re.compile(r"\s|\Z").search(text, min(len(text), end + 1))
            end = after.start() if after else len(text)


def _with_quote(ask: Ask, change: Callable[[str], str]) -> Ask | None:
    """The same call with another quote, or None where the change makes no difference."""
    edit = ask.args["edits"][0]
    quote = change(edit["quote"])
    return None if quote == edit["quote"] else Ask({"edits": [{**edit, "quote": quote}]}, ask.span)


def _with_text(ask: Ask, change: Callable[[str], str]) -> Ask:
    edit = ask.args["edits"][0]
    return Ask({"edits": [{**edit, "text": change(edit["text"])}]}, ask.span)


def _other_quote(name: str, change: Callable[[str], str]) -> Mistake:
    def mistake(wanted: Wanted, text: str, seen: Snapshot, chance: random.Random) -> Attempts | None:
        right = quoted(wanted, text)
        wrong = _with_quote(right, change)
        return None if wrong is None else Attempts(name, ((wrong,), (right,)))

    return mistake


def _other_text(name: str, change: Callable[[str], str]) -> Mistake:
    def mistake(wanted: Wanted, text: str, seen: Snapshot, chance: random.Random) -> Attempts | None:
        return None if wanted.op == "delete" else Attempts(name, ((_with_text(exact(wanted, text), change),),))

    return mistake


def _there_twice(wanted: Wanted, text: str, seen: Snapshot, chance: random.Random) -> Attempts | None:
    """A quote of one word of the passage that is elsewhere too."""
    if wanted.op == "insert_after":
        return None
    words = [word for word in re.findall(r"[^\W\d_]{4,}", wanted.words) if text.count(word) > 1]
    if not words:
        return None
    ask = Ask(
        {"edits": [{"quote": chance.choice(words), "op": "replace", "text": "rebuilt"}]}, (wanted.start, wanted.end)
    )
    return Attempts("quote there twice", ((ask,), (exact(wanted, text),)))


def _off_by_one(wanted: Wanted, text: str, seen: Snapshot, chance: random.Random) -> Attempts | None:
    if wanted.block is None:
        return None
    number = wanted.block + chance.choice([-1, 1])
    named = seen.block(number)
    ask = Ask(
        {"edits": [{"block": number, "op": wanted.op, "text": wanted.text}]},
        (named.start, named.end) if named else (wanted.start, wanted.end),
    )
    return Attempts("number off by one", ((ask,), (exact(wanted, text),)), aims_elsewhere=named is not None)


def _no_line_end(wanted: Wanted, text: str, seen: Snapshot, chance: random.Random) -> Attempts | None:
    """The passage quoted with its line end, the new words without one."""
    if wanted.op != "replace" or text[wanted.end : wanted.end + 1] != "\n":
        return None
    wider = Wanted("replace", wanted.start, wanted.end + 1, wanted.words + "\n", wanted.text.rstrip("\n"))
    return Attempts("final line end lost", ((quoted(wider, text),),))


def _truncated(wanted: Wanted, text: str, seen: Snapshot, chance: random.Random) -> Attempts | None:
    right = exact(wanted, text)
    whole = json.dumps(right.args, ensure_ascii=False)
    raw = whole[: int(len(whole) * chance.uniform(0.3, 0.95))]
    return Attempts("arguments cut short", ((Ask(right.args, right.span, raw),), (right,)))


def _repeated(wanted: Wanted, text: str, seen: Snapshot, chance: random.Random) -> Attempts | None:
    right = exact(wanted, text)
    return Attempts("call repeated", ((right, right),))


def _curled(quote: str) -> str:
    quote = re.sub(r'"([^"\n]*)"', "“\\1”", quote)
    return quote.replace("'", "’") if "'" in quote else quote.replace("’", "'").replace("“", '"').replace("”", '"')


MISTAKES: dict[str, Mistake] = {
    "quotation marks": _other_quote("quotation marks", _curled),
    "white space": _other_quote("white space", lambda quote: re.sub(r"[ \n]+", "  ", quote)),
    "quote there twice": _there_twice,
    "quote not there": _other_quote("quote not there", lambda quote: re.sub(r"(\w{3,})", r"\1s", quote, count=2)),
    "number off by one": _off_by_one,
    "fenced": _other_text("fenced", lambda text: f"```\n{text}\n```"),
    "preamble": _other_text("preamble", lambda text: f"Here is the revised passage:\n\n{text}"),
    "commentary": _other_text("commentary", lambda text: f"{text}\n\nLet me know if you want anything else changed!"),
    "final line end lost": _no_line_end,
    "indentation": _other_text("indentation", lambda text: re.sub(r"(?m)^[ ]*(?=\S)", "   ", text)),
    "template marks": _other_text("template marks", lambda text: f"{text} $& $1 \\1 \\g<0>"),
    "arguments cut short": _truncated,
    "carriage returns": _other_text("carriage returns", lambda text: text.replace("\n", "\r\n") + "\r\n"),
    "call repeated": _repeated,
}
