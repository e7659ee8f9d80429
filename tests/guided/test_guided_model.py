"""The guided path with a scripted inner model: which chunks come out for which scene."""

import pytest

from gesso.agent.guided.model import GuidedModel
from gesso.model.messages import CallChunk, Message, ToolCall
from tests.guided.scenes import TOOLS, Inner, block_text, play, scene

FACTS = [
    "The first cup was brewed a long time ago by shepherds. They liked the taste of it very much.",
    "Traders carried sacks along the old roads to the sea. Ships took them further every spring.",
    "Cities opened houses where people met to drink and argue. Kings tried to forbid those rooms.",
    "Farmers on several continents now grow the plant on hillsides. Rain and shade decide the harvest.",
    "Machines have made the drink quick and cheap for everybody. Patient people still grind by hand.",
]


def writes(*answers: str) -> Inner:
    return Inner(answer=lambda prompt, number: answers[number % len(answers)])


async def test_a_blog_post_opens_a_document_and_streams_it() -> None:
    played = await play(writes(*FACTS), scene("Write a blog post about the history of coffee beans"))
    ((name, args),) = played.calls
    assert name == "open_canvas"
    assert list(args) == ["kind", "title", "text"]
    assert (args["kind"], args["title"]) == ("document", "The History of Coffee Beans")
    text = str(args["text"])
    assert text.startswith("# The History of Coffee Beans\n\nThe first cup")
    assert all(fact.split(".")[0] in text for fact in FACTS)
    assert played.end == "calls"
    assert played.pieces > 5
    assert "blog post" in played.thought


async def test_a_kitchen_question_stays_in_chat() -> None:
    played = await play(writes("Boil some pasta. Add garlic and oil."), scene("help me cook something for dinner"))
    assert played.calls == []
    assert played.text == "Boil some pasta. Add garlic and oil."
    assert played.end == "stop"


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        ("what can you do?", "Attach files"),
        ("hey, what can I do here?", "Attach files"),
        ("what did I just change?", "no page"),
    ],
)
async def test_what_it_can_do_and_that_nothing_was_done_needs_no_model(ask: str, told: str) -> None:
    inner = writes("I can assist you.")
    played = await play(inner, scene(ask))
    assert told in played.text
    assert "assist" not in played.text


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        ("write me a short poem about rain, in chat please", None),
        ("use canvas: short poem about rain", "document"),
        ("Draft a cover letter for a bakery job. Answer here, don't open a canvas", None),
        ("don't answer in chat, open a canvas with a python quicksort", "code"),
    ],
)
async def test_the_persons_word_about_the_place_is_obeyed(ask: str, kind: str | None) -> None:
    played = await play(
        writes("```python\nprint('a rainy day')\n```" if kind == "code" else "It rains.\nIt pours."), scene(ask)
    )
    assert [args["kind"] for _, args in played.calls] == ([kind] if kind else [])


async def test_code_comes_without_fence_and_talk() -> None:
    answer = "Sure! Here is the script:\n\n```python\nimport os\nprint(os.listdir())\n```\nI hope this helps!"
    played = await play(writes(answer), scene("write a python script that lists files"))
    assert played.calls[0][1] == {
        "kind": "code", "title": "List files", "language": "python",
        "text": "import os\nprint(os.listdir())\n",
    }  # fmt: skip


async def test_a_program_that_cannot_be_parsed_is_asked_for_again() -> None:
    inner = writes("```python\ndef broken(:\n```", "```python\nprint('whole')\n```")
    played = await play(inner, scene("write a python script that says whole"))
    assert played.calls[0][1]["text"] == "print('whole')\n"
    assert len(inner.asked) == 2


async def test_a_looping_model_is_cut_at_a_sentence() -> None:
    loop = "The tale of coffee is old and long. " * 60
    played = await play(writes(loop), scene("Write a blog post about the history of coffee beans"))
    text = str(played.calls[0][1]["text"])
    assert text.count("The tale of coffee is old and long.") == 1
    assert text.rstrip().endswith(".")


async def test_a_selected_sentence_is_all_that_changes() -> None:
    ask = scene("simpler", "story.md", "It was cold and heavier than it looked.")
    played = await play(Inner(), ask)
    assert played.edits == [
        {
            "selection": True,
            "op": "replace",
            "text": "It was cold. It was heavier than it looked.",
            "why": "by plain rules, which keep every fact",
        }
    ]


async def test_a_selection_keeps_its_link_and_bold() -> None:
    chosen = "Use [a simple scale](https://example.org/scale) and **fresh** beans."
    for wish in ("simpler", "friendlier", "more formal"):
        played = await play(writes("Buy things."), scene(f"make this {wish}", "coffee.md", chosen))
        for edit in played.edits if played.calls else []:
            assert "[a simple scale](https://example.org/scale)" in str(edit["text"])
            assert "**fresh**" in str(edit["text"])


