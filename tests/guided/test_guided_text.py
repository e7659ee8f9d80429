"""The text algorithms of the guided path hold for any text: é, 😀, 字, CRLF, unclosed marks."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.agent.guided import plain
from gesso.agent.guided.brief import read_brief
from gesso.agent.guided.calls import streaming_call, streaming_edit, whole_call
from gesso.agent.guided.changing import decide_doing
from gesso.agent.guided.checking import first_passage, objection
from gesso.agent.guided.decision import Doing, Renaming
from gesso.agent.guided.editing import with_item
from gesso.agent.guided.friendly import friendlier
from gesso.agent.guided.given import bare_item
from gesso.agent.guided.opening import decide_opening
from gesso.agent.guided.picking import pick_blocks
from gesso.agent.guided.prose import LoopGuard, clean_sentences, tidy_items
from gesso.agent.guided.renaming import find_renaming
from gesso.agent.guided.sentences import split_sentences
from gesso.agent.guided.tables import drop_row, mend_totals, set_cell
from gesso.canvas.snapshot import take_snapshot

PIECES = st.sampled_from(
    [
        "Café au lait.",
        " ",
        "\n\n",
        "\r\n",
        "😀",
        "字。",
        "Dr. Müller came. ",
        "[a](http://x.y/z)",
        "**b**",
        "| a | 1 |",
        "|---|---|",
        "- item",
        "# Title",
        "`code`",
        "the second paragraph ",
        "rename A to B ",
        "don't ",
        "(",
        "\\",
        "$&",
        "```",
        "write ",
        "make it shorter",
        "delete ",
        "\x00",
        "עברית ",
        "é",
        "?",
        "last two ",
        "line 3 ",
    ]
)
TEXTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60)


@given(TEXTS)
def test_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(split_sentences(text)) == text


@given(TEXTS, TEXTS)
@settings(max_examples=300, deadline=None)
def test_no_message_and_no_document_is_too_odd(ask: str, text: str) -> None:
    assert decide_opening(ask).label in ("document", "code", "chat")
    assert read_brief(ask, "document").title
    for kind in ("document", "code"):
        snapshot = take_snapshot(text, 1, kind, None)
        numbers = {block.number for block in snapshot.blocks}
        pick = pick_blocks(ask, snapshot)
        assert set(pick.blocks) | set(pick.place) <= numbers
        assert decide_doing(ask, snapshot).label in get_args(Doing)


@pytest.mark.parametrize(
    ("request_", "subject", "recipient", "facts"),
    [
        (
            "Write a letter to my landlord: the heater is broken since Monday, and I want it fixed this week",
            "",
            "[landlord]",
            "The heater is broken since Monday, and I want it fixed this week.",
        ),
        ("Write a letter to my grandma. I got the job. Keep it short.", "", "[grandma]", "I got the job."),
        ("draft an email to Tom saying that I am sick today", "", "Tom", "I am sick today."),
        (
            "A letter to the bank about the fee: it was charged twice",
            "the fee",
            "[bank]",
            "It was charged twice.",
        ),
        ("write a thank-you letter to my teacher Mrs. Smith of class two", "", "[teacher]", ""),
        ("The meeting is on Friday. Write an email to the team about it", "", "[team]", "The meeting is on Friday."),
        ("Write a letter of complaint about a broken phone", "a broken phone", "[name]", ""),
    ],
)
def test_what_a_letter_is_to_tell_is_in_the_letter(request_: str, subject: str, recipient: str, facts: str) -> None:
    brief = read_brief(decide_opening(request_).request, "document", request_)
    assert (brief.subject, brief.recipient, brief.facts) == (subject, recipient, facts)


@given(TEXTS)
@settings(deadline=None)
def test_plain_changes_keep_links_and_never_leave_nothing(text: str) -> None:
    linked = f"{text} Use [the scale](https://example.org/very(really)) today."
    for change in (plain.simpler, friendlier, plain.formal, plain.grammar):
        assert "[the scale](https://example.org/very(really)" in change(linked)
    if text.strip():
        assert plain.shorter(f"First words. {text}").strip()


def test_plain_changes_by_example() -> None:
    assert plain.shorter("Tea is hot. It is also very wet.") == "Tea is hot."
    assert (
        plain.simpler_than("It was cold and heavier than it looked.") == "It was cold. It was heavier than it looked."
    )
    assert plain.simpler("We utilize numerous tools; they assist us.") == "We use many tools. They help us."
    assert plain.formal("Thanks, we don't mind.") == "Thank you, we do not mind."
    assert plain.grammar("this is teh the the end .") == "This is the end."
    assert plain.to_prose("1. One\n2. Two") == "One. Two."
    assert plain.to_bullets("One. Two.") == "- One.\n- Two."
    assert bare_item("add rain trousers at the end") == "rain trousers"
    assert bare_item("add a conclusion") == bare_item("add a paragraph about bears") == ""
    assert with_item("- [x] a\n- [x] b", "c") == "- [x] a\n- [x] b\n- [ ] c"


async def _pieces(text: str, size: int) -> AsyncGenerator[str, None]:
    for at in range(0, len(text), size):
        yield text[at : at + size]


@given(TEXTS, st.integers(1, 9))
@settings(deadline=None)
async def test_streamed_arguments_are_the_json_of_the_text(text: str, size: int) -> None:
    call = "".join([c.args_delta async for c in streaming_call("open_canvas", {"title": text}, _pieces(text, size))])
    assert json.loads(call) == {"title": text, "text": text}
    edit = "".join([c.args_delta async for c in streaming_edit({"block": 2}, _pieces(text, size))])
    assert json.loads(edit) == {"edits": [{"block": 2, "text": text}]}
    assert json.loads("".join(c.args_delta for c in whole_call("edit", {"edits": [text]}))) == {"edits": [text]}


@given(
    st.lists(
        st.sampled_from(["Rain falls on the old town. ", "A bus waits there. ", "Sure! ", "Nobody comes. "]),
        max_size=20,
    )
)
@settings(deadline=None)
async def test_clean_prose_never_says_a_sentence_twice(sentences: list[str]) -> None:
    source = _pieces("".join(sentences), 5)
    kept = [s.strip() async for s in clean_sentences(source, LoopGuard(), 200)]
    assert len(kept) == len(set(kept))


async def test_clean_prose_strips_talk_around_the_text_and_ends_at_a_sentence() -> None:
    answer = (
        "Sure, here is your blog post:\n\n# Tea\n\nTea is old. It came from China.\n\n"
        "In this blog post, we explore it. I hope this helps! And then the"
    )
    kept = "".join([s async for s in clean_sentences(_pieces(answer, 4), LoopGuard(), 200, title="Tea")])
    assert kept.strip() == "Tea is old. It came from China."


TABLE = "| Shop | July | Total |\n| --- | --- | --- |\n| Lyon | 1,000 | 7 |\n| Porto | 20 | 20 |\n| **Total** | 5 | 9 |"


def test_tables_change_only_the_cells_that_are_wrong() -> None:
    mended, notes = mend_totals(TABLE)
    assert mended == TABLE.replace("| 5 | 9 |", "| 1,020 | 27 |") or "| 1020 | 27 |" in mended
    assert notes
    assert mend_totals(mended) == (mended, [])
    priced = (
        "| Month | Sold | Each | Total |\n|---|--|--|--|\n| May | 120 | 9.50 | 1140.00 |\n| June | 100 | 9 | 90.00 |"
    )
    assert mend_totals(priced)[0] == priced.replace("90.00", "900.00"), "a total may be a product"
    assert set_cell(TABLE, "July for Porto should be 25") == TABLE.replace("| Porto | 20 | 20 |", "| Porto | 25 | 20 |")
    assert drop_row(TABLE, "delete the Porto row") == TABLE.replace("| Porto | 20 | 20 |\n", "")
    assert drop_row(TABLE, "delete the row") == TABLE
    crlf = TABLE.replace("\n", "\r\n")
    assert set_cell(crlf, "July for Porto should be 25").count("\r\n") == crlf.count("\r\n")


def test_objections_name_what_is_wrong() -> None:
    before = "You need not return the old lamp before Friday."
    assert objection(before, "You need to return the old lamp before Friday.", "simpler") == "a yes became a no"
    assert (
        objection(before, "You need not return the old lamp to Sarah before Friday.", "formal") == "it brings in a name"
    )
    assert objection(before, "You need not return the 3 old lamps before Friday.", "formal") == "it brings in a number"
    assert objection(before, before, "formal") == "it is the same as before"
    assert objection(before, "", "formal") == "it is empty"
    assert objection(before, "Before Friday, you need not return the old lamp.", "formal") in (
        "",
        "it is the same as before",
    )
    assert first_passage('Here is the new text:\n\n"Keep the lamp."\n\nI made it shorter.') == "Keep the lamp."


def test_the_function_of_a_program_is_renamed_not_the_words_the_function() -> None:
    program = take_snapshot("def is_even(n):  # the function\n    return n % 2 == 0\n", 1, "code", "python")
    found = find_renaming("rename the function to even", "rename the function to even", program)
    assert found == Renaming("is_even", "even")
    assert find_renaming("rename the class to Even", "rename the class to Even", program) is None


async def test_a_packing_list_has_nothing_twice_and_no_made_up_amounts() -> None:
    async def lines() -> AsyncIterator[str]:
        for line in (
            "# Packing\n",
            "* Tent: 3 liters (40%)\n",
            "* Sunscreen: SPF (25)\n",
            "* Sunscreen\n",
            "* Map (A5)\n",
        ):
            yield line

    assert [line async for line in tidy_items(lines())] == ["# Packing\n", "* Tent\n", "* Sunscreen: SPF\n", "* Map\n"]
