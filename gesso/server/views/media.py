"""Views of a document in other forms: as slides, as cards to learn, as sentences to hear."""

from typing import Annotated, Literal

from pydantic import Field

from gesso.model.drawing import Shape
from gesso.server.views.base import In, Out, Words
from gesso.server.views.canvases import LostView


class PictureIn(In):
    """`words` say what the picture shows; with `svg` it is that drawing, made harmless."""

    words: Annotated[Words, Field(min_length=1, max_length=4_000)]
    shape: Shape = "square"
    svg: Annotated[Words, Field(max_length=400_000)] = ""


class SlideView(Out):
    """`html` is what stands on the slide and `notes` what is spoken to it; `start` is where its passage begins."""

    kind: Literal["title", "section", "content"]
    title: str
    html: str
    notes: str
    start: int


class DeckView(Out):
    """`lost` is what neither slides nor notes of a PowerPoint file would keep."""

    title: str
    slides: list[SlideView]
    lost: list[LostView]


class FlashCardView(Out):
    """`start..end` is its passage; `choices` are answers for a quiz, the right one (`back`) among them, or none."""

    id: str
    kind: Literal["term", "gap", "date", "list", "pair"]
    front: str
    back: str
    start: int
    end: int
    heading: str
    choices: list[str]


class ComicFigureView(Out):
    name: str
    gender: str


class SaidView(Out):
    speaker: str
    words: str


class PanelView(Out):
    """Code points `start..end` are its passage; `sketch` is SVG; `alt` says what it shows."""

    scene: int
    title: str
    place: str
    time: str
    figures: list[ComicFigureView]
    caption: str
    lines: list[SaidView]
    start: int
    end: int
    alt: str
    sketch: str


class StoryboardView(Out):
    """`drawing`: a server that draws pictures is set."""

    panels: list[PanelView]
    drawing: bool


class StoryboardIn(In):
    """Pictures for panels, by their place among them; a panel without one gets its sketch."""

    pictures: Annotated[dict[str, Words], Field(max_length=200)] = Field(default_factory=dict)


class SpokenLine(Out):
    """Code points `start..end` of the page, the words as they are said, who says them ("" is the narrator)."""

    start: int
    end: int
    words: str
    speaker: str


class SpokenChapter(Out):
    title: str
    lines: list[SpokenLine]


class ScriptView(Out):
    """`silent` is what is not read; `engine` speaks on the server, null where nothing does; `mp3`: it makes MP3."""

    title: str
    language: str
    chapters: list[SpokenChapter]
    speakers: list[str]
    silent: list[LostView]
    engine: Literal["server", "pico", "espeak-ng"] | None
    mp3: bool