async def test_the_second_paragraph_friendlier_is_one_edit_of_that_block() -> None:
    seen = scene("make the second paragraph friendlier", "mail.md")
    played = await play(Inner(), seen)
    (edit,) = played.edits
    assert block_text(seen, edit["block"]).startswith("Thank you for your message")
    assert edit["text"] == "Thanks so much for your message about the broken lamp. I'm so sorry it arrived in pieces."


async def test_prose_with_nothing_stiff_in_it_is_left_alone_and_that_is_said() -> None:
    document = "The bells rang.\n\nThe old boat lay on the sand. Two gulls sat on its mast.\n\nIt rained.\n"
    inner = Inner(lambda prompt, number: "The lovely old boat lay on the sand. Two happy gulls sat on its mast.")
    for wish in ("friendlier", "more formal", "simpler"):
        played = await play(inner, scene(f"make the second paragraph {wish}", document))
        assert played.calls == []
        assert "I found no" in played.text
    assert inner.asked == [], "the small model is not asked to invent a style"


async def test_a_passage_that_states_facts_is_not_lengthened_by_invented_ones() -> None:
    document = "The bells rang.\n\nThe invoice of 1,280 euros is still open. Friday is the last day.\n\nIt rained.\n"
    inner = Inner(lambda prompt, number: "The open invoice has not been sent yet. The last day of it was long ago.")
    played = await play(inner, scene("make the second paragraph longer", document))
    assert played.calls == [] and inner.asked == []
    assert "invent facts; tell me what to add" in played.text


async def test_table_totals_are_added_up_and_nothing_else_changes() -> None:
    seen = scene("fix the numbers in the table", "report.md")
    inner = Inner()
    (edit,) = (await play(inner, seen)).edits
    before = block_text(seen, edit["block"])
    assert edit["text"] == before.replace("| 130 |", "| 135 |").replace("| 60 |", "| 65 |")
    assert "the total of Lyon is 135, not 130" in str(edit["why"])
    assert inner.asked == []


async def test_a_table_that_adds_up_is_left_alone_and_that_is_said() -> None:
    played = await play(
        Inner(), scene("fix the totals in the table", "| a | b | c | Total |\n|---|---|---|---|\n| x | 1 | 2 | 3 |\n")
    )
    assert played.calls == []
    assert "adds up" in played.text


@pytest.mark.parametrize(
    ("ask", "document", "find", "replace"),
    [
        ("rename Anna to Eva everywhere", "story.md", "Anna", "Eva"),
        ('replace all "coffee" with "tea"', "coffee.md", "coffee", "tea"),
        ("replace all 'colour' with '$& \\1'", "The colour of it.", "colour", "$& \\1"),
        ("把所有的Anna改成Eva", "story.md", "Anna", "Eva"),
    ],
)
async def test_renames_name_what_and_whereto(ask: str, document: str, find: str, replace: str) -> None:
    played = await play(Inner(), scene(ask, document))
    assert played.calls == [("rename", {"find": find, "replace": replace})]


async def test_a_name_that_is_not_there_is_said_not_called() -> None:
    played = await play(Inner(), scene("rename Zoltan to Eva everywhere", "story.md"))
    assert played.calls == []
    assert "does not occur" in played.text


async def test_a_section_goes_with_its_heading() -> None:
    seen = scene("get rid of the Hiring section", "report.md")
    edits = (await play(Inner(), seen)).edits
    assert [block_text(seen, e["block"])[:12] for e in edits] == ["## Hiring", "We are looki"]
    assert {e["op"] for e in edits} == {"delete"}


async def test_an_insertion_streams_after_the_named_place() -> None:
    seen = scene("add a paragraph about decaf after the intro", "coffee.md")
    played = await play(writes("Decaf keeps the taste and leaves the nerves in peace. Many drink it at night."), seen)
    (edit,) = played.edits
    assert edit["op"] == "insert_after"
    assert block_text(seen, edit["block"]).startswith("Coffee is the drink")
    assert edit["text"] == "Decaf keeps the taste and leaves the nerves in peace. Many drink it at night."
    assert played.pieces > 2


async def test_a_list_item_is_added_in_the_lists_own_form() -> None:
    seen = scene('add "Train the new baker" to the next steps', "report.md")
    (edit,) = (await play(Inner(), seen)).edits
    assert str(edit["text"]).endswith("3. Buy a used van\n4. Train the new baker")


