"""Things counted inside a named place: "the second paragraph of day one", "the last decision", "step 4".

A place is a heading, or a short label in front of a list ("**Ingredients**", "We still need:"). It can be named by
its whole title, by a piece of it ("day one" of "Day one: Alfama"), and what stands in its list by the last word
("the second question" under "Open questions"). Pure.
"""

import itertools
import re
from dataclasses import dataclass

from gesso.agent.guided.overlap import stem
from gesso.agent.guided.places import ORDINAL, ordinal_value
from gesso.canvas.snapshot import Block, Snapshot

_PIECES = re.compile(r"\s*(?::|\s[–—-]\s|\(|\)|,|/)\s*")
_MARKS = re.compile(r"[*_`#]+")
_COUNTED = re.compile(
    rf"(?<![\w-])(?P<ordinal>{ORDINAL})\s+(?P<name>(?:[a-zà-ÿ]+\s+)?[a-zà-ÿ]+)(?!\w)"
    rf"|(?<!\w)(?P<thing>[a-zà-ÿ]+)\s+(?:number\s+|no\.?\s*|#\s*)?(?P<number>\d{{1,2}}(?![\w.,:])|(?:one|two|"
    rf"three|four|five|six|seven|eight|nine|ten)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class NamedPlace:
    """`names` in lower case, the whole title first; `at` is the heading or label, `body` the outer blocks under it."""

    at: int
    names: tuple[str, ...]
    body: tuple[int, ...]


@dataclass(frozen=True)
class CountedItem:
    """An item of a named list: where the message says so, and which block it is (0 when there are not so many)."""

    start: int
    end: int
    block: int
    said: str


def label_of(block: Block) -> str:
    """The words of a paragraph that stands over a list as its label; empty for any other block."""
    text = block.text.strip()
    if block.kind != "paragraph" or "\n" in text or len(text.split()) > 8:
        return ""
    bold = re.fullmatch(r"(\*\*|__)(.+?)\1:?", text)
    return _MARKS.sub("", text).strip(" :") if bold or text.endswith(":") else ""


def labels(snapshot: Snapshot) -> list[NamedPlace]:
    """The labels that stand in front of lists, with the blocks up to the end of the list."""
    outer = [b for b in snapshot.blocks if b.parent is None]
    return [
        NamedPlace(block.number, (label_of(block).casefold(),), (following.number,))
        for block, following in itertools.pairwise(outer)
        if label_of(block) and following.kind == "list"
    ]


def pieces_of(title: str) -> tuple[str, ...]:
    """The whole title, and the pieces of it that could be its name, longest first."""
    whole = _MARKS.sub("", title).strip()
    parts = [p.strip() for p in _PIECES.split(whole) if len(p.strip()) >= 4 and not p.strip().isdigit()]
    bare = [re.sub(r"^(?:the|der|die|das|la|le|el|les|los)\s+", "", p, flags=re.IGNORECASE) for p in parts]
    return tuple(dict.fromkeys([whole, *sorted((b for b in bare if len(b) >= 4), key=len, reverse=True)]))


def counted_items(said: str, snapshot: Snapshot, places: list[NamedPlace]) -> list[CountedItem]:
    """The items of lists that are counted by what they are: "last decision", "step 4", "the first risk"."""
    found: list[CountedItem] = []
    for match in _COUNTED.finditer(said):
        value = ordinal_value(match["ordinal"] or match["number"])
        if value is None:
            continue
        words = [w.casefold() for w in (match["name"] or match["thing"]).split()]
        for size in (len(words), 1):
            items = _items_called(words[:size], snapshot, places)
            if items:
                # "the first step of": the span ends with the words that named the list.
                tail = re.match(rf"(?:\s*[^\W\d_]+){{{size}}}", said[match.start("name") :]) if match["name"] else None
                end = match.start("name") + tail.end() if tail else match.end()
                inside = -len(items) <= value <= len(items)
                block = items[value - 1 if value > 0 else value] if inside else 0
                found.append(CountedItem(match.start(), end, block, said[match.start() : end].lower()))
                break
    return found


def list_of_another(said: str, snapshot: Snapshot, places: list[NamedPlace]) -> int | None:
    """The list that "another open question" belongs to; None when no list is called so."""
    match = re.search(
        r"\b(?:another|one more|a new|a further|an additional|a second|a third)\s+((?:[a-zà-ÿ]+\s+)?[a-zà-ÿ]+)",
        said, re.IGNORECASE,
    )  # fmt: skip
    words = [w.casefold() for w in match.group(1).split()] if match else []
    for size in range(len(words), 0, -1):
        for chosen in (words[:size], words[-size:]):
            if items := _items_called(chosen, snapshot, places):
                return snapshot.blocks[items[0] - 1].parent
    return None


def _items_called(words: list[str], snapshot: Snapshot, places: list[NamedPlace]) -> list[int]:
    """The items of the one list whose name ends with `words`; for "step" those of the only numbered list."""
    stems = [stem(w) for w in words]
    for place in places:
        title = [stem(w) for w in re.findall(r"[^\W\d_]+", place.names[0].casefold())]
        if title[-len(stems) :] == stems:
            return [b.number for b in snapshot.blocks if b.kind == "item" and b.parent in place.body]
    if stems == [stem("step")]:
        numbered = [b for b in snapshot.blocks if b.kind == "list" and b.text.lstrip()[:1].isdigit()]
        if len(numbered) == 1:
            return [b.number for b in snapshot.blocks if b.kind == "item" and b.parent == numbered[0].number]
    return []
