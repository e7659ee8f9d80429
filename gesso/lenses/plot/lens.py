"""The Plot lens: scenes along the text, a lane for each of the main characters, gaps in time, open promises.

Breaks, times and names are the text's own words; who leads a scene, where it is and what is left open is estimated.
"""

from collections import Counter
from itertools import pairwise

from gesso.base.errors import BadInput
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
from gesso.lenses.plot.beat import Beat, look
from gesso.lenses.plot.promises import Open, find_promises
from gesso.lenses.plot.scenes import GAP, Plot, Scene, read_plot
from gesso.lenses.value import Act, Anchor, Datum, Lane, Tone, View

MOST_THREADS = 7
ABSENT = 0.34  # of the text without somebody who leads scenes: worth a look
BY_BREAKS = "rules: a paragraph that opens with time passed"
BY_NAMES = "rules: how often somebody is named or acts in it"
BY_SPAN = "rules: words for time without a number"
BY_WORDS = "rules: words that promise, and whether they come again"
SCENES, GAPS, PROMISES = "scenes", "gaps", "promises"


def gather(whole: Whole[Beat]) -> View:
    plot = read_plot(whole)
    if not plot.scenes:
        return View(shape="lanes", summary="No scenes yet.", lanes=(Lane(key=SCENES, title="Scenes"),))
    promises = find_promises(plot)
    threads = _threads(plot)
    data = [_scene(whole, plot, n) for n in range(len(plot.scenes))]
    for person in threads:
        data += _thread(whole, plot, person)
    gaps = [each for n in range(1, len(plot.scenes)) if (each := _gap(whole, plot, n)) is not None]
    left = [_promise(whole, plot, each) for each in promises]
    lanes = [Lane(key=SCENES, title="Scenes", note=f"{len(plot.scenes)}")]
    lanes += [_lane(whole, plot, person) for person in threads]
    lanes += [Lane(key=GAPS, title="Time that passes"), Lane(key=PROMISES, title="Promises", note="estimated")]
    open_ones = sum(each.taken is None for each in promises)
    summary = (
        f"{_many(len(plot.scenes), 'scene')}, {_many(len(threads), 'thread')}, {_many(len(gaps), 'gap')} in time, "
    )
    summary += f"{_many(open_ones, 'promise')} not taken up"
    return View(shape="lanes", summary=summary, data=(*data, *gaps, *left), lanes=tuple(lanes))


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _threads(plot: Plot) -> list[int]:
    """Who leads or is often in scenes, most first."""
    weight: Counter[int] = Counter()
    for scene in plot.scenes:
        weight.update(scene.who)
    return [person for person, count in weight.most_common(MOST_THREADS) if count > 1]


def _key(plot: Plot, person: int) -> str:
    return f"who:{plot.cast.people[person].name}"


def _span(whole: Whole[Beat], scene: Scene) -> tuple[float, float]:
    return whole.share(whole.seen[scene.first].start), whole.share(whole.seen[scene.last].end)


def _opening(whole: Whole[Beat], scene: Scene) -> Anchor:
    """The first words of a scene."""
    first = whole.seen[scene.first]
    return first.anchor(0, min(len(first.text), 80))


def _scene(whole: Whole[Beat], plot: Plot, at: int) -> Datum:
    scene = plot.scenes[at]
    start, end = _span(whole, scene)
    who = ", ".join(plot.cast.people[person].name for person, _ in scene.who.most_common(3))
    place = next((each for each, _ in scene.places.most_common(1)), "")
    when = scene.when[1].word if scene.when else ""
    detail = "; ".join(each for each in (who, place, when, f"{scene.words:,} words") if each)
    acts = () if scene.marked else (Act(command="mark_break", label="Mark it as a scene of its own"),)
    return Datum(
        id=datum_id(SCENES, _opening(whole, scene).quote), label=scene.title, detail=detail, group=SCENES,
        grade="exact" if scene.marked else "estimated", by="" if scene.marked else BY_BREAKS,
        anchors=(_opening(whole, scene),), acts=acts, at=start, to=end,
    )  # fmt: skip


def _thread(whole: Whole[Beat], plot: Plot, person: int) -> list[Datum]:
    """The scenes that somebody is in, drawn the stronger the more of it is about them."""
    data = []
    name = plot.cast.people[person].name
    for scene in plot.scenes:
        share = scene.who[person] / max(1, max(scene.who.values(), default=1))
        if not scene.who[person]:
            continue
        start, end = _span(whole, scene)
        data.append(
            Datum(
                id=datum_id("thread", name, _opening(whole, scene).quote), label=scene.title,
                detail="leads" if share == 1 else "", group=_key(plot, person), grade="estimated",
                by=BY_NAMES, anchors=(_first_mention(whole, plot, scene, person),),
                at=start, to=end, weight=round(max(0.2, share), 2),
            )
        )  # fmt: skip
    return data


def _first_mention(whole: Whole[Beat], plot: Plot, scene: Scene, person: int) -> Anchor:
    for at in range(scene.first, scene.last + 1):
        for mention in whole.seen[at].found.leaf.mentions:
            if mention.how == "name" and plot.cast.person(mention.words) == person:
                return whole.seen[at].anchor(mention.start, mention.end)
    return _opening(whole, scene)


