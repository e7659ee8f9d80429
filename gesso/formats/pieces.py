"""A line of inline content laid flat, as word processors keep it: each piece with all the form it has.

`nest(flatten(x))` reads the same as `x`; where two nestings are possible the longer form is the outer one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gesso.formats import tree as t

Target = tuple[str, str]
Feature = t.Style | Target
_ORDER: tuple[t.Style, ...] = ("emphasis", "strong", "strike")


@dataclass(frozen=True, slots=True)
class Piece:
    """One part that has no parts of its own, its styles, and its link as (href, title)."""

    part: t.Text | t.Raw | t.Code | t.Image | t.Break | t.Reference | t.Mark
    styles: frozenset[t.Style] = frozenset()
    link: Target | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An open suggestion among pieces."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    index: int


Flat = Piece | Change


def flatten(content: t.Inlines) -> list[Flat]:
    return list(_flatten(content, frozenset(), None))


def _flatten(content: t.Inlines, styles: frozenset[t.Style], link: Target | None) -> Iterator[Flat]:
    for part in content:
        match part:
            case t.Styled():
                yield from _flatten(part.content, styles | {part.style}, link)
            case t.Link():
                yield from _flatten(part.content, styles, (part.href, part.title))
            case t.Changed():
                yield Change(_only(part.before, styles, link), _only(part.after, styles, link), part.index)
            case _:
                yield Piece(part, styles, link)


def _only(content: t.Inlines, styles: frozenset[t.Style], link: Target | None) -> tuple[Piece, ...]:
    return tuple(piece for piece in _flatten(content, styles, link) if isinstance(piece, Piece))


def nest(pieces: Sequence[Flat]) -> t.Inlines:
    """The pieces as a tree, form around what shares it. A mark that begins something goes with what follows it."""
    found = [_features(piece) for piece in pieces]
    for at, piece in enumerate(pieces):
        if found[at] is None and isinstance(piece, Piece) and isinstance(piece.part, t.Mark):
            begins = piece.part.code % 2 == 0
            rest = found[at + 1 :] if begins else found[:at][::-1]
            found[at] = next((features for features in rest if features is not None), None)
    return t.joined(tuple(_nest(pieces, found, ())))


def _features(piece: Flat) -> set[Feature] | None:
    """What form a piece has; None for a mark."""
    if isinstance(piece, Change):
        found = [features for inner in (*piece.before, *piece.after) if (features := _features(inner)) is not None]
        return set.intersection(*found) if found else None
    if isinstance(piece.part, t.Mark):
        return None
    return {*piece.styles, *((piece.link,) if piece.link else ())}


def _nest(
    pieces: Sequence[Flat], found: Sequence[set[Feature] | None], applied: tuple[Feature, ...]
) -> Iterator[t.Inline]:
    at = 0
    while at < len(pieces):
        here = (found[at] or set()) - set(applied)
        if not here:
            yield _leaf(pieces[at], applied)
            at += 1
            continue
        best = max(here, key=lambda feature: (_extent(found, at, feature), -_rank(feature)))
        end = _extent(found, at, best)
        inner = tuple(_nest(pieces[at:end], found[at:end], (*applied, best)))
        yield t.Link(*best, inner) if isinstance(best, tuple) else t.Styled(best, inner)
        at = end


def _rank(feature: Feature) -> int:
    return 0 if isinstance(feature, tuple) else 1 + _ORDER.index(feature)


def _extent(found: Sequence[set[Feature] | None], start: int, feature: Feature) -> int:
    end = start
    while end < len(found) and feature in (found[end] or ()):
        end += 1
    return end


def _leaf(piece: Flat, applied: tuple[Feature, ...]) -> t.Inline:
    if isinstance(piece, Piece):
        return piece.part
    before, after = (
        t.joined(tuple(_nest(side, [_features(one) for one in side], applied))) for side in (piece.before, piece.after)
    )
    return t.Changed(before, after, piece.index)


def split(pieces: Sequence[Flat], first: int, second: int) -> tuple[list[Flat], list[Flat], list[Flat]] | None:
    """What lies before, between and after two marks, or None when not both are here in that order."""
    at = {
        piece.part.code: n
        for n, piece in enumerate(pieces)
        if isinstance(piece, Piece) and isinstance(piece.part, t.Mark)
    }
    if first not in at or second not in at or at[first] > at[second]:
        return None
    return list(pieces[: at[first]]), list(pieces[at[first] + 1 : at[second]]), list(pieces[at[second] + 1 :])


def same(a: Sequence[Flat], b: Sequence[Flat]) -> bool:
    """Whether two runs of pieces read the same, marks aside."""
    return t.plain(nest(a)) == t.plain(nest(b))
