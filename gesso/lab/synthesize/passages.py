"""Documents put together from parts, and which passage of them a message means: known, because the parts are known.

What is drawn is the document, the way of pointing and what is pointed at; the words are the grammar's.
"""

import random

from gesso.canvas.snapshot import Block, Snapshot, take_snapshot
from gesso.lab.errors import LabError
from gesso.lab.synthesize.draft import Draft
from gesso.lab.synthesize.grammar import Grammar
from gesso.lab.synthesize.openings import blocks_opening

Part = tuple[str, str, str]
WAYS = (
    "by_place", "by_last", "by_about", "by_about", "by_heading", "by_section", "by_quote", "by_selection",
    "by_contrast", "by_contrast", "by_two", "by_item", "by_none",
)  # fmt: skip


def set_passage(draft: Draft, grammar: Grammar) -> Draft:
    """The draft with a document, the way of pointing as its variant, and the openings of what is meant as its label."""
    chance = draft.chance("passage")
    parts = [_part(way) for way in grammar.ways("parts")]
    chance.shuffle(parts)
    count = chance.randint(4, max(4, len(parts) - 2))
    used, unused = parts[:count], parts[count:]
    text = _document(used, grammar, chance)
    snapshot = take_snapshot(text, 1, "document", None)
    way = chance.choice([way for way in WAYS if "## " in text or way not in ("by_heading", "by_section")])
    meant, slots, selection = _pointed(way, snapshot, used, unused, grammar, chance)
    given = {"document": "made.md", "body": text, "selection": selection}
    label = " | ".join(opening_of(block, snapshot) for block in sorted(meant, key=lambda each: each.number))
    return draft.but(variant=way, label=label, given=given, slots=slots, kind=way)


def _part(way: str) -> Part:
    heading, paragraph, about = way.split(" :: ")
    return heading, paragraph, about


def _document(parts: list[Part], grammar: Grammar, chance: random.Random) -> str:
    title = grammar.write("title", chance)
    headed = chance.random() < 0.6
    pieces = [f"# {title[:1].upper()}{title[1:]}"]
    for heading, paragraph, _ in parts:
        pieces += [f"## {heading}", paragraph] if headed else [paragraph]
    items = chance.sample(list(grammar.ways("items")), min(3, len(grammar.ways("items"))))
    pieces += [f"{grammar.write('list_lead', chance)}:", "\n".join(f"- {item}" for item in items)]
    if chance.random() < 0.4:
        pieces.insert(chance.randrange(1, 3), f"> {grammar.write('quote', chance)}")
    return "\n\n".join(pieces) + "\n"


def _pointed(
    way: str, snapshot: Snapshot, used: list[Part], unused: list[Part], grammar: Grammar, chance: random.Random
) -> tuple[list[Block], dict[str, str], str]:
    """The blocks meant, the words that the message needs for it, and what is selected."""
    one, two = chance.sample(used, 2)
    slots = {"heading": one[0], "about": one[2], "other": two[2], "missing": unused[0][2]}
    mine, other = _holding(snapshot, one[1]), _holding(snapshot, two[1])
    headings = [block for block in snapshot.leaves() if block.kind == "heading" and block.text.endswith(one[0])]
    paragraphs = [block for block in snapshot.leaves() if block.kind == "paragraph"]
    match way:
        case "by_place":
            at = chance.randrange(min(4, len(paragraphs)))
            return [paragraphs[at]], {"nth": grammar.write(f"nth{at + 1}", chance)}, ""
        case "by_last":
            return [paragraphs[-1]], {}, ""
        case "by_heading":
            return headings, slots, ""
        case "by_quote":
            return [mine], slots | {"words": _some_words(mine.text, chance)}, ""
        case "by_selection":
            return [mine], {}, mine.text
        case "by_two":
            return [mine, other], slots, ""
        case "by_item":
            items = [block for block in snapshot.leaves() if block.kind == "item"]
            item = chance.choice(items)
            return [item], {"words": item.text.removeprefix("- ")}, ""
        case "by_none":
            return [], slots, ""
        case _:
            return [mine], slots, ""


def _holding(snapshot: Snapshot, text: str) -> Block:
    return next(block for block in snapshot.leaves() if block.text == text)


def _some_words(text: str, chance: random.Random) -> str:
    words = text.rstrip(".。").split(" ")
    if len(words) < 5:
        start = chance.randrange(max(1, len(text) - 7))
        return text[start : start + 6].strip("，。")
    start = chance.randrange(len(words) - 3)
    return " ".join(words[start : start + 4]).strip(".,")


def opening_of(block: Block, snapshot: Snapshot) -> str:
    """The first words of a block, enough to tell it from the others. Raises LabError where nothing does."""
    line = block.text.split("\n")[0]
    for length in range(8, len(line) + 1):
        if blocks_opening(snapshot, line[:length]) == (block,):
            return line[:length]
    if blocks_opening(snapshot, line) == (block,):
        return line
    raise LabError(f"The document has the passage {line!r} twice.")
