"""Remarks stand on exact words that occur once, name them, and leave alone what is right or was dismissed."""

import itertools
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.agent.guided.commenting import LONGEST_TEXT, comments_of, find_remarks
from gesso.agent.guided.remarks import MOST, SEVERITIES, unique_around
from gesso.agent.scene import SceneNote
from gesso.behaviors import load_behavior
from gesso.behaviors.behavior import Case, text_of
from gesso.model.messages import Message, ToolSpec
from tests.guided.scenes import TOOLS, Inner, play, scene

COMMENT = load_behavior("comment")
OFFERED = (*TOOLS, ToolSpec("comment", "", {}))
FLAWS = [
    "the the cat", "TODO", "in order to", "# Head\n\n", "## Other\n\n", "[link]()",
    "| a | b |\n| --- | --- |\n| 1 |\n\n",
    "31 June", "Studies show that 80 percent of all agree.", "STOP DOING THAT NOW!!!",
    "é", "😀", "字字", "\r\n", "\n\n",
    "- one\n- two\n", "Anna", "Ana", "color colour", " ", ". ", "\x0c",
    "def f(x=[]):\n    return x == None\n    pass\n",
    "except:", "import os\n", "eval(x)", "range(len(x)+1)\n", "`", '"', "\\", "f'SELECT a FROM b {x}'", "\t",
]  # fmt: skip


def kind_of(case: Case) -> tuple[str, str | None]:
    name = case.input.document or ""
    return ("code", "python" if ".py." in name else "typescript") if name.endswith(".txt") else ("document", None)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(FLAWS), max_size=30).map("".join),
    st.sampled_from((("document", None), ("code", "python"), ("code", "typescript"), ("code", None))),
    st.lists(st.sampled_from(FLAWS), max_size=2),
)
def test_whatever_the_text_remarks_can_be_placed(text: str, kind: tuple[str, str | None], dismissed: list[str]) -> None:
    remarks = find_remarks(text, *kind, dismissed)
    assert len(remarks) <= MOST
    spans = sorted((each.start, each.end) for each in remarks)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    ranks = [SEVERITIES.index(each.severity) for each in remarks]
    assert ranks == sorted(ranks)
    for each in remarks:
        assert text[each.start : each.end] == each.quote
        assert text.find(each.quote) == each.start
        assert text.find(each.quote, each.start + 1) == -1
        assert each.quote.strip() == each.quote
        assert each.body
        assert each.replace != each.quote
        assert not any(words in each.quote for words in dismissed if words.strip())


@pytest.mark.parametrize("case", [c for c in COMMENT.cases if c.split == "dev"], ids=lambda case: case.id)
def test_planted_problems_are_found_and_what_is_right_is_left_alone(case: Case) -> None:
    remarks = find_remarks(text_of(case), *kind_of(case), case.input.dismissed)
    score = COMMENT.grade(case, comments_of(remarks))
    assert score.value == 1.0, score.why


@pytest.mark.parametrize("case", [c for c in COMMENT.cases if c.spec_id == "C12"], ids=lambda case: case.id)
def test_certain_new_words_are_given_and_fit(case: Case) -> None:
    text = text_of(case)
    remarks = [each for each in find_remarks(text, *kind_of(case)) if each.replace is not None]
    assert remarks
    for each in remarks:
        text = text.replace(each.quote, each.replace or "")
    assert not any(words in text for words in case.target)


def test_a_quote_is_widened_until_it_occurs_once() -> None:
    text = "a cat saw a cat and a dog"
    start, end = unique_around(text, 12, 15) or (0, 0)
    assert text[start:end] == "a cat and" or text.count(text[start:end]) == 1
    assert unique_around("x x", 0, 0) is None


def test_a_text_of_many_megabytes_is_looked_at_up_to_a_limit() -> None:
    text = "word and sea\n" * (LONGEST_TEXT // 13 + 1) + "TODO at the far end"
    assert all("TODO" not in each.quote for each in find_remarks(text, "document", None))
    assert find_remarks("TODO in a line without end " * 1000, "document", None) == []


async def test_asking_for_comments_makes_a_call_and_changes_nothing() -> None:
    played = await play(Inner(), scene("any feedback?", "report.md"), tools=OFFERED)
    ((name, args),) = played.calls
    comments = json.loads(json.dumps(args))["comments"]
    assert (name, played.end) == ("comment", "calls")
    assert [(each["quote"], each["replace"], each["severity"]) for each in comments][:2] == [
        ("130", "135", "major"),
        ("60", "65", "major"),
    ]


async def test_who_can_only_comment_says_what_it_thinks_by_comments() -> None:
    played = await play(Inner(), scene("@critic what do you think?", "report.md"), tools=OFFERED[-1:])
    assert [name for name, _ in played.calls] == ["comment"] and not played.text


@pytest.mark.parametrize(
    ("ask", "quotes"),
    [
        ("comment on the summary", []),
        ("comment on the table", ["130", "60"]),
        ("review the Sales section", ["130", "60"]),
    ],
)
async def test_a_passage_named_is_the_only_one_commented_on(ask: str, quotes: list[str]) -> None:
    played = await play(Inner(), scene(ask, "report.md"), tools=OFFERED)
    said = json.loads(json.dumps(played.calls[0][1]))["comments"] if played.calls else []
    assert [each["quote"] for each in said] == quotes
    assert bool(played.text) != bool(quotes)


async def test_what_was_dismissed_or_is_said_already_is_not_said_again() -> None:
    seen = scene("suggest edits", "report.md")
    assert seen.active is not None
    note = SceneNote("note_1", "Gesso", 0, 3, "130", "Wrong.", "correctness", "major", None)
    active = replace(seen.active, notes=(note,), dismissed=(("60", "correctness"),))
    played = await play(Inner(), replace(seen, active=active), tools=OFFERED)
    assert played.calls == []
    assert "nothing to comment on" in played.text


async def test_without_the_tool_the_remarks_are_told() -> None:
    played = await play(Inner(), scene("what do you think of this?", "report.md"))
    assert played.calls == []
    assert "40 + 45 + 50 is 135" in played.text


async def test_the_end_of_the_turn_says_how_many_there_are() -> None:
    told = Message("tool", "Made 2 comments.", call_id="call_1", call_name="comment")
    played = await play(Inner(), scene("review", "report.md"), (told,), OFFERED)
    assert played.text == "Made 2 comments."
