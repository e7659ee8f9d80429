"""Widgets on the guided path: which message asks for one, and filling it from what is known. Nothing is made up.

Rules choose the kind and fill it from the numbers of the message, the page in front or the answer before; what they
cannot fill is no widget, and the message goes on to whatever else may answer it (an app, a document, words). The
decision `widget_or_app` has the last word where a message speaks of something to play with or to keep. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gesso.agent.guided.ask import clauses, is_question, respell
from gesso.agent.guided.calls import whole_call
from gesso.agent.guided.sentences import split_sentences
from gesso.agent.scene import CanvasScene, Scene
from gesso.base.late import late
from gesso.model.messages import Chunk, EndChunk, Message, TextChunk, ThoughtChunk
from gesso.widgets import making
from gesso.widgets.catalogue import Audio, Widget
from gesso.widgets.quizzing import quiz_of

_HERE = (
    r"(?:this|that|it|these|them|my|our|the) ?(?:document|text|page|story|article|chapter|notes?|list|table|numbers|"
    r"data)?"
)
_QUIZ = late(
    rf"\b(?:quiz|test) (?:me|us)\b(?: (?:on|about|with|from) {_HERE})?\W*$|"
    rf"\b(?:make|create|give me|write|show)(?: me| us)? (?:an? )?(?:short |little )?quiz "
    rf"(?:on|about|from|of|out of) {_HERE}\W*$",
    re.IGNORECASE,
)
_TIMELINE = late(
    rf"\b(?:timeline|chronology)\b(?: (?:of|from|for|out of) {_HERE})?\W*$|\bdates in {_HERE} as a timeline",
    re.IGNORECASE,
)
_PLAN = late(
    rf"\b(?:checklist|steps|plan)\b (?:of|from|for|out of) {_HERE}\W*$|\bas (?:a )?(?:checklist|check list|plan|"
    r"to-?do list)\b|\bto tick off\b",
    re.IGNORECASE,
)
_TABLE = late(rf"\bas (?:a )?(?:sortable )?table\b|\btable (?:of|from|out of) {_HERE}\W*$", re.IGNORECASE)
_CHART = late(r"\b(?:chart|plot|graph|diagram|visuali[sz]e|bars|(?:bar|pie|line) ?chart|pie|draw)\b", re.IGNORECASE)
_THIS = late(r"\b(?:this|that|it|these|them|(?:the|my|our) (?:table|numbers|data|list|figures))\b", re.IGNORECASE)
_MARKS = (
    ("pie", r"\bpie\b"),
    ("line", r"\blines?\b"),
    ("bar", r"\bbars?\b"),
    ("area", r"\barea\b"),
    ("point", r"\bscatter\b"),
)
_CHOICE = late(
    r"\b(?:let (?:me|us) (?:choose|pick|decide)|ask (?:me|us)|choice|buttons)\b(?: (?:between|from|among))?[: ]+"
    r"(?P<of>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_FORM = late(
    r"\b(?:form|fields)\b(?: (?:for|with|asking for|that asks for|to enter|to fill in))[: ]+(?P<of>.+)$", re.IGNORECASE
)
_ALOUD = late(
    r"\bread (?:it|this|that|the (?:text|story|page|document)) (?:aloud|out loud|to (?:me|us))\b", re.IGNORECASE
)
_OR = late(r"\s*,\s*(?:and |or )?|\s+(?:or|and)\s+|\s*;\s*")
_APP = late(r"\bapp\b|\bgame\b|\b3d\b|\btracker\b|\bkeep\b|\bsave\b|\bwebsite\b", re.IGNORECASE)
_NOT_SHOWN = late(
    r"\b(?:delete|remove|edit|change|sort|add|write|rewrite|python|code|csv|mermaid|html)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Shown:
    widget: Widget
    why: str
    told: str


def wants_widget(scene: Scene) -> Shown | None:
    """The widget that the message asks for, filled; None where it asks for none or there is nothing to fill it with."""
    if scene.goal is not None or scene.run is not None or (scene.active is not None and scene.active.data):
        return None
    said = respell(scene.ask).strip()
    pasted = making.tables_in(scene.ask)
    if not pasted and (_APP.search(said) or len(said) > 2_000):
        return None
    last = clauses(said)[-1] if clauses(said) else said
    asked = _of_pasted(said, scene.ask) if pasted else _of_message(said)
    if asked is not None:
        return asked
    page = _page(scene)
    text, title = page if page is not None else ("", "")
    if _NOT_SHOWN.search(last) or is_question(last) or not text:
        return None
    return _of_text(last, text, title)


def _of_pasted(said: str, pasted: str) -> Shown | None:
    """The rows that the message holds, letter for letter."""
    if _TABLE.search(said) and (table := making.table_of(pasted, "Your rows")) is not None:
        return Shown(table, "your rows as a table", "")
    if _CHART.search(said) and (chart := making.chart_in(pasted, "Your numbers", _mark(said))) is not None:
        return Shown(chart, "you gave rows to be drawn", "")
    return None


def _of_message(said: str) -> Shown | None:
    """What the message itself holds: numbers, choices, fields."""
    chosen = _CHOICE.search(said)
    if chosen and "?" not in chosen["of"] and (choice := making.choice_of(_names(chosen["of"]), "What shall it be?")):
        return Shown(choice, "you want to choose", "")
    if (fields := _FORM.search(said)) and (form := making.form_of(_names(fields["of"]), "Please fill in")) is not None:
        return Shown(form, "you want a form", "What you send there comes to me as your message.")
    if not (_CHART.search(said) or _TABLE.search(said)):
        return None
    pairs, unit = making.pairs_in(said)
    if len(pairs) < 2:
        return None
    if _TABLE.search(said) and (table := making.table_of(said, "Your numbers")) is not None:
        return Shown(table, "your numbers as a table", "")
    chart = making.chart_of(pairs, "Your numbers", unit, _mark(said))
    return None if chart is None else Shown(chart, "you gave numbers to be drawn", "")


def _of_text(said: str, text: str, title: str) -> Shown | None:
    """What the page in front, or the answer before, holds."""
    of = f"from the words of “{title}”"
    prose = [sentence for part in making.spoken(text) for sentence in split_sentences(part)]
    made: Widget | None = None
    if _QUIZ.search(said):
        if (made := quiz_of(prose, title)) is not None:
            told = (
                "Made by rules from the text itself: its own sentences with a word left out. Your first answer counts."
            )
            return Shown(made, f"a quiz {of}", told)
        return None
    if _TIMELINE.search(said):
        made = making.timeline_of(prose, title)
        return (
            None
            if made is None
            else Shown(made, f"the dates {of}", "Every sentence that names a date, in the order of time.")
        )
    if _ALOUD.search(said):
        body = _clipped("\n\n".join(making.spoken(text)))
        return Shown(Audio(label=title, body=body), "you want to hear it", "") if body else None
    if _TABLE.search(said):
        made = making.table_of(text, title)
    elif _PLAN.search(said):
        made = making.plan_of(text, title)
    elif _CHART.search(said) and _THIS.search(said):
        made = making.chart_in(text, title, _mark(said))
    return None if made is None else Shown(made, f"a {made.kind} {of}", "")


def _clipped(words: str) -> str:
    return words if len(words) <= 5_900 else words[:5_900].rsplit(" ", 1)[0] + " …"


def _names(said: str) -> list[str]:
    return [piece.strip(' .!"“”') for piece in _OR.split(said)]


def _mark(said: str) -> str:
    return next((mark for mark, words in _MARKS if re.search(words, said, re.IGNORECASE)), "")


def _page(scene: Scene) -> tuple[str, str] | None:
    """The text that “this” is: the document in front, else my answer before."""
    active: CanvasScene | None = scene.active
    if active is not None and active.kind == "document" and active.text.strip():
        return active.text, active.title
    last = scene.chat[-1] if scene.chat else None
    if active is None and last is not None and last.role == "assistant":
        return last.text, "The answer before"
    return None


def show(shown: Shown) -> Iterator[Chunk]:
    yield ThoughtChunk(f"Showing a {shown.widget.kind}: {shown.why}.\n")
    value = shown.widget.model_dump(mode="json", exclude_defaults=True) | {"kind": shown.widget.kind}
    yield from whole_call("show_widget", {"widget": value})
    yield EndChunk("calls")


def told_of(scene: Scene, messages: Sequence[Message]) -> Iterator[Chunk] | None:
    """The end of a turn that showed a widget: a sentence where one helps, the reason where it was refused."""
    if not messages or messages[-1].role != "tool" or messages[-1].call_name != "show_widget":
        return None
    shown = wants_widget(scene)
    refused = not messages[-1].text.startswith("The person sees")
    return _told(messages[-1].text if refused else shown.told if shown is not None else "")


def _told(words: str) -> Iterator[Chunk]:
    if words:
        yield TextChunk(words)
    yield EndChunk("stop")