async def test_a_rewrite_leaves_headings_tables_and_links_as_they_are() -> None:
    seen = scene("make the whole thing shorter", "coffee.md")
    played = await play(writes("No."), seen)
    ((name, args),) = played.calls
    assert name == "rewrite"
    text, old = str(args["text"]), seen.active.text if seen.active else ""
    assert len(text.split()) < len(old.split())
    for block in seen.active.snapshot.blocks if seen.active else ():
        if block.kind in ("heading", "table"):
            assert block.text in text
    assert "(https://example.org/scale)" in text


async def test_words_that_leak_the_task_or_change_the_facts_are_refused() -> None:
    bad = "Here is the revised passage: they hid in 1999 with Bartholomew."
    seen = scene("rewrite the last paragraph so that they hide instead", "story.md")
    inner = writes(bad)
    played = await play(inner, seen)
    assert played.calls == []
    assert "Your text is as it was" in played.text
    assert len(inner.asked) == 3


async def test_good_words_of_the_model_are_taken() -> None:
    good = (
        "They ran down the path to the river to hide and did not stop until the lights of the village came into view."
    )
    (edit,) = (await play(writes(good), scene("rewrite the last paragraph so that they hide", "story.md"))).edits
    assert edit["text"] == good


async def test_what_did_i_change_is_answered_from_the_diff() -> None:
    inner = Inner()
    played = await play(inner, scene("what did I just change?", "story.md", changed="-Old line.\n+New line."))
    assert "> Old line." in played.text and "> New line." in played.text
    assert inner.asked == []


async def test_a_text_cut_off_is_continued_where_it_stopped() -> None:
    text = "# Bees\n\nBees are small insects. They live in"
    asked = scene("write a blog post about bees", text, title="Bees", cut_off=True)
    call = ToolCall("c1", "open_canvas", {})
    before = [
        Message("assistant", calls=(call,)),
        Message("tool", "It was interrupted.", call_id="c1", call_name="open_canvas"),
    ]
    played = await play(writes(*FACTS), asked, before)
    (edit,) = played.edits
    assert edit["op"] == "replace"
    assert str(edit["text"]).startswith("Bees are small insects.\n\n")
    assert "They live in" not in str(edit["text"])
    assert played.end == "calls"


@pytest.mark.parametrize(
    ("name", "result", "said"),
    [
        (
            "open_canvas",
            "Canvas c_1 “Tea” is open with 12 words. The person sees it; do not repeat it.",
            "“Tea” is in the canvas, 12 words.",
        ),
        ("edit", "Done: changed paragraph 2 of “Tea”.", "I changed paragraph 2 of “Tea”."),
        ("edit", "Nothing was overwritten: it is there as a suggestion.", "suggestion"),
        ("rename", "Nothing was changed: “x” does not occur.", "Nothing was changed: “x” does not occur."),
    ],
)
async def test_the_turn_ends_with_a_sentence_made_from_the_result(name: str, result: str, said: str) -> None:
    before = [
        Message("assistant", calls=(ToolCall("c1", name, {}),)),
        Message("tool", result, call_id="c1", call_name=name),
    ]
    inner = Inner()
    played = await play(inner, scene("make the second paragraph friendlier", "mail.md"), before)
    assert said in played.text
    assert (played.calls, played.end, inner.asked) == ([], "stop", [])


async def test_without_tools_nothing_is_called() -> None:
    played = await play(writes("A short answer."), scene("write a blog post about bees"), tools=())
    assert (played.calls, played.text) == ([], "A short answer.")


async def test_an_unsure_rule_asks_and_only_a_clear_answer_counts() -> None:
    ask = "the newsletter is due tomorrow and nothing is done. topic is rye bread"
    flat = {"document": 0.94, "code": 0.02, "chat": 0.04}
    clear = {"document": 0.2, "code": 0.79, "chat": 0.01}
    stays = Inner(odds=lambda prompt: flat)
    assert (await play(stays, scene(ask))).calls == []
    assert len(stays.chosen) == 2
    moves = Inner(answer=lambda p, n: "print('rye')", odds=lambda prompt: flat if prompt == "N/A" else clear)
    assert (await play(moves, scene(ask))).calls[0][1]["kind"] == "code"


async def test_other_languages_than_english_are_declined_in_that_language() -> None:
    inner = Inner()
    played = await play(inner, scene("Schreib einen Blogbeitrag über die Geschichte der Kaffeebohne"))
    assert played.calls == []
    assert "nur Englisch" in played.text
    assert inner.asked == []


async def test_closing_the_stream_closes_the_inner_one() -> None:
    inner = writes(FACTS[0] * 3)
    stream = GuidedModel(inner).stream_scene(scene("Write a story about a fox"), (), TOOLS)
    async for chunk in stream:
        if isinstance(chunk, CallChunk):
            text_began = chunk.args_delta.startswith("The first")
            if text_began:
                break
    await stream.aclose()
    assert inner.closed == len(inner.asked) == 1
