"""Views of a document in other forms: as slides, as cards to learn, as sentences to hear."""

from typing import Literal

from gesso.server.views.base import Out
from gesso.server.views.canvases import LostView


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
    """`silent` is what is not read; `engine` speaks on the server, null where nothing does."""

    title: str
    language: str
    chapters: list[SpokenChapter]
    speakers: list[str]
    silent: list[LostView]
    engine: Literal["pico", "espeak-ng"] | None