def _lane(whole: Whole[Beat], plot: Plot, person: int) -> Lane:
    """A lane that says for how long somebody is out of sight."""
    there = [_span(whole, scene) for scene in plot.scenes if scene.who[person]]
    away = max((after[0] - before[1] for before, after in pairwise(there)), default=0.0)
    note = f"out of sight for {away:.0%} of the text" if away > ABSENT else ""
    return Lane(key=_key(plot, person), title=plot.cast.people[person].name, note=note)


def _gap(whole: Whole[Beat], plot: Plot, at: int) -> Datum | None:
    scene = plot.scenes[at]
    if scene.passed_at is None or (not scene.vague and abs(scene.passed or 0) < GAP):
        return None
    block, start, end = scene.passed_at
    anchor = whole.seen[block].anchor(start, end)
    point = whole.share(anchor.start)
    return Datum(
        id=datum_id(GAPS, anchor.quote, scene.title), label=_passed(scene), detail=f"before “{scene.title}”",
        group=GAPS,
        grade="exact" if not scene.vague else "estimated", by=BY_SPAN if scene.vague else "",
        anchors=(anchor,), acts=(Act(command="say_when", label="Say when this is"),) if scene.vague else (),
        at=point, to=point,
    )  # fmt: skip


def _passed(scene: Scene) -> str:
    years = scene.passed
    if scene.vague or years is None:
        return "Time passes, how much is not said"
    back = " back" if years < 0 else ""
    years = abs(years)
    if years >= 1:
        return f"{_many(round(years), 'year')}{back}"
    return (
        f"{_many(round(years * 12), 'month')}{back}" if years >= 0.16 else f"{_many(round(years * 52), 'week')}{back}"
    )


def _promise(whole: Whole[Beat], plot: Plot, promise: Open) -> Datum:
    anchor = whole.seen[promise.block].anchor(promise.start, promise.end)
    point = whole.share(anchor.start)
    label = {"planted": f"A {promise.about} is shown", "unanswered": "A question is left"}.get(
        promise.kind, f"Something is {promise.kind}"
    )
    anchors: tuple[Anchor, ...] = (anchor,)
    tone: Tone = "plain"
    if promise.taken is not None:
        taken = whole.seen[promise.taken]
        anchors = (anchor, taken.anchor(0, min(len(taken.text), 80)))
        detail = f"seems to be taken up in “{plot.scenes[plot.scene_of(promise.taken)].title}”"
    else:
        detail, tone = "not taken up in a later scene", "warn"
    acts = (Act(command="take_up", label="Propose where to take it up"),) if promise.taken is None else ()
    return Datum(
        id=datum_id(PROMISES, anchor.quote), label=label, detail=detail, group=PROMISES, tone=tone, grade="estimated",
        by=BY_WORDS, anchors=anchors, acts=acts, at=point, to=anchors[-1].end / max(1, len(whole.text)),
    )  # fmt: skip


def mark_break(reading: Reading[Beat], args: OfDatum) -> Proposal:
    """A line of asterisks before a scene that only its words begin."""
    datum = datum_of(reading.view, args.datum)
    if datum.group != SCENES or datum.grade == "exact":
        raise BadInput("That scene has a break before it already.")
    start = datum.anchors[0].start
    return Proposal("Offered a break before the scene.", (Edit(start, start, "***\n\n", "Plot: a scene of its own"),))


def take_up(reading: Reading[Beat], args: OfDatum) -> Proposal:
    """A model is asked for a sentence or two in the last scene."""
    datum = datum_of(reading.view, args.datum)
    if datum.group != PROMISES:
        raise BadInput("Only a promise can be taken up.")
    plot = read_plot(reading.whole)
    here = plot.scene_of(datum.anchors[0].block - 1)
    scene = plot.scenes[-1] if here < len(plot.scenes) - 1 else plot.scenes[here]
    last = reading.whole.seen[scene.last]
    instruction = (
        f"The story has said “{datum.anchors[0].quote}” and does not come back to it. Add one or two sentences "
        "here that take it up, in the voice of the text; change nothing else."
    )
    return Proposal("Asked for a sentence or two in the last scene.", (), (Ask(last.start, last.end, instruction),))


def say_when(reading: Reading[Beat], args: OfDatum) -> Proposal:
    """A model is asked to say how much time has passed."""
    datum = datum_of(reading.view, args.datum)
    if datum.group != GAPS:
        raise BadInput("Only a gap in time can be told.")
    anchor = datum.anchors[0]
    ask = Ask(anchor.start, anchor.end, "Say here how much time has passed, in as few words; change nothing else.")
    return Proposal("Asked for the time that passes.", (), (ask,))


PLOT: Lens[Beat] = Lens(
    name="plot",
    title="Plot",
    about="Scenes by who is in them, where and when; gaps in time; what the story has promised and not taken up.",
    kinds=frozenset({"document"}),
    shape="lanes",
    look=look,
    gather=gather,
    commands=(
        Command("mark_break", "Mark the scene", OfDatum, mark_break),
        Command("take_up", "Take it up", OfDatum, take_up),
        Command("say_when", "Say when", OfDatum, say_when),
    ),
)
