"""A document made ready for pointing: the tokens, concepts, kinds and places of its blocks. Pure."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache

from gesso.agent.guided.finding import heading_level, section_body
from gesso.agent.guided.places import SALUTES, SIGNS_OFF
from gesso.agent.pointing.concepts import concepts_in
from gesso.agent.pointing.tokens import FAR, NEAR, SAME, nearness, pieces, tokens
from gesso.canvas.snapshot import Block, Snapshot

GRADES = {SAME: 3, NEAR: 2, FAR: 1}
_SPOKEN = re.compile(r"[\"“„«「『]")
_ORDERED = re.compile(r"\s*\d")


class Page:
    """What is known of a snapshot's blocks, by their numbers. Made once for a text, see `page_of`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.leaves = tuple(b for b in snapshot.leaves() if b.kind not in ("rule", "frontmatter"))
        self.tokens = {b.number: tokens(b.text) for b in self.leaves}
        self.words = {number: frozenset(found) for number, found in self.tokens.items()}
        self.concepts = {b.number: concepts_in(self.tokens[b.number], b.text) for b in self.leaves}
        self.spread = Counter(word for words in self.words.values() for word in words)
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, words in self.words.items():
            for word in words:
                self._holders[word].append(number)
        self._by_piece: dict[str, list[str]] = defaultdict(list)
        for word in self.spread:
            for piece in pieces(word):
                self._by_piece[piece].append(word)
        self._matches: dict[str, dict[int, str]] = {}
        self.headings = [b for b in self.leaves if b.kind == "heading"]
        self.bodies = {h.number: section_body(snapshot, h) for h in self.headings}
        self.units = {b.number: self._units(b) for b in snapshot.blocks}
        self.order = {b.number: i for i, b in enumerate(self.leaves)}

    def _units(self, block: Block) -> frozenset[str]:
        """The names that people call such a block by, as `said.UNITS` has them."""
        found = {str(block.kind)}
        text = block.text.strip()
        match block.kind:
            case "paragraph":
                found |= {"sentence", "line"}
                found |= {"greeting"} if SALUTES.match(text) else set()
                found |= {"sign_off"} if SIGNS_OFF.match(text) else set()
                found |= {"quote"} if _SPOKEN.match(text) else set()
                found |= {"dialogue"} if _SPOKEN.search(text) else set()
            case "heading":
                found |= {"title"} if not self.headings or block.number == self.headings[0].number else set()
            case "item":
                found |= {"step"} if _ORDERED.match(text) else {"line"}
            case "fence" | "code":
                found |= {"code"}
            case "definition":
                found |= (
                    {"class"}
                    if re.match(r"(?:@\w+[^\n]*\n|export |abstract )*(?:class|interface|type)\b", text)
                    else {"function"}
                )
                found |= {"test"} if re.search(r"test", block.title, re.IGNORECASE) else set()
        if text.endswith(("?", "？")):
            found.add("question")
        return frozenset(found)

    @cached_property
    def by_unit(self) -> dict[str, list[int]]:
        """The blocks of each unit in reading order."""
        found: dict[str, list[int]] = defaultdict(list)
        for block in self.snapshot.blocks:
            for unit in self.units[block.number]:
                found[unit].append(block.number)
        return found

    @cached_property
    def heading_over(self) -> dict[int, Block]:
        """The nearest heading above each leaf that is none."""
        found: dict[int, Block] = {}
        above: Block | None = None
        for block in self.leaves:
            if block.kind == "heading":
                above = block
            elif above is not None:
                found[block.number] = above
        return found

    @cached_property
    def levels(self) -> dict[int, int]:
        return {h.number: heading_level(h) for h in self.headings}

    def parts(self, number: int) -> tuple[int, ...]:
        """The leaves of a block: itself, or the items of a list."""
        block = self.snapshot.blocks[number - 1]
        if block.leaf:
            return (number,) if number in self.words else ()
        return tuple(b.number for b in self.leaves if b.parent == number)

    def beside(self, number: int, step: int) -> int | None:
        """The leaf before (-1) or after (1) another."""
        at = self.order[number] + step
        return self.leaves[at].number if 0 <= at < len(self.leaves) else None

    def matches(self, token: str) -> dict[int, str]:
        """The leaves that hold `token` or one near it, and how near the nearest is."""
        if token not in self._matches:
            near: dict[int, str] = {}
            for word in self._alike(token):
                if grade := nearness(token, word):
                    for number in self._holders[word]:
                        if GRADES[grade] > GRADES.get(near.get(number, ""), 0):
                            near[number] = grade
            self._matches[token] = near
        return self._matches[token]

    def holders(self, word: str) -> list[int]:
        """The leaves that hold just that token."""
        return self._holders.get(word, [])

    def _alike(self, token: str) -> Iterable[str]:
        shared = Counter(word for piece in pieces(token) for word in self._by_piece.get(piece, ()))
        return [word for word, count in shared.items() if count >= 2 or word == token]

    def rarity(self, holders: int) -> float:
        """1 for what one block has, 0 for what all have."""
        n = len(self.leaves) + 1
        return math.log(n / holders) / math.log(n) if holders else 0.0


@lru_cache(maxsize=8)
def page_of(snapshot: Snapshot) -> Page:
    return Page(snapshot)
