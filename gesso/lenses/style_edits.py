"""What the Style lens proposes: by rules where they suffice, else as a wish for a model about a passage."""

import re
from collections.abc import Iterator

from pydantic import Field

from gesso.base.errors import BadInput
from gesso.canvas.reading import Counts, flesch_kincaid
from gesso.lenses.lens import Args, Ask, Edit, OfDatum, Proposal, Reading, Seen, datum_of
from gesso.lenses.prose import Sentence, unmarked, words_of
from gesso.lenses.style import Found, counted

MOST_ASKED = 5
MOST_EDITS = 200
FEWEST = 4  # words on each side of a cut
_SUBJECT = re.compile(
    r"(?:I|he|she|it|we|they|you|this|that|these|those|there|the|an?|my|his|her|its|our|their|your)\b|[A-Z]", re.ASCII
)
_JOINT = re.compile(r"(?P<semi>\s*;\s+)|(?P<and>,\s+(?:and|so)\s+)|(?P<but>,\s+(?=(?:but|yet)\s))")


class Goal(Args):
    goal: float = Field(ge=0, le=1_000)


def cuts_in(sentence: str) -> list[tuple[int, int, str]]:
    """Where a sentence can be cut by rules: (start, end, what stands there then), the one nearest its middle first.

    At a semicolon, or at ", and", ", so", ", but" before what looks like a subject of its own.
    """
    words = [start for start, _, _ in words_of(unmarked(sentence))]
    found = []
    for joint in _JOINT.finditer(sentence):
        rest = sentence[joint.end() :]
        after_but = re.sub(r"^(?:but|yet)\s+", "", rest)
        if not joint["semi"] and not _SUBJECT.match(after_but):
            continue
        before = sum(start < joint.start() for start in words)
        if min(before, len(words) - before) < FEWEST or _inside(sentence, joint.start()):
            continue
        first = next((word for start, _, word in words_of(rest) if start == 0), rest[:1])  # whole: it reads better
        found.append((joint.start(), joint.end() + len(first), f". {first[:1].upper()}{first[1:]}"))
    return sorted(found, key=lambda cut: abs(cut[0] - len(sentence) / 2))


def _inside(sentence: str, at: int) -> bool:
    """Whether a place is within brackets or quotation marks."""
    before = sentence[:at]
    return before.count("(") > before.count(")") or before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def split_until(sentence: str, most: float) -> list[tuple[int, int, str]]:
    """Cuts after which no part has more than `most` words, as far as rules go."""
    cuts = sorted(cuts_in(sentence))
    words = [start for start, _, _ in words_of(unmarked(sentence))]
    chosen: list[tuple[int, int, str]] = []
    begin = 0
    for index, cut in enumerate(cuts):
        next_ = cuts[index + 1][0] if index + 1 < len(cuts) else len(sentence)
        if sum(begin <= start < next_ for start in words) > most:
            chosen.append(cut)
            begin = cut[0]
    return chosen


def _sentences(reading: Reading[Found]) -> Iterator[tuple[Seen[Found], Sentence, str]]:
    for seen in reading.whole.seen:
        for each in seen.found.sentences:
            yield seen, each, seen.text[each.start : each.end]


def _edits(seen: Seen[Found], sentence: Sentence, cuts: list[tuple[int, int, str]], why: str) -> list[Edit]:
    at = seen.start + sentence.start
    return [Edit(at + start, at + end, after, why) for start, end, after in cuts]


def split(reading: Reading[Found], args: OfDatum) -> Proposal:
    """A sentence cut by rules, or asked of a model."""
    anchor = datum_of(reading.view, args.datum).anchors[0]
    for seen, sentence, words in _sentences(reading):
        if seen.start + sentence.start == anchor.start:
            cuts = cuts_in(words)[:1]
            if cuts:
                edits = _edits(seen, sentence, cuts, "Style: two sentences instead of one")
                return Proposal("Offered to cut the sentence in two.", tuple(edits))
            wish = "Make this sentence two or three shorter ones. Keep what it says."
            ask = Ask(anchor.start, seen.start + sentence.end, wish)
            return Proposal("No place to cut it by rules: a model can rewrite it.", asks=(ask,))
    raise BadInput("That sentence is not there any more; look at the lens again.")


def shorten(reading: Reading[Found], args: Goal) -> Proposal:
    """Every sentence longer than the goal, cut where rules can."""
    if args.goal < 2 * FEWEST:
        raise BadInput(f"Choose at least {2 * FEWEST} words: shorter sentences are not cut by rules.")
    edits: list[Edit] = []
    asks: list[Ask] = []
    for seen, sentence, words in _sentences(reading):
        if sentence.words <= args.goal:
            continue
        cuts = split_until(words, args.goal)
        edits += _edits(seen, sentence, cuts, f"Style: sentences of at most {args.goal:g} words")
        if not cuts:
            wish = f"Say this in sentences of at most {args.goal:g} words. Keep what it says."
            asks.append(Ask(seen.start + sentence.start, seen.start + sentence.end, wish))
    return _told(edits, asks, f"longer than {args.goal:g} words")


