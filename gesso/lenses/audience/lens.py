"""The Audience lens: a lane for each of five readers, how far each would read, and what stops them.

All of it is estimated: the readers are made up, and rules of thumb stand for people.
"""

from gesso.base.errors import BadInput
from gesso.lenses.audience.look import Found, look
from gesso.lenses.audience.readers import READERS, Reader
from gesso.lenses.audience.stopping import Trouble, is_story, read_as
from gesso.lenses.lens import (
    Ask,
    Command,
    Edit,
    Lens,
    OfDatum,
    Proposal,
    Reading,
    Whole,
    datum_id,
    datum_of,
)  # fmt: skip
from gesso.lenses.value import Act, Anchor, Datum, Lane, View

BY = "rules of thumb for a made-up reader"
_ACTS = {
    "level": ("simplify", "Say it more simply"), "term": ("explain_term", "Explain the term"),
    "point": ("point_first", "Put the point first"), "breath": ("part", "Part the paragraph"),
    "bare": ("show", "Add an example or a source"),
}  # fmt: skip


def gather(whole: Whole[Found]) -> View:
    total = sum(each.found.words for each in whole.seen)
    lanes, data, through = [], [], 0
    for reader in READERS:
        troubles = read_as(reader, whole)
        stopped = bool(troubles) and troubles[-1].stops
        through += not stopped
        share = _share(whole, troubles[-1]) if stopped else 1.0
        note = f"stops at {share:.0%}" if stopped else "reads to the end"
        lanes.append(
            Lane(key=reader.key, title=reader.name, note=f"{note}; knows {reader.knows}; wants {reader.wants}")
        )
        if total:
            data.append(_read(whole, reader, share))
        data += [_trouble(whole, reader, each) for each in troubles]
    summary = (
        f"{through} of {len(READERS)} readers would read to the end (estimated)" if total else "Nothing to read yet."
    )
    summary += "; read as a story, whose point may wait" if is_story(whole) else ""
    return View(shape="lanes", summary=summary, data=tuple(data), lanes=tuple(lanes))


def _anchor(whole: Whole[Found], trouble: Trouble) -> Anchor:
    return whole.seen[trouble.block].anchor(trouble.start, trouble.end)


def _share(whole: Whole[Found], trouble: Trouble) -> float:
    return whole.share(_anchor(whole, trouble).start)


def _read(whole: Whole[Found], reader: Reader, share: float) -> Datum:
    """What is read before the reader stops."""
    first = next(each for each in whole.seen if each.found.words)
    return Datum(
        id=datum_id("read", reader.key), label="reads", detail=f"about {share:.0%} of the text", group=reader.key,
        grade="estimated", by=BY, anchors=(first.anchor(0, min(len(first.text), 80)),), at=0.0, to=share, weight=0.2,
    )  # fmt: skip


def _trouble(whole: Whole[Found], reader: Reader, trouble: Trouble) -> Datum:
    anchor = _anchor(whole, trouble)
    command, label = _ACTS[trouble.what]
    if command == "part" and whole.seen[trouble.block].found.part_at is None:
        command, label = _ACTS["level"]
    return Datum(
        id=datum_id(trouble.what, reader.key, anchor.quote), label="would stop here" if trouble.stops else "stumbles",
        detail=trouble.why, group=reader.key, tone="warn" if trouble.stops else "plain", grade="estimated", by=BY,
        anchors=(anchor,), acts=(Act(command=command, label=label),),
        at=whole.share(anchor.start), to=whole.share(anchor.end),
    )  # fmt: skip


def _asked(instruction: str, told: str, reading: Reading[Found], args: OfDatum) -> Proposal:
    datum = datum_of(reading.view, args.datum)
    if datum.label == "reads":
        raise BadInput("Choose a place where a reader stumbles or stops.")
    anchor = datum.anchors[0]
    reader = next(each for each in READERS if each.key == datum.group)
    words = instruction.format(
        reader=f"{reader.name} (knows {reader.knows}, wants {reader.wants})", quote=anchor.quote, why=datum.detail
    )
    return Proposal(told, (), (Ask(anchor.start, anchor.end, words),))


def part(reading: Reading[Found], args: OfDatum) -> Proposal:
    """The paragraph in two, at the sentence nearest its middle."""
    datum = datum_of(reading.view, args.datum)
    seen = next((each for each in reading.whole.seen if each.number == datum.anchors[0].block), None)
    if seen is None or seen.found.part_at is None:
        raise BadInput("That paragraph is one sentence: it has to be said otherwise.")
    at = seen.found.part_at
    before = len(seen.text[:at].rstrip())
    edit = Edit(seen.start + before, seen.start + at, "\n\n", "Audience: a shorter paragraph")
    return Proposal("Offered two paragraphs for one.", (edit,))


def _command(name: str, title: str, instruction: str, told: str) -> Command:
    return Command(name, title, OfDatum, lambda reading, args: _asked(instruction, told, reading, args))


AUDIENCE: Lens[Found] = Lens(
    name="audience",
    title="Audience",
    about="Five readers with what each knows and wants, and where each would stop (estimated).",
    kinds=frozenset({"document"}),
    shape="lanes",
    look=look,
    gather=gather,
    commands=(
        _command(
            "simplify", "Say it more simply",
            "Say this more simply for {reader}, who meets {why}. Keep every fact; change nothing else.",
            "Asked for a simpler version.",
        ),
        _command(
            "explain_term", "Explain the term",
            "Explain “{quote}” in a few words where it stands, for {reader}. Change nothing else.",
            "Asked for a few words that explain it.",
        ),
        _command(
            "point_first", "Put the point first",
            "{reader} would stop here: {why}. Rewrite the beginning so that the point comes first; keep every fact.",
            "Asked for a beginning with the point in it.",
        ),
        _command(
            "show", "Show it",
            "{reader} would stop here: {why}. Add one figure, example or source that the document itself has, or say "
            "what is missing; invent nothing.",
            "Asked for an example or a source.",
        ),
        Command("part", "Part the paragraph", OfDatum, part),
    ),
)  # fmt: skip
