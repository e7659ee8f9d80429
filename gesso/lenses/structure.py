"""What a program is made of: its definitions and their methods, how long and how branched, and moving them."""

import re
from dataclasses import dataclass

from pydantic import Field

from gesso.base.errors import BadInput
from gesso.base.late import late
from gesso.canvas.snapshot import Block
from gesso.lenses.lens import (
    Ask,
    Command,
    Edit,
    Lens,
    OfDatum,
    Piece,
    Proposal,
    Reading,
    Whole,
    datum_id,
    datum_of,
    look_at_nothing,
)  # fmt: skip
from gesso.lenses.value import Act, Anchor, Datum, View

LONG = 60  # lines of a definition
BRANCHED = 12  # ways through it
_METHOD = late(r"^(?: {2,4}|\t)(?:async )?(?:def|function|fn|func|fun)\s+(\w+)", re.MULTILINE)
_HEAD = late(r"^(?:export |pub |public |async |default )*(?:def|class|function|fn|func|fun|struct)\b.*$", re.MULTILINE)
_BRANCH = late(r"\b(?:if|elif|for|while|case|except|catch|and|or)\b|&&|\|\|")
_TEXTS = late(r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*|//[^\n]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Definition:
    """Code points of a definition's text, with those of the line that names it."""

    name: str
    start: int
    end: int
    head: tuple[int, int]
    lines: int
    branches: int
    documented: bool
    level: int


def look(piece: Piece) -> None:
    look_at_nothing(piece)


def definitions_of(whole: Whole[None]) -> list[Definition]:
    """Top-level definitions and the methods in them, in order."""
    found: list[Definition] = []
    for block in whole.snapshot.blocks:
        if block.kind != "definition" or block.parent is not None:
            continue
        found.append(_definition(block))
        methods = list(_METHOD.finditer(block.text)) if "class" in block.text.partition("\n")[0] else []
        ends = [*(each.start() for each in methods[1:]), len(block.text)][: len(methods)]
        for method, end in zip(methods, ends, strict=True):
            body = block.text[method.start() : end].rstrip()
            line = method.start() + len(block.text[method.start() :].partition("\n")[0])
            at = method.start() + len(method.group()) - len(method.group().lstrip())
            found.append(
                _one(method.group(1), body, block.start + method.start(), (block.start + at, block.start + line), 1)
            )
    return found


def _definition(block: Block) -> Definition:
    head = _HEAD.search(block.text)
    first = (head.start(), head.end()) if head else (0, len(block.text.partition("\n")[0]))
    place = block.start + first[0], block.start + first[1]
    return _one(block.title or "definition", block.text, block.start, place, 0)


def _one(name: str, body: str, start: int, head: tuple[int, int], level: int) -> Definition:
    branches = 1 + len(_BRANCH.findall(_TEXTS.sub("", body)))
    documented = bool(re.search(r":\s*\n\s+[rR]?(?:\"\"\"|'''|\")", body)) or body.lstrip().startswith(("#", "/", "*"))
    return Definition(name, start, start + len(body), head, body.count("\n") + 1, branches, documented, level)


def gather(whole: Whole[None]) -> View:
    definitions = definitions_of(whole)
    python = whole.snapshot.language == "python"
    data = []
    for each in definitions:
        odd = [f"longer than {LONG} lines"] if each.lines > LONG and each.level else []
        odd += [f"{each.branches} ways through it"] if each.branches > BRANCHED else []
        acts = [Act(command="up", label="Move up")] if each.level == 0 and each.name != definitions[0].name else []
        acts += [Act(command="ask_split", label="Ask to split it")] if odd else []
        acts += [] if each.documented or not python else [Act(command="ask_docstring", label="Ask for a docstring")]
        detail = f"{each.lines} line{'s' * (each.lines != 1)}" + (f", {', '.join(odd)}" if odd else "")
        data.append(
            Datum(
                id=datum_id("definition", each.name, str(each.level)), label=each.name, detail=detail, level=each.level,
                tone="warn" if odd else "plain", acts=tuple(acts), anchors=(_anchor(whole, each),),
            )
        )  # fmt: skip
    odd_ones = sum(each.tone == "warn" for each in data)
    summary = f"{len(data)} definition{'s' * (len(data) != 1)}" + (f", {odd_ones} to look at" if odd_ones else "")
    return View(shape="tree", summary=summary if data else "No functions or classes yet.", data=tuple(data))


def _anchor(whole: Whole[None], each: Definition) -> Anchor:
    start, end = each.head
    block = whole.snapshot.block_at(start)
    return Anchor(block=block.number if block else 1, start=start, end=end, quote=whole.text[start:end])


class Up(OfDatum):
    by: int = Field(1, ge=1, le=50)


def up(reading: Reading[None], args: Up) -> Proposal:
    """The definition before the one above it."""
    top = [each for each in definitions_of(reading.whole) if each.level == 0]
    place = datum_of(reading.view, args.datum).anchors[0].start
    at = next((index for index, each in enumerate(top) if each.start <= place < each.end), 0)
    if at == 0:
        raise BadInput("It is the first definition already.")
    this, before = top[at], top[max(0, at - args.by)]
    text = reading.whole.text
    gap = text[top[at - 1].end : this.start] if not text[top[at - 1].end : this.start].strip() else "\n\n\n"
    why = f"Structure: {this.name} before {before.name}"
    cut = Edit(top[at - 1].end if gap == text[top[at - 1].end : this.start] else this.start, this.end, "", why)
    put = Edit(before.start, before.start, text[this.start : this.end] + gap, why)
    return Proposal(f"Offered to move {this.name} before {before.name}.", (put, cut))


def _ask(reading: Reading[None], args: OfDatum, wish: str) -> Proposal:
    place = datum_of(reading.view, args.datum).anchors[0].start
    for each in reversed(definitions_of(reading.whole)):
        if each.start <= place < each.end:
            return Proposal("This takes a model: it is asked.", asks=(Ask(each.start, each.end, wish),))
    raise BadInput("That definition is not there any more; look at the lens again.")


STRUCTURE: Lens[None] = Lens(
    name="structure",
    title="Structure",
    about="Functions, classes and methods with their lengths, and which are too branched.",
    kinds=frozenset({"code"}),
    shape="tree",
    look=look,
    gather=gather,
    commands=(
        Command("up", "Move up", Up, up),
        Command("ask_split", "Ask to split it", OfDatum, lambda reading, args: _ask(
            reading, args, "Split this into smaller functions with telling names. Keep what it does.")),
        Command("ask_docstring", "Ask for a docstring", OfDatum, lambda reading, args: _ask(
            reading, args, "Add a docstring of one sentence that says what this gives. Change nothing else.")),
    ),
)  # fmt: skip
