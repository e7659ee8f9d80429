"""Where a reader would stop, and why: estimated by adding up what that reader minds, from the beginning."""

from dataclasses import dataclass, replace

from gesso.lenses.audience.look import Found
from gesso.lenses.audience.readers import Reader
from gesso.lenses.lens import Seen, Whole

HARD_ENOUGH = 2.5  # sentences too hard, of late, after which a reader gives up
STORY = 0.25  # of the blocks
EASES = 0.75  # what is left of that after each easy sentence


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something a reader minds, in block `block` (an index); `what` is "level", "term", "point", "breath" or "bare"."""

    block: int
    start: int
    end: int
    what: str
    why: str
    stops: bool = False


def is_story(whole: Whole[Found]) -> bool:
    """Whether people talk in it often: nobody asks a story for its point or its sources."""
    told = [each.found for each in whole.seen if each.found.words]
    spoken = sum(each.spoken for each in told)
    return spoken >= 5 and spoken >= STORY * len(told)


def read_as(reader: Reader, whole: Whole[Found]) -> list[Trouble]:
    """What this reader minds, in order, up to where the reader stops (the last one then says so)."""
    if is_story(whole):
        reader = replace(reader, point_by=None, bare=None)
    found: list[Trouble] = []
    state = _State()
    for at, seen in enumerate(whole.seen):
        for trouble in _troubles(reader, at, seen, state):
            found.append(trouble)
            if trouble.stops:
                return found
    return found


@dataclass
class _State:
    words: int = 0
    hard: float = 0.0
    since_heading: int = 0
    bare: int = 0
    breathless: int = 0
    pointed: bool = False
    missed: bool = False
    known: frozenset[str] = frozenset()
    unknown: int = 0


def _troubles(reader: Reader, at: int, seen: Seen[Found], state: _State) -> list[Trouble]:
    found = seen.found
    state.pointed = state.pointed or found.point is not None
    if found.heading:
        state.since_heading, state.hard, state.breathless = 0, state.hard / 2, 0
        return []
    troubles = [*_levels(reader, at, found, state), *_terms(reader, at, found, state)]
    state.bare = 0 if found.evidence else state.bare + found.words
    if reader.breath is not None and found.words > reader.breath:
        state.breathless += 1
        why = f"a paragraph of {found.words} words"
        troubles.append(Trouble(at, 0, min(len(seen.text), 160), "breath", why, state.breathless >= 3))
    if reader.bare is not None and state.bare > reader.bare:
        why = f"{state.bare} words without a figure, an example or a source"
        troubles.append(Trouble(at, 0, min(len(seen.text), 160), "bare", why, True))
    state.words += found.words
    if reader.point_by is not None and not state.pointed and not state.missed and state.words > reader.point_by:
        state.missed = True
        why = f"{state.words} words and not yet the point"
        troubles.append(Trouble(at, 0, min(len(seen.text), 160), "point", why, True))
    return troubles


def _levels(reader: Reader, at: int, found: Found, state: _State) -> list[Trouble]:
    if reader.grade is None:
        return []
    troubles = []
    for sentence in found.hard:
        over = sentence.grade - reader.grade
        if over <= 0:
            state.hard *= EASES
            continue
        state.hard += min(1.5, 0.5 + over / 8)
        why = f"a sentence at the level of school year {sentence.grade:.0f}"
        stops = state.hard >= HARD_ENOUGH
        if over > 2 or stops:
            troubles.append(Trouble(at, sentence.start, sentence.end, "level", why, stops))
        if stops:
            break
    return troubles


def _terms(reader: Reader, at: int, found: Found, state: _State) -> list[Trouble]:
    if reader.terms is None:
        return []
    troubles = []
    for term in found.terms:
        if term.word in state.known:
            continue
        state.known |= {term.word}
        if term.explained:
            continue
        state.unknown += 1
        stops = state.unknown > reader.terms
        troubles.append(Trouble(at, term.start, term.end, "term", f"“{term.word}” is not explained", stops))
        if stops:
            break
    return troubles
