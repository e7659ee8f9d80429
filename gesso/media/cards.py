"""Cards to learn from a document's own words, by rules: terms and what they are, gaps for what is bold, dates, lists.

Nothing is invented: front, back and the wrong answers of a quiz are words of the document, but for years, whose wrong
answers are years near by. Each card has its passage. A model is not asked.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from gesso.base.late import late
from gesso.formats import tree as t
from gesso.media.passages import Block, Sentence, bare, blocks_of, sentences_of

MOST = 300
Kind = Literal["term", "gap", "date", "list", "pair"]
GAP = "_____"
_DEFINED = late(
    r"^(?:\*\*|__)(?P<term>[^*_\n]{2,60}?)[:：]?(?:\*\*|__)\s*(?:[:：]|\s[–—-]\s)?\s*(?P<rest>\S.+)$", re.DOTALL
)
_ARTICLE = late(r"^(?:The|A|An|Der|Die|Das|Ein|Eine) (?=\w)")
_IS = late(
    r"^(?P<term>[A-ZÀ-ÖØ-Þ][\w'’-]*(?: [\w'’-]+){0,4}?) (?:is|are|was|were|means|ist|sind|war|waren|bedeutet) "
    r"(?P<rest>(?:a|an|the|any|one|ein|eine|der|die|das)\b.+)$",
    re.DOTALL,
)
_NO_TERM = frozenset(
    re.findall(
        r"\w+",
        "it this that these those they he she we you i there here what who which one both each all everything nothing "
        "as if when while but and or so then es dies das er sie wir ihr dort hier was wer",
    )
)
_BOLD = late(r"(?:\*\*|__)(?P<term>[^*_\n]{2,60}?)(?:\*\*|__)")
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
)
_DATE = late(rf"\b(?:(?:\d{{1,2}}\.? )?(?:{_MONTHS})(?: \d{{1,2}},)? )?(?:1\d|20)\d\d\b")
_YEAR = late(r"(?:1\d|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Card:
    """`start..end` is its passage in code points; `choices` are answers of a quiz with the right one, or none."""

    id: str
    kind: Kind
    front: str
    back: str
    start: int
    end: int
    heading: str
    choices: tuple[str, ...] = ()


def cards_of(text: str) -> list[Card]:
    """The cards, in the order of the text, at most `MOST`; two that ask the same are one."""
    found: dict[str, Card] = {}
    heading, lead = "", None
    for block in blocks_of(text):
        if isinstance(block.block, t.Heading):
            heading, lead = t.words_of(block.block.content), None
            continue
        for card in _of_block(block, heading, lead):
            found.setdefault(card.front.casefold(), card)
        lead = block
        if len(found) >= MOST:
            break
    cards = list(found.values())[:MOST]
    return [replace(card, choices=_choices(card, cards)) for card in cards]


def _card(kind: Kind, front: str, back: str, start: int, end: int, heading: str) -> Card:
    # The id lasts as long as the words, wherever they stand, so that what was learned stays known.
    id = hashlib.sha256(f"{kind}\n{front}\n{back}".encode("utf-8", "replace")).hexdigest()[:12]
    return Card(id, kind, front, back, start, end, heading)


def _of_block(block: Block, heading: str, lead: Block | None) -> Iterator[Card]:
    if isinstance(block.block, t.Table):
        yield from _pairs(block, block.block, heading)
    for sentence in sentences_of(block):
        card = _of_sentence(sentence, heading)
        if card is not None:
            yield card
    if isinstance(block.block, t.List):
        yield from _list(block, block.block, heading, lead)


def _of_sentence(sentence: Sentence, heading: str) -> Card | None:
    start, end = sentence.start, sentence.end
    if found := _DEFINED.match(sentence.source):
        return _card("term", bare(found["term"]), _tidy(bare(found["rest"])), start, end, heading)
    found = _IS.match(sentence.words)
    term = _ARTICLE.sub("", found["term"]) if found else ""
    if found and term.split()[0].casefold() not in _NO_TERM and len(sentence.words) <= 400:
        return _card("term", term, _tidy(found["rest"]), start, end, heading)
    for bold in _BOLD.finditer(sentence.source):
        term = bare(bold["term"])
        if term and not _YEAR.match(term) and len(sentence.words) > len(term) + 8:
            front = bare(f"{sentence.source[: bold.start()]}{GAP}{sentence.source[bold.end() :]}".replace(GAP, "⟦⟧"))
            return _card("gap", front.replace("⟦⟧", GAP), term, start, end, heading)
    if (date := _DATE.search(sentence.words)) and len(sentence.words) > len(date[0]) + 12:
        front = sentence.words[: date.start()] + GAP + sentence.words[date.end() :]
        return _card("date", front, date[0], start, end, heading)
    return None


def _list(block: Block, items: t.List, heading: str, lead: Block | None) -> Iterator[Card]:
    """A list of two to seven short items, asked for by the line before it that ends in a colon, or by its heading."""
    words = [t.words_of(item.blocks[0].content).strip() for item in items.items
             if item.blocks and isinstance(item.blocks[0], t.Paragraph)]  # fmt: skip
    if not 2 <= len(words) <= 7 or any(not each or len(each) > 120 for each in words):
        return
    asked = heading
    if lead is not None and isinstance(lead.block, t.Paragraph):
        said = t.words_of(lead.block.content).strip()
        asked = said[:-1] if said.endswith((":", "：")) and len(said) <= 200 else heading
    if asked:
        yield _card("list", f"{asked} ({len(words)})", "\n".join(words), block.start, block.end, heading)


def _pairs(block: Block, table: t.Table, heading: str) -> Iterator[Card]:
    """The rows of a table of two columns: one asks for the other."""
    if len(table.aligns) != 2:
        return
    head = [t.words_of(cell).strip() for cell in table.rows[0]]
    at = block.start
    for row in table.rows[1:]:
        left, right = (t.words_of(cell).strip() for cell in row)
        if left and right:
            place = block.source.find(left, at - block.start)
            start = block.start + place if place >= 0 else block.start
            line = block.source.find("\n", start - block.start)
            end = block.end if line < 0 else block.start + line
            asked = f"{left}: {head[1]}?" if head[1] else left
            yield _card("pair", asked, right, start, end, heading)
            at = start


def _choices(card: Card, cards: list[Card]) -> tuple[str, ...]:
    """Up to four answers in an order that says nothing; none where the document has too few that could be meant."""
    if card.kind == "list":
        return ()
    others = sorted(
        {each.back for each in cards if each.kind == card.kind and each.back.casefold() != card.back.casefold()}
    )
    if card.kind == "date" and len(others) < 3 and (year := _YEAR.search(card.back)):
        near = (int(year[0]) + step for step in (-7, 3, 12, -2))
        others += [card.back[: year.start()] + str(each) for each in near if str(each) not in card.front]
    others.sort(key=lambda each: (abs(len(each) - len(card.back)) // 12, _mixed(card.id + each)))
    if len(others) < 2:
        return ()
    return tuple(sorted([card.back, *others[:3]], key=lambda each: _mixed(each + card.id)))


def _mixed(words: str) -> bytes:
    return hashlib.sha256(words.encode("utf-8", "replace")).digest()


def _tidy(words: str) -> str:
    return words.strip().removesuffix(".")
