"""The task that everybody tries first: news, searched for and told with sources, every weekday, without a model."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from gesso.model.messages import Message, ToolSpec
from gesso.model.scripted import Call, Say, Told
from gesso.settings import Search
from gesso.sources.library import NOT_SET_UP
from gesso.tasks.task import Output
from tests.sources.web import Web, web
from tests.tasks.desk import ANNA, Teller, calls, says, task_desk

ASK = "every weekday at 7 pm search for the latest AI news and summarise it with sources"
NO_WORDS = says("A model must not be asked for news.")


def search_in(made: Web) -> Search:
    return Search(feeds=(made.url("/feed"),), private_addresses=True)


def three_stories(made: Web) -> None:
    made.story(
        "/chips", "New AI chip halves the power of training",
        "A laboratory in Delft showed an AI chip on Friday that trains models with 48% less power.",
        "It is to be sold from March 2027, the laboratory said.",
    )  # fmt: skip
    made.story(
        "/law",
        "Parliament passes law on artificial intelligence",
        "The parliament passed a law on artificial intelligence by 311 votes to 205.",
        "Makers of large models must publish what they were trained on.",
    )
    made.story("/cats", "Cat show in Bremen draws thousands", "Thousands of people came to the cat show in Bremen.")
    made.feed("/feed", [
        ("New AI chip halves the power of training", "/chips", "Less power for AI."),
        ("Parliament passes law on artificial intelligence", "/law", "A law."),
        ("Cat show in Bremen draws thousands", "/cats", "Cats."),
    ])  # fmt: skip


async def test_news_every_weekday_with_sources_and_nothing_twice(tmp_path: Path) -> None:
    async with web() as made, task_desk(tmp_path, NO_WORDS, guided=True, search=search_in(made)) as d:
        three_stories(made)
        room = await d.room()
        turn = await d.say(room, ASK)
        assert turn.text.startswith("I made the task “Search for the latest AI news and summarise it with sources”")
        [task] = await d.tasks.of(ANNA.id)
        assert task.settings.requires == ("search_web",) and "Settings" not in turn.text

        first = await d.performing.perform(task, d.run(task))
        assert first.state == "done", first
        assert (
            "> A laboratory in Delft showed an AI chip on Friday that trains models with 48% less power. ["
            in first.output
        )
        assert "by 311 votes to 205. [" in first.output and "cat show" not in first.output.lower()
        assert made.url("/chips") in first.output and made.url("/law") in first.output
        assert "newsletter" not in first.output and "rights reserved" not in first.output
        checks = {check["what"]: check for check in first.checks}
        assert checks["tool search_web"]["ok"] and checks["sources"]["why"] == "2 of 2 pages that were opened are named"

        assert checks["quotes"]["why"] == "4 found word for word in what was read"

        again = await d.performing.perform(task, d.run(task, 3))
        assert (again.state, again.reason) == ("nothing_new", "nothing new since last time")

        made.story(
            "/robot", "AI robot learns to fold shirts", "An AI robot in Osaka learned to fold 200 shirts an hour."
        )
        made.feed("/more", [])
        made.feed(
            "/feed", [("AI robot learns to fold shirts", "/robot", ""), ("New AI chip halves the power", "/chips", "")]
        )
        third = await d.performing.perform(task, d.run(task, 4))
        assert third.state == "done" and "200 shirts an hour" in third.output and "Delft" not in third.output
        assert not d.model.asked


async def test_the_result_goes_into_a_document_or_an_entry(tmp_path: Path) -> None:
    async with web() as made, task_desk(tmp_path, NO_WORDS, guided=True, search=search_in(made)) as d:
        three_stories(made)
        wants = {"requires": ("search_web",)}
        task = await d.task("Search for the latest AI news with sources.", output=Output(kind="document"), **wants)
        ended = await d.performing.perform(task, d.run(task))
        assert ended.state == "done" and ended.canvas is not None, ended
        text = (await d.workspace.canvas(ended.canvas)).text
        assert "311 votes" in text and "**Sources**" in text and made.url("/law") in text
        log = await d.task("Search for the latest AI news with sources.", output=Output(kind="append"), **wants)
        for day in range(2):
            ended = await d.performing.perform(log, d.run(log, day))
            assert ended.state == ("done" if day == 0 else "nothing_new"), ended


async def test_a_search_that_finds_nothing_or_cannot_read_is_no_success(tmp_path: Path) -> None:
    async with web() as made, task_desk(tmp_path, NO_WORDS, guided=True, search=search_in(made)) as d:
        made.feed("/feed", [("AI in the dark", "/missing", "")])
        task = await d.task("Summarise the latest AI news.", requires=("search_web",))
        ended = await d.performing.perform(task, d.run(task))
        assert ended.state == "failed" and "No page was opened" in ended.reason
        made.answers.clear()
        d.clock.now = d.clock.now.replace(hour=23)
        ended = await d.performing.perform(task, d.run(task, 1))
        assert ended.state == "failed" and "None of the 1 news feeds could be read" in ended.output


async def test_without_anything_to_search_it_is_said_when_the_task_is_made_and_when_it_runs(tmp_path: Path) -> None:
    async with task_desk(tmp_path, NO_WORDS, guided=True, search=Search(feeds=())) as d:
        turn = await d.say(await d.room(), ASK)
        assert NOT_SET_UP in turn.text
        [task] = await d.tasks.of(ANNA.id)
        ended = await d.performing.perform(task, d.run(task))
        assert (ended.state, ended.reason) == ("failed", NOT_SET_UP)


async def test_a_model_that_searches_but_names_nothing_fails(tmp_path: Path) -> None:
    async with web() as made:
        search = search_in(made)
        three_stories(made)
        async with task_desk(tmp_path, calls("search_web", {"query": "AI"}, "AI is doing well."), search=search) as d:
            task = await d.task("Summarise the latest AI news.", requires=("search_web",))
            ended = await d.performing.perform(task, d.run(task))
            assert ended.state == "failed" and "no page was opened, so nothing was read" in ended.reason.lower()


async def test_a_model_that_quotes_what_no_page_says_fails(tmp_path: Path) -> None:
    async with web() as made:
        three_stories(made)
        url = made.url("/law")
        said = "It passed “by 311 votes to {}” [1].\n\n1. <" + url + ">"

        def tell(votes: int) -> Teller:
            def answer(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
                told = [message.call_name for message in messages if message.role == "tool"]
                if "open_page" in told:
                    return [Say(text=said.format(votes))]
                return (
                    [Call(name="open_page", args={"url": url})]
                    if told
                    else [Call(name="search_web", args={"query": "artificial intelligence"})]
                )

            return answer

        for votes, state in ((205, "done"), (206, "failed")):
            async with task_desk(tmp_path / state, tell(votes), search=search_in(made)) as d:
                task = await d.task("Summarise the latest AI news.", requires=("search_web",))
                ended = await d.performing.perform(task, d.run(task))
                assert ended.state == state, ended
                assert state == "done" or "quotes what no page says: “by 311 votes to 206”" in ended.reason


async def test_asked_in_a_conversation_it_searches_at_once(tmp_path: Path) -> None:
    async with web() as made, task_desk(tmp_path, NO_WORDS, guided=True, search=search_in(made)) as d:
        three_stories(made)
        room = await d.room()
        turn = await d.say(room, "Search the web for the law on artificial intelligence and summarise it with sources")
        assert "311 votes" in turn.text and f"](<{made.url('/law')}>)" in turn.text
        assert [call.name for step in turn.steps for call in step.calls][:2] == ["search_web", "open_page"]
        for ask in ("Search and replace cat by dog", "Write a blog post about the latest AI news", "What is a haiku?"):
            other = await d.say(room, ask)
            assert "search_web" not in [call.name for step in other.steps for call in step.calls], ask
