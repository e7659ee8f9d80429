"""A whole turn in a room without a screen: what it leaves behind is read, and what cannot be played says so."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from gesso.behaviors import load_behavior
from gesso.behaviors.behavior import Case, parse_cases
from gesso.lab.errors import LabError
from gesso.lab.playing import TurnCandidate, play
from gesso.model.catalogue import Catalogue
from gesso.model.download import Weights
from gesso.model.embedded import EmbeddedModel
from gesso.model.messages import Message, ToolSpec
from gesso.model.scripted import Call, Say, ScriptedModel, Told
from tests.lab.cases import case_line

TEXT = "# Bees\n\nBees sleep at night.\n\nThey they hum.\n"


def case(ask: str, **given: object) -> Case:
    spec = {"A1": "x"}
    return parse_cases(case_line(1, ["They they"], input={"ask": ask, **given}), spec, "cases")[0]


def with_model(steps: Sequence[Told]) -> Catalogue:
    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Sequence[Told]:
        return [Say(text="Done.")] if messages[-1].role == "tool" else steps

    return Catalogue(EmbeddedModel(Weights(Path("/nowhere"))), scripted=ScriptedModel(tell))


async def test_comments_are_read_from_the_room() -> None:
    made = {"quote": "They they", "kind": "style", "severity": "nit", "body": "A word is there twice; drop one."}
    call = Call(name="comment", args={"comments": [made]})
    played = await play(case("any comments?", document="mine.md", text=TEXT), with_model([call]), "scripted")
    assert (played.outcome, played.after, played.opened) == ("done", TEXT, ())
    assert [(c["quote"], c["kind"], c["severity"]) for c in played.comments] == [("They they", "style", "nit")]
    of = load_behavior("comment")
    target = case("any comments?", document="mine.md", text=TEXT)
    candidate = TurnCandidate(of, with_model([call]), "scripted")
    assert of.grade(target, (await candidate.answer(target)).answer).value == 1.0


async def test_an_opened_canvas_is_the_answer() -> None:
    opens = Call(name="open_canvas", args={"kind": "code", "title": "Sort", "language": "python", "text": "print(1)"})
    candidate = TurnCandidate(load_behavior("open_canvas"), with_model([opens]), "scripted")
    assert (await candidate.answer(case("sort my photos"))).answer == "code"
    talks = TurnCandidate(load_behavior("open_canvas"), with_model([Say(text="Hello.")]), "scripted")
    assert (await talks.answer(case("hello", earlier=["good morning"]))).answer == "chat"


async def test_what_cannot_be_played_or_read_says_so() -> None:
    catalogue = with_model([Say(text="Hello.")])
    before = [{"ask": "shorter", "did": "edit", "passages": ["Bees sleep"]}]
    with pytest.raises(LabError, match="builds on an earlier change, which cannot be played"):
        await play(case("again", document="mine.md", text=TEXT, before=before), catalogue, "scripted")
    with pytest.raises(LabError, match="A whole turn is read for comment and open_canvas, not for title"):
        TurnCandidate(load_behavior("title"), catalogue, "scripted")


async def test_the_guided_path_sees_dismissed_comments_and_selections() -> None:
    """The embedded model is not asked for comments: code finds them, and not what was dismissed."""
    catalogue = with_model([Say(text="x")])
    guided = Catalogue(catalogue.embedded, scripted=ScriptedModel(lambda m, t: [Say(text="x")], guided=True))
    first = await play(case("comment on this", document="mine.md", text=TEXT), guided, "scripted")
    quotes = [str(c["quote"]) for c in first.comments]
    assert quotes
    again = await play(case("comment on this", document="mine.md", text=TEXT, dismissed=quotes), guided, "scripted")
    assert not set(quotes) & {str(c["quote"]) for c in again.comments}
