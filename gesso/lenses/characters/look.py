"""One block of a story read on its own: its mentions, claims, spoken lines and the time it says has passed."""

import re

from gesso.base.late import late
from gesso.lenses.breaks import beginning, breaks
from gesso.lenses.characters import words
from gesso.lenses.characters.claims import find_claims
from gesso.lenses.characters.leaf import Leaf, Line, Mention
from gesso.lenses.characters.mentions import find_mentions
from gesso.lenses.characters.naming import beasts_in, selves_in, several_in
from gesso.lenses.characters.sentences import quotations, sentences
from gesso.lenses.elapsed import passed_in, year_in
from gesso.lenses.lens import Piece

_LOWER = late(r"(?<![\w’'-])[a-zß-öø-ÿ]{2,}")
_WEDDING = late(r"\b(?:wedding|were married|got married|married (?:him|her|in|on)|honeymoon|proposed)\b", re.I)
_SAYS = "|".join(sorted(words.SAID))
_TAG = late(rf"\s*(?:(?:{_SAYS})\b\s*)?")
_VERB_AFTER = late(rf"(?:\s+had)?\s+(?:\w+ly\s+)?(?P<verb>{_SAYS})\b")
_READ = frozenset({"paragraph", "item", "quote", "lines", "heading", "part"})


def look(piece: Piece) -> Leaf:
    """What the block says of people."""
    if piece.kind not in _READ:
        return Leaf()
    piece = beginning(piece)
    text = piece.text
    if breaks(piece):
        return Leaf(spans=tuple(passed_in(text.lstrip("# "))), year=year_in(text), breaks=True)
    cuts, quoted = sentences(text), quotations(text)
    mentions = find_mentions(text, cuts, quoted, heading=False)
    outside = "".join(_outside(text, quoted))
    lies = words.LIE.search(text) is not None
    lines = tuple(_line(text, a, b, mentions) for a, b in quoted)
    return Leaf(
        mentions=tuple(mentions),
        claims=tuple(find_claims(text, mentions, cuts, lies)),
        lines=lines,
        spans=tuple(passed_in(outside)),
        lower=frozenset(_LOWER.findall(text)),
        lies=lies,
        wholly_said=bool(quoted) and not re.search(r"\w", outside),
        wedding=_WEDDING.search(text) is not None,
        year=year_in(text) if len(text) < 60 else None,
        beasts=beasts_in(text),
        several=several_in(text),
        selves=selves_in(outside),
    )


def _outside(text: str, quoted: list[tuple[int, int]]) -> list[str]:
    """The text with spoken words blanked, so that positions stay."""
    parts, at = [], 0
    for start, end in quoted:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return [*parts, text[at:]]


def _line(text: str, start: int, end: int, mentions: list[Mention]) -> Line:
    """The spoken line with the mention beside it that speaks: “…,” said X; X said, “…”."""
    after = next((n for n, m in enumerate(mentions) if m.start >= end), None)
    speaker = None
    if after is not None:
        mention = mentions[after]
        between = text[end : mention.start]
        tag = re.fullmatch(rf"\s*(?P<verb>{_SAYS})\s+(?:\w+ly\s+)?", between)
        follows = _VERB_AFTER.match(text, mention.end)
        if mention.said or mention.owner:
            pass
        elif (tag and mention.words not in ("him", "her", "me")) or (
            follows and not between.strip() and not text[mention.end : follows.end()].count("\n")
        ):
            speaker = after
    if speaker is None:
        before = [n for n, m in enumerate(mentions) if m.end <= start and not m.said]
        if before:
            mention = mentions[before[-1]]
            between = text[mention.end : start]
            if re.fullmatch(rf"(?:\s+\w+ly)?\s+(?:{_SAYS})\b[^.!?]{{0,30}}[,:]\s*", between) and mention.subject:
                speaker = before[-1]
    near = text[max(0, start - 160) : start] + text[end : end + 60]
    plain = (
        words.GHOST.search(_unspoken(near)) is None
        and re.search(r"\bhad (?:always )?(?:said|told|asked)\b", near) is None
    )
    return Line(start, end, speaker, plain)


def _unspoken(text: str) -> str:
    """Without what is spoken beside it, as far as its marks show."""
    return re.sub(r"[“\"][^”\"]*[”\"]?|^[^“]*”", " ", text)