def _told(edits: list[Edit], asks: list[Ask], what: str) -> Proposal:
    if not edits and not asks:
        return Proposal(f"No sentence is {what}.")
    cut = f"Offered {min(len(edits), MOST_EDITS)} cut{'s' * (len(edits) != 1)}"
    left = f"; {len(asks)} sentence{'s' * (len(asks) != 1)} {what} cannot be cut by rules" if asks else ""
    return Proposal(f"{cut}{left}.", tuple(edits[:MOST_EDITS]), tuple(asks[:MOST_ASKED]))


def ease(reading: Reading[Found], args: Goal) -> Proposal:
    """The longest sentences cut one by one until the grade is the goal, by the formula."""
    now = counted(reading.whole)
    edits: list[Edit] = []
    asks: list[Ask] = []
    for seen, sentence, words in sorted(_sentences(reading), key=lambda each: -each[1].words):
        grade = flesch_kincaid(now)
        if grade is None or grade <= args.goal or len(edits) >= MOST_EDITS or sentence.words < 2 * FEWEST:
            break
        cuts = split_until(words, max(2 * FEWEST, sentence.words / 2))
        edits += _edits(seen, sentence, cuts, f"Style: towards reading grade {args.goal:g}")
        now = Counts(now.words, now.sentences + len(cuts), now.syllables)
        if not cuts and len(asks) < MOST_ASKED:
            wish = f"Say this in simpler and shorter words, for a reader of about grade {args.goal:g}."
            asks.append(Ask(seen.start + sentence.start, seen.start + sentence.end, wish))
    reached = flesch_kincaid(now)
    if not edits and not asks:
        return Proposal("It reads that easily already.")
    to = f"{reached:.1f}" if reached is not None else "nothing"
    told = f"Offered {len(edits)} cut{'s' * (len(edits) != 1)}: with all of them the grade is about {to}."
    asks = asks if reached is not None and reached > args.goal else []
    return Proposal(told + (" Simpler words need a model." if asks else ""), tuple(edits), tuple(asks))


def without(text: str, start: int, end: int) -> tuple[int, int, str]:
    """The edit that drops words `start` to `end`, with one space beside them; a capital moves to the next word."""
    before, after = text[:start], text[end:]
    if text[start : start + 1].isupper():
        gap = len(after) - len(after.lstrip(" ,"))
        word = re.match(r"\w*", after[gap:])
        first = word.group() if word else ""
        return start, end + gap + len(first), f"{first[:1].upper()}{first[1:]}"
    if before.endswith(", ") and not after.startswith(" "):
        return start - 2, end + after.startswith(","), ""
    if after.startswith(" ") and (not before or before.endswith((" ", "\n", "“", '"', "("))):
        return start, end + 1, ""
    if before.endswith(" "):
        return start - 1, end, ""
    return start, end, ""


def drop(reading: Reading[Found], args: OfDatum) -> Proposal:
    """The word, left out."""
    datum = datum_of(reading.view, args.datum)
    anchor = datum.anchors[0]
    start, end, after = without(reading.whole.text, anchor.start, anchor.end)
    return Proposal(f"Offered to drop “{datum.label}”.", (Edit(start, end, after, f"Style: drop “{datum.label}”"),))


def _trim(reading: Reading[Found], args: Goal, key: str, named: str) -> Proposal:
    """As many of the marked words dropped as the goal (in 100 words) asks for, from the beginning of the text."""
    places = [(seen, mark) for seen in reading.whole.seen for mark in seen.found.marks if mark.key == key]
    words = sum(each.words for _, each, _ in _sentences(reading))
    surplus = len(places) - int(args.goal * words / 100)
    edits: list[Edit] = []
    for seen, mark in places:
        if len(edits) >= min(surplus, MOST_EDITS):
            break
        start, end, after = without(reading.whole.text, seen.start + mark.start, seen.start + mark.end)
        if not edits or edits[-1].end <= start:
            edits.append(Edit(start, end, after, f"Style: fewer {named}"))
    if not edits:
        return Proposal(f"There are no more {named} than that.")
    return Proposal(f"Offered to drop {len(edits)} of {len(places)} {named}.", tuple(edits))


def trim_adverbs(reading: Reading[Found], args: Goal) -> Proposal:
    return _trim(reading, args, "adverbs", "adverbs")


def trim_fillers(reading: Reading[Found], args: Goal) -> Proposal:
    return _trim(reading, args, "fillers", "fillers")


def ask_active(reading: Reading[Found], args: OfDatum) -> Proposal:
    return _ask(reading, args.datum, "Put this sentence in the active voice. Keep what it says.")


def ask_other_word(reading: Reading[Found], args: OfDatum) -> Proposal:
    label = datum_of(reading.view, args.datum).label
    return _ask(reading, args.datum, f"“{label}” stands here twice within a few words. Say it without the repetition.")


def _ask(reading: Reading[Found], id: str, wish: str) -> Proposal:
    """About the sentence that the datum stands in."""
    place = datum_of(reading.view, id).anchors[0].start
    for seen, sentence, _ in _sentences(reading):
        if seen.start + sentence.start <= place < seen.start + sentence.end:
            ask = Ask(seen.start + sentence.start, seen.start + sentence.end, wish)
            return Proposal("This takes a model: it is asked about that sentence.", asks=(ask,))
    raise BadInput("That sentence is not there any more; look at the lens again.")
