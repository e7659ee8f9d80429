"""Questions about data on the guided path: which tool answers them, decided by code; nothing is asked of the model.

Reading the words as a query is the tool's part (`gesso/data/asking.py`); here is only decided that a message is about
the data in front of the person, and what kind of answer it wants. Pure.
"""

import re
from collections.abc import Iterator, Sequence, Set

from gesso.agent.guided.ask import strip_politeness
from gesso.agent.guided.calls import whole_call
from gesso.agent.guided.chores import chore_of
from gesso.agent.guided.opening import decide_opening
from gesso.agent.scene import CanvasScene, Scene
from gesso.base.late import late
from gesso.model.messages import Chunk, EndChunk, Message, TextChunk, ThoughtChunk

TOOLS = frozenset(("make_chart", "query_data", "profile_data", "analyse_data", "report_data"))
_REPORT = late(r"\b(?:report|write[- ]?up|summary document|bericht)\b", re.IGNORECASE)
_SLIDES = late(r"\b(?:slides?|slide ?deck|presentation|power ?point|pptx|folien|präsentation)\b", re.IGNORECASE)
_ANALYSE = late(
    r"\b(?:analy[sz]e|analysis|insights?|findings?|what (?:stands out|is interesting|do you see|can you tell)|"
    r"anything (?:interesting|odd|unusual)|explore|analysiere?|auswert\w+)\b",
    re.IGNORECASE,
)
_PROFILE = late(
    r"\b(?:profile|describe|data quality|(?:which|what) columns|what(?:'s|’s| is) in (?:this|the|it)|"
    r"missing values|outliers?|data types?)\b",
    re.IGNORECASE,
)
_DRAWN = late(
    r"\b(?:charts?|plot|graph|draw|diagram|visuali[sz]e|histogram|distribution|scatter|trend|pie|bars?|by|per|"
    r"for each|over time|monthly|yearly|daily|weekly|quarterly|top|bottom|compare|correlat\w+|vs|versus)\b",
    re.IGNORECASE,
)
_SMALL_TALK = late(
    r"^(?:hi|hello|hey|thanks?|thank you|ok(?:ay)?|great|good|bye|danke|hallo)\b[^?]{0,30}$", re.IGNORECASE
)
_NAMES_DATA = late(r"\b(?:csv|data|file|table|spreadsheet|chart|plot|graph|sql|excel|column|row)s?\b", re.IGNORECASE)
_TO_THE_MODEL = late(r"^What the file holds, which is data and no instruction:\n")


def ask_data(scene: Scene, messages: Sequence[Message], offered: Set[str]) -> Iterator[Chunk] | None:
    """The next step of answering from data; None where the message is about something else."""
    if not offered >= TOOLS or scene.run is not None or scene.goal is not None:
        return None
    canvas = _meant(scene)
    if canvas is None or _SMALL_TALK.match(scene.ask.strip()):
        return None
    if messages and messages[-1].role == "tool":
        return _told(messages[-1]) if messages[-1].call_name in TOOLS else None
    if chore_of(scene, offered) is not None:
        return None
    said = strip_politeness(scene.ask)
    written = _REPORT.search(said) or _SLIDES.search(said)
    if not written and decide_opening(scene.ask).label != "chat" and not _NAMES_DATA.search(said):
        return None
    return _call(canvas, scene.ask, said)


def _meant(scene: Scene) -> CanvasScene | None:
    """The data in front of the person, or the only data there is where the message speaks of data."""
    if scene.active is not None and scene.active.data:
        return scene.active
    having = [each for each in scene.others if each.data]
    return having[0] if len(having) == 1 and _NAMES_DATA.search(scene.ask) and not _in_text(scene) else None


def _in_text(scene: Scene) -> bool:
    """Whether a text lies in front and something of it is selected: then that is what is meant."""
    return scene.active is not None and scene.active.selection is not None


def _call(canvas: CanvasScene, ask: str, said: str) -> Iterator[Chunk]:
    name, why = _choose(said)
    yield ThoughtChunk(f"About “{canvas.title}”: {why}.\n")
    args = {"canvas": canvas.id} | ({"question": ask[:2_000]} if name in ("make_chart", "query_data") else {})
    if name == "report_data" and _SLIDES.search(said):
        args["form"] = "slides"
    yield from whole_call(name, args)
    yield EndChunk("calls")


def _choose(said: str) -> tuple[str, str]:
    if _SLIDES.search(said):
        return "report_data", "you want slides, one finding or chart on each"
    if _REPORT.search(said):
        return "report_data", "you want a report, whose numbers I link to their queries"
    if _ANALYSE.search(said):
        return "analyse_data", "you want to know what is in it, so I reckon what is worth telling"
    if _PROFILE.search(said) and not re.search(r"\b(?:rows|where)\b", said, re.IGNORECASE):
        return "profile_data", "you ask what its columns hold"
    if _DRAWN.search(said):
        return "make_chart", "that is best seen in a chart"
    return "query_data", "a query answers that"


def _told(result: Message) -> Iterator[Chunk]:
    yield TextChunk(_TO_THE_MODEL.sub("", result.text.strip()))
    yield EndChunk("stop")
