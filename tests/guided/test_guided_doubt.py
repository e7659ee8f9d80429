"""The guided path asks when it is not sure, puts in what was given as it is, and tells facts from the record."""

import ast
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesso.agent.guided.chatting import closing_words
from gesso.agent.guided.given import item_given, like_others, sentence_given, wording_given
from gesso.agent.guided.imports import missing_imports, with_imports
from gesso.agent.guided.renaming import find_renaming
from gesso.agent.guided.reporting import code_named, describe_done, summary_of
from gesso.behaviors import load_document
from gesso.canvas.snapshot import take_snapshot
from gesso.model.messages import Message, ToolCall
from tests.guided.scenes import Inner, Scene, block_text, play, scene

TEXTS = st.text(st.sampled_from("aB é😀字\r\n\"“:.-*1 addtoherlisth'"), max_size=60)


@pytest.mark.parametrize(
    ("document", "ask", "told"),
    [
        ("mail.md", "make the ninth paragraph shorter", "the ninth paragraph"),
        ("coffee.md", "make the goat part shorter", "Which passage do you mean?"),
        ("meeting.md", "make the paragraph about the elevator shorter", "could not tell"),
        ("mail.md", "the second paragraph", "Shall I change something"),
        ("meeting.md", "add an item to the decisions", "What should the new item say?"),
    ],
)
async def test_a_question_comes_instead_of_a_guess(document: str, ask: str, told: str) -> None:
    played = await play(Inner(), scene(ask, document))
    assert played.calls == []
    assert told in played.text


async def test_the_model_is_not_asked_what_to_do_to_a_text() -> None:
    inner = Inner(odds=lambda prompt: {"insert": 1.0})
    played = await play(inner, scene("the budget paragraph, hm", "meeting.md"))
    assert inner.chosen == []
    assert played.calls == []


@pytest.mark.parametrize(
    ("ask", "document", "item"),
    [
        ("add to the decisions: the office stays closed", "meeting.md", "4. The office stays closed"),
        ("another open question: who pays?", "meeting.md", "- Who pays?"),
        ("add 2 cloves of garlic to the ingredients", "recipe.md", "- 2 cloves of garlic"),
        ("2 cloves of garlic should be on the list too", "trip.md", "- 2 cloves of garlic"),
        ("put a swimsuit on the packing list", "trip.md", "- a swimsuit"),
    ],
)
async def test_an_item_is_added_as_it_was_given(ask: str, document: str, item: str) -> None:
    seen = scene(ask, document)
    (edit,) = (await play(Inner(), seen)).edits
    before = block_text(seen, edit["block"])
    assert edit["text"] == f"{before}\n{item}" or str(edit["text"]).startswith(f"{before}\n{item}")


async def test_a_sentence_goes_in_front_of_the_sign_off() -> None:
    seen = scene("mention at the end that we are closed on Friday", "mail.md")
    (edit,) = (await play(Inner(), seen)).edits
    assert edit["op"] == "insert_before"
    assert block_text(seen, edit["block"]).startswith("Kind regards")
    assert edit["text"] == "We are closed on Friday."


async def test_a_numbered_list_is_counted_again_when_an_item_goes() -> None:
    seen = scene("scrap the decision about the projector", "meeting.md")
    (edit,) = (await play(Inner(), seen)).edits
    assert edit["text"] == "1. The old newsletter ends in January\n2. The next meeting is on 17 November"


async def test_renaming_a_heading_leaves_the_word_elsewhere_alone() -> None:
    text = "# Plan\n\n## Budget\n\nThe Budget is small.\n"
    seen = scene("rename the heading Budget to Money", text)
    (edit,) = (await play(Inner(), seen)).edits
    assert edit["text"] == "## Money"
    assert block_text(seen, edit["block"]) == "## Budget"


@pytest.mark.parametrize(
    ("said", "document", "names"),
    [
        ("Ghent is called Gent, fix that everywhere", "report.md", ("Ghent", "Gent")),
        ("Anna should be called Emil", "story.md", ("Anna", "Emil")),
        ("the tool is called lowtide now", "readme.md", ("tidepool", "lowtide")),
        ("the report is called dull by everybody", "report.md", None),
    ],
)
def test_who_gets_which_name(said: str, document: str, names: tuple[str, str] | None) -> None:
    snapshot = take_snapshot(load_document(document), 1, "document", None)
    found = find_renaming(said, said, snapshot)
    assert (None if found is None else (found.find, found.replace)) == names


async def test_what_did_you_change_is_told_from_the_conversation() -> None:
    seen = scene("what did you change?", "coffee.md")
    chat = (
        Message("user", "make the second paragraph shorter"),
        Message("assistant", "Done.\n[Changed paragraph 2 of “Coffee”]"),
    )
    inner = Inner()
    played = await play(inner, replace(seen, chat=chat))
    assert "changed paragraph 2 of “Coffee”" in played.text
    assert inner.asked == []
    assert "not changed anything" in describe_done(chat[:1])


async def test_a_summary_is_made_of_the_texts_own_sentences() -> None:
    played = await play(Inner(), scene("summarize this for me", "trip.md"))
    assert played.calls == []
    for sentence in played.text.removeprefix("In its own words: ").split(". "):
        assert sentence.rstrip(".") in load_document("trip.md")
    assert summary_of(take_snapshot("", 1, "document", None)) == ""


def test_code_is_described_by_what_is_written_there() -> None:
    seen = scene("what does read_days do?", "weather.py.txt")
    assert seen.active is not None
    told = code_named(seen.ask, seen.active)
    assert "line 8" in told
    assert "All days of a station." in told
    assert "`report`" in told


def test_missing_imports_are_put_in_front() -> None:
    program = "# sums\ndef f(path):\n    with open(path) as file:\n        return list(csv.reader(file))\n"
    assert missing_imports(program) == ("import csv",)
    mended = with_imports(program)
    assert mended.startswith("# sums\nimport csv\n")
    assert missing_imports(mended) == ()
    assert with_imports(mended) == mended
    ast.parse(mended)
    assert missing_imports("def f(csv):\n    return csv.x") == ()
    assert missing_imports("no python at all") == ()


def test_closing_words_tell_a_program_from_a_text() -> None:
    def closed(kind: str) -> str:
        call = ToolCall("c", "open_canvas", {"kind": kind})
        result = Message("tool", "“X” is open with 12 words.", call_id="c", call_name="open_canvas")
        return closing_words([Message("assistant", "", calls=(call,)), result])

    assert "run it" in closed("code")
    assert "facts" not in closed("code")
    assert "check the facts" in closed("document")


@given(TEXTS, TEXTS)
def test_what_is_given_is_part_of_the_request(request_text: str, others: str) -> None:
    assert item_given(request_text) in request_text
    assert wording_given(request_text) in request_text
    assert sentence_given(request_text).rstrip(".").casefold() in request_text.casefold()
    assert like_others(request_text, others).casefold() == request_text.casefold()


async def test_no_canvas_no_question() -> None:
    played = await play(Inner(answer=lambda prompt, number: "Soup is easy to make."), Scene("help me cook"))
    assert played.calls == []
    assert "Soup" in played.text
