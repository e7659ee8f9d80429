"""Success is what happened: "Done!" without the tool is a failure, and so is a search that was only claimed."""

from pathlib import Path

import pytest

from gesso.tasks.task import Output
from tests.tasks.desk import calls, ends, says, task_desk


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Done!", "failed"),
        ("All done, the report is saved.", "failed"),
        ("Erledigt.", "failed"),
        ("I searched the web and found three articles about the sea.", "failed"),
        ("I've sent you an e-mail with everything.", "failed"),
        ("Nothing new.", "nothing_new"),
        ("There is nothing new today.", "nothing_new"),
        ("Nichts Neues.", "nothing_new"),
        ("Good morning, Anna.", "done"),
        ("Done is better than perfect, as they say; here are three ideas for today.", "done"),
        ("Nothing new under the sun, said the preacher, and then he went for a long walk by the sea.", "done"),
    ],
)
async def test_words_alone(tmp_path: Path, words: str, state: str) -> None:
    async with task_desk(tmp_path, says(words)) as d:
        task = await d.task("Tell me about the sea.")
        ended = await d.performing.perform(task, d.run(task))
        assert ended.state == state, ended
        room = await d.workspace.room(task.room)
        assert [each for each, _ in ends(room)] == [state]


@pytest.mark.parametrize("kind", ["document", "append", "suggest"])
async def test_said_to_be_done_without_doing_it(tmp_path: Path, kind: str) -> None:
    async with task_desk(tmp_path, says("Done! I updated the document.")) as d:
        room = await d.room()
        canvas = await d.canvas(room, "# Report\n\nSales rose.\n")
        output = Output.model_validate({"kind": kind, "canvas": None if kind == "document" else canvas.id})
        task = await d.task("Keep it up.", room=room, output=output)
        ended = await d.performing.perform(task, d.run(task))
        assert ended.state == "failed" and not ended.passing
        assert any(not check["ok"] and check["why"] for check in ended.checks)
        assert canvas.text == "# Report\n\nSales rose.\n"


async def test_a_tool_that_must_run_did_not_or_failed(tmp_path: Path) -> None:
    bad = calls("read_canvas", {"canvas": "canvas_none"}, "The canvas says that sales rose.")
    async with task_desk(tmp_path, bad) as d:
        task = await d.task("Read it.", requires=("read_canvas",))
        failed = await d.performing.perform(task, d.run(task))
        assert failed.state == "failed" and "read_canvas” failed" in failed.reason
    async with task_desk(tmp_path, says("Sales rose.")) as d:
        task = await d.task("Read it.", requires=("read_canvas",))
        unused = await d.performing.perform(task, d.run(task))
        assert unused.state == "failed" and "was not used" in unused.reason


async def test_the_same_poem_again_is_no_new_poem(tmp_path: Path) -> None:
    poem = calls("open_canvas", {"title": "Sea", "text": "Grey waves\nroll.\n"})
    async with task_desk(tmp_path, poem) as d:
        task = await d.task("Write a poem.", output=Output(kind="document"))
        assert (await d.performing.perform(task, d.run(task, 0))).state == "done"
        again = await d.performing.perform(task, d.run(task, 1))
        assert again.state == "failed" and "word for word" in again.reason


async def test_an_empty_document_is_none(tmp_path: Path) -> None:
    async with task_desk(tmp_path, calls("open_canvas", {"title": "Sea", "text": "  \n"})) as d:
        task = await d.task("Write a poem.", output=Output(kind="document"))
        assert (await d.performing.perform(task, d.run(task))).state == "failed"


async def test_links_are_only_vouched_for_where_they_were_read(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("See https://example.org/made-up today.")) as d:
        task = await d.task("Give me a link.")
        ended = await d.performing.perform(task, d.run(task))
        [links] = [check for check in ended.checks if check["what"] == "links"]
        assert links["ok"] and "not checked" in links["why"] and "made-up" in links["why"]
