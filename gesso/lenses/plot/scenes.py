"""The scenes of a text: between breaks, and where a paragraph opens with time that has passed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from gesso.lenses.characters.cast import Cast, gather_cast
from gesso.lenses.lens import Seen, Whole
from gesso.lenses.plot.beat import Beat, Words

_DAY = 0.9 / 365
_OPENING = 40
GAP = 1 / 13  # years: a month or about so long


@dataclass
class Scene:
    """Blocks `first` to `last` (indexes). `marked`: a break stands before it; `passed`: years since the scene before
    (None: not said; `vague`: said without a number), in the words at `passed_at` (block, start, end).
    """

    first: int
    last: int
    title: str
    marked: bool
    who: Counter[int] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    when: tuple[int, Words] | None = None
    words: int = 0
    passed: float | None = None
    vague: bool = False
    passed_at: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Plot:
    cast: Cast
    scenes: tuple[Scene, ...]
    seen: tuple[Seen[Beat], ...]

    def scene_of(self, block: int) -> int:
        return next(
            (n for n, scene in enumerate(self.scenes) if scene.first <= block <= scene.last), len(self.scenes) - 1
        )


def read_plot(whole: Whole[Beat]) -> Plot:
    """Cuts the text into scenes and says who is in each, where it is, when it is and how long after the one before."""
    seen = whole.seen
    cast = gather_cast(each.found.leaf for each in seen)
    scenes = _cut(seen)
    for scene in scenes:
        _fill(scene, seen, cast)
    days: list[tuple[int, int]] = []
    for at, each in enumerate(seen):
        if each.found.day is None:
            continue
        if days and each.found.day - days[-1][1] > 28:
            later = next((scene for scene in scenes if scene.first > at), None)
            if later is not None and later.passed is None and not later.vague:
                later.passed = (each.found.day - days[-1][1]) / 365
                later.passed_at = (at, 0, len(each.text))
        days.append((at, each.found.day))
    return Plot(cast, tuple(scenes), seen)


def _cut(seen: Sequence[Seen[Beat]]) -> list[Scene]:
    scenes: list[Scene] = []
    title, broken = "", True
    for at, each in enumerate(seen):
        if each.found.leaf.breaks or each.piece.kind == "rule":
            broken = True
            if each.piece.kind == "heading":
                title = each.piece.title or title
            continue
        if not each.found.words:
            continue
        moved = any(p.start < _OPENING and (p.years is None or abs(p.years) >= _DAY) for p in each.found.leaf.spans)
        if broken or moved or not scenes:
            first = each.text.strip().split("\n")[0]
            scenes.append(Scene(at, at, _title(title, first), broken))
            title, broken = "", False
        scenes[-1].last = at
    return scenes


def _title(heading: str, first: str) -> str:
    """The heading, with the first words after one that is only a number; the first words without one."""
    if len(heading) > 4:
        return heading
    return f"{heading}. {_short(first)}" if heading else _short(first)


def _short(words: str) -> str:
    return words if len(words) <= 48 else words[:48].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _fill(scene: Scene, seen: Sequence[Seen[Beat]], cast: Cast) -> None:
    for at in range(scene.first, scene.last + 1):
        beat = seen[at].found
        scene.words += beat.words
        for mention in beat.leaf.mentions:
            person = cast.person(mention.words) if mention.how == "name" else None
            if person is not None:
                scene.who[person] += (
                    2 if not mention.said and mention.subject else 0 if mention.said and not mention.called else 1
                )
        scene.places.update(each.word for each in beat.places if cast.person(each.word) is None)
        if scene.when is None and beat.times and at <= scene.first + 2:
            scene.when = (at, beat.times[0])
    for span in seen[scene.first].found.leaf.spans:
        if span.start < _OPENING and scene.passed_at is None:
            scene.passed, scene.vague = span.years, span.years is None
            scene.passed_at = (scene.first, span.start, span.end)
