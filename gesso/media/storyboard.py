"""A comic storyboard of a story: panels with where they are, who is there, what is said and a line that tells.

By rules: scenes are those of the Plot lens, people and who says what those of the Characters lens, and every word in a
panel is the text's. Nothing is made up; what the rules do not find is left empty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gesso.canvas.snapshot import take_snapshot
from gesso.lenses.characters.facts import Story, read_story
from gesso.lenses.lens import Seen, Whole, pieces_of
from gesso.lenses.plot.beat import Beat, look
from gesso.lenses.plot.scenes import Scene, read_plot
from gesso.lenses.prose import sentences_in, unmarked

MOST_PANELS = 120
OF_A_SCENE = 6
BUBBLES = 2
LONG = 180
"""Letters of a caption or a bubble; the rest is left to the text."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody in a panel; `gender` is "he", "she" or "" where the text does not say."""

    name: str
    gender: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """`speaker` is "" where the text does not name who says it."""

    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Code points `start..end` of the text are its passage; `scene` counts from 1. `place` and `time` are the text's
    own words, or ""."""

    scene: int
    title: str
    place: str
    time: str
    figures: tuple[Figure, ...]
    caption: str
    lines: tuple[Said, ...]
    start: int
    end: int

    @property
    def alt(self) -> str:
        """What the panel shows, for who does not see it, and for whoever draws it."""
        who = " and ".join(figure.name for figure in self.figures) or "Nobody"
        where = f" in {self.place}" if self.place else ""
        return f"{who}{where}{f', {self.time}' if self.time else ''}. {self.caption}".strip()


def storyboard_of(text: str) -> list[Panel]:
    """The panels, in the order of the text, at most `MOST_PANELS`; none for a text without scenes."""
    snapshot = take_snapshot(text, 0, "document", "markdown")
    seen = tuple(Seen(number, start, piece, look(piece)) for number, start, piece in pieces_of(snapshot))
    plot = read_plot(Whole(snapshot, seen))
    story = read_story(Whole(snapshot, tuple(Seen(e.number, e.start, e.piece, e.found.leaf) for e in seen)))
    found: list[Panel] = []
    for number, scene in enumerate(plot.scenes, 1):
        found += _panels(number, scene, seen, story)
        if len(found) >= MOST_PANELS:
            break
    return found[:MOST_PANELS]


def _panels(number: int, scene: Scene, seen: Sequence[Seen[Beat]], story: Story) -> list[Panel]:
    place = scene.places.most_common(1)[0][0] if scene.places else ""
    time = seen[scene.when[0]].text[scene.when[1].start : scene.when[1].end] if scene.when else ""
    made: list[Panel] = []
    for at in range(scene.first, scene.last + 1):
        for beat in _beats(seen[at], at, story):
            last = made[-1] if made else None
            if last is not None and not last.lines and beat.lines:
                # What was told leads to what is said: one panel.
                made[-1] = replace(beat, caption=last.caption or beat.caption, start=last.start)
            elif last is not None and not beat.lines and not last.lines:
                continue  # told twice in a row: the first is enough
            else:
                made.append(beat)
    made = made if len(made) <= OF_A_SCENE else [made[round(n * (len(made) - 1) / (OF_A_SCENE - 1))] for n in range(6)]
    everybody = [index for index, _ in scene.who.most_common(4)]
    people = story.cast.people
    return [
        replace(
            panel, scene=number, title=scene.title, place=place, time=time,
            figures=panel.figures or tuple(Figure(people[index].name, people[index].gender) for index in everybody[:2]),
        )
        for panel in made
    ]  # fmt: skip


def _beats(each: Seen[Beat], at: int, story: Story) -> Iterator[Panel]:
    """A panel for every two lines that are said in a block, or one of its first sentence."""
    words = each.text
    if not each.found.words or each.piece.kind == "heading":
        return
    caption = _told(words, [(line.start, line.end) for line in each.found.leaf.lines])
    people, followed = story.cast.people, story.followed[at]
    spoken = list(zip(each.found.leaf.lines, followed.speakers, strict=False))
    there = [meant.person for meant in followed.meant if meant.person is not None]
    for first in range(0, max(1, len(spoken)), BUBBLES):
        some = spoken[first : first + BUBBLES]
        who = [meant.person for _, meant in some if meant.person is not None]
        shown = list(dict.fromkeys([*who, *there]))[:3]
        yield Panel(
            0, "", "", "", tuple(Figure(people[index].name, people[index].gender) for index in shown),
            caption if first == 0 else "",
            tuple(
                Said(
                    people[meant.person].name if meant.person is not None else "",
                    _short(unmarked(words[line.start : line.end]).strip(" “”\"„»«").removesuffix(",")),
                )
                for line, meant in some
            ),
            each.start, each.start + len(words.rstrip()),
        )  # fmt: skip


def _told(words: str, said: Sequence[tuple[int, int]]) -> str:
    """The first sentence that is told and not said."""
    bare = unmarked(words)
    for sentence in sentences_in(bare):
        if not any(a < sentence.end and sentence.start < b for a, b in said):
            return _short(bare[sentence.start : sentence.end])
    return ""


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONG else words[:LONG].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def page_of(title: str, panels: Sequence[Panel], pictures: Sequence[str]) -> str:
    """The storyboard as a document: a heading for each scene, and of each panel its picture and its words.

    `pictures` are their addresses, as a document names stored files.
    """
    lines = [f"# {title}"]
    scene = 0
    for panel, picture in zip(panels, pictures, strict=True):
        if panel.scene != scene:
            scene = panel.scene
            setting = " · ".join(each for each in (panel.place, panel.time) if each)
            lines += [f"## {scene}. {panel.title}", *([f"*{setting}*"] if setting else [])]
        lines.append(f"![{_bare(panel.alt)}]({picture})")
        lines += [_bare(panel.caption)] if panel.caption else []
        lines += [f"**{said.speaker}:** “{_bare(said.words)}”" if said.speaker else f"“{_bare(said.words)}”"
                  for said in panel.lines]  # fmt: skip
    return "\n\n".join(lines) + "\n"


def _bare(words: str) -> str:
    return words.replace("[", "(").replace("]", ")")
