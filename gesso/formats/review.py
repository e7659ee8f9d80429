"""A document's text as a tree with its comments and open suggestions in their places.

Comment `n` is between `Mark(2n)` and `Mark(2n + 1)`; suggestion `n` is a `Changed` of index `n`. A suggestion that
changes more than the words of one paragraph has no place in such a tree; it is given back as a comment.
"""

from dataclasses import dataclass, replace

from gesso.formats import pieces as p
from gesso.formats import tree as t
from gesso.formats.document import Document, Lost, Note, Proposal
from gesso.formats.markdown_read import read_placed, read_tree

MAX_REREAD = 3_000_000
"""Characters that are read again to place suggestions; those after that become comments."""

AS_COMMENT = "suggestions that change more than one paragraph's words (written as comments)"
NO_PLACE = "comments whose place is inside markup"


@dataclass(frozen=True, slots=True)
class Reviewed:
    tree: t.Tree
    comments: tuple[Note, ...]
    suggestions: tuple[Proposal, ...]
    lost: tuple[Lost, ...]


def review(document: Document) -> Reviewed:
    """The tree, and the comments and suggestions in the order of their numbers in it."""
    if not document.comments and not document.suggestions:
        return Reviewed(read_tree(document.text), (), (), ())
    text = document.text
    fitting: list[Proposal] = []
    afters: list[tuple[p.Flat, ...]] = []
    comments = list(document.comments)
    budget = MAX_REREAD // (len(text) + 1)
    last = 0
    for proposal in sorted(document.suggestions, key=lambda each: (each.start, each.end)):
        words = None
        if budget > 0 and proposal.start >= last:
            budget -= 1
            words = _words_of(text, proposal)
        if words is None:
            comments.append(_told(proposal))
        else:
            fitting.append(proposal)
            afters.append(words)
            last = proposal.end
    points = [at for note in comments for at in (note.start, note.end)]
    points += [at for proposal in fitting for at in (proposal.start, proposal.end)]
    placed = read_placed(text, points)
    standing = [n for n in range(len(comments)) if {2 * n, 2 * n + 1} <= placed.points]
    kept = [comments[n] for n in standing]
    numbers = {2 * old + side: 2 * new + side for new, old in enumerate(standing) for side in (0, 1)}
    first = 2 * len(comments)

    def change(content: t.Inlines) -> t.Inlines:
        flat = p.flatten(content)
        for n in range(len(fitting)):
            parts = p.split(flat, first + 2 * n, first + 2 * n + 1)
            if parts is not None:
                before = tuple(piece for piece in parts[1] if isinstance(piece, p.Piece))
                after = tuple(piece for piece in afters[n] if isinstance(piece, p.Piece))
                flat = [*parts[0], p.Change(before, after, n), *parts[2]]
        return p.nest([done for piece in flat for done in _renumbered(piece, numbers)])

    lost = [
        Lost(AS_COMMENT, count=len(document.suggestions) - len(fitting)),
        Lost(NO_PLACE, count=len(comments) - len(kept)),
    ]
    return Reviewed(
        t.map_leaves(placed.tree, change), tuple(kept), tuple(fitting), tuple(item for item in lost if item.count)
    )


def _words_of(text: str, proposal: Proposal) -> tuple[p.Flat, ...] | None:
    """What a suggestion puts in, as pieces, when it leaves everything around it as it is; else None."""
    base = read_placed(text, [proposal.start, proposal.end])
    other = read_placed(
        text[: proposal.start] + proposal.after + text[proposal.end :],
        [proposal.start, proposal.start + len(proposal.after)],
    )
    if len(base.points) < 2 or len(other.points) < 2:
        return None
    a, b = t.leaves(base.tree), t.leaves(other.tree)
    if len(a) != len(b):
        return None
    bare = _bare(base.tree), _bare(other.tree)
    if bare[0] != bare[1]:
        return None
    found = None
    for one, two in zip(a, b, strict=True):
        here, there = p.split(p.flatten(one), 0, 1), p.split(p.flatten(two), 0, 1)
        if here and there and p.same(here[0], there[0]) and p.same(here[2], there[2]):
            found = tuple(there[1])
        elif t.plain(one) != t.plain(two):
            return None
    return found


def _renumbered(piece: p.Flat, numbers: dict[int, int]) -> list[p.Flat]:
    """The piece with its mark's new number; nothing for a mark that nobody needs."""
    if isinstance(piece, p.Change):
        before = [one for each in piece.before for one in _renumbered(each, numbers) if isinstance(one, p.Piece)]
        return [p.Change(tuple(before), piece.after, piece.index)]
    if isinstance(piece.part, t.Mark):
        return [p.Piece(t.Mark(numbers[piece.part.code]))] if piece.part.code in numbers else []
    return [piece]


def _bare(tree: t.Tree) -> t.Tree:
    return t.map_leaves(tree, lambda _: ())


def _told(proposal: Proposal) -> Note:
    words = f"Suggested instead: {proposal.after}" if proposal.after else "Suggested: delete this."
    return Note(proposal.start, proposal.end, proposal.author, words + (f"\n{proposal.why}" if proposal.why else ""))


def gather(document: Document, places: dict[int, int], after: dict[int, str], comments: tuple[Note, ...],
           suggestions: tuple[Proposal, ...]) -> Document:  # fmt: skip
    """The document with its comments and suggestions where `places` found their marks; those without a place go."""
    notes = [
        replace(note, start=places[2 * n], end=max(places[2 * n], places.get(2 * n + 1, 0)))
        for n, note in enumerate(comments)
        if 2 * n in places
    ]
    offers = [
        replace(offer, start=places[-2 * n - 1], end=places[-2 * n - 2], after=after[n])
        for n, offer in enumerate(suggestions)
        if -2 * n - 1 in places and -2 * n - 2 in places and n in after
    ]
    return replace(document, comments=tuple(notes), suggestions=tuple(offers))
