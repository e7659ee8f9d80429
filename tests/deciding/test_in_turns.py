"""What a trained decision does in a turn: the guided path acts on it, a capable model is told of it."""

from pathlib import Path
from typing import Any

from gesso.agent.deciding.decider import Decider
from gesso.agent.deciding.decisions import Decisions
from gesso.agent.deciding.shelf import Shelf
from gesso.model.messages import ModelError, ToolSpec
from gesso.model.scripted import Say, ScriptedModel
from tests.deciding.sound import FakeOdds, adapters, write_folder
from tests.guided.scenes import Inner, block_text, play, scene
from tests.room.test_turns import desk, rule

SPEECH = "my uncle turns 70 on saturday and i have to say something, he likes trains"


async def test_the_guided_path_opens_what_the_adapter_says_and_tells_who_decided(tmp_path: Path) -> None:
    inner = Inner(answer=lambda prompt, number: "Dear friends, my uncle loves trains. We all wish him well today.")
    rules = await play(inner, scene(SPEECH))
    assert rules.calls == []
    odds = FakeOdds(lambda prompt: {"document": 0.97, "chat": 0.03})
    decider = Decider(adapters(tmp_path, open_canvas={}), odds)
    trained = await play(inner, scene(SPEECH), decides=decider)
    assert [name for name, _ in trained.calls] == ["open_canvas"]
    assert "Opening a document: the trained decision, 0.97." in trained.thought


async def test_the_guided_path_edits_the_passage_that_the_adapter_chose(tmp_path: Path) -> None:
    def answer(prompt: str) -> dict[str, float]:
        return {"edit": 0.9, "chat": 0.1} if "do:" in prompt else {"C": 0.95, "none": 0.05}

    seen = scene("the bit where she walks in is so stiff, no?", "mail.md")
    decider = Decider(adapters(tmp_path, edit_or_rewrite={}, pick_passage={}), FakeOdds(answer))
    where = await decider.decide("pick_passage", seen)
    played = await play(Inner(answer=lambda prompt, number: "Thanks!"), seen, decides=decider)
    assert where.layer == "adapter" and "the trained decision, 0.95" in played.thought
    for name, args in played.calls:
        assert name == "edit" and block_text(seen, args["edits"][0]["block"]) == where.answer[0]  # type: ignore[index]  # JSON


async def test_a_failing_adapter_is_said_and_the_rules_go_on(tmp_path: Path) -> None:
    odds = FakeOdds(failure=ModelError("timeout", "It had no odds within 3.0 s."))
    decider = Decider(adapters(tmp_path, open_canvas={}), odds)
    played = await play(
        Inner(answer=lambda p, n: "It rains. It pours."), scene("write a poem about rain"), decides=decider
    )
    assert [name for name, _ in played.calls] == ["open_canvas"]
    assert "Decided by rules: It had no odds within 3.0 s." in played.thought


class Listening(ScriptedModel):
    """Keeps what it was shown and offered."""

    shown: list[str]
    offered: list[str]

    def stream(self, messages: Any, tools: Any = (), **more: Any) -> Any:
        self.shown, self.offered = [m.text for m in messages], [t.name for t in tools]
        return super().stream(messages, tools, **more)


async def test_a_capable_model_is_told_how_the_message_reads_unless_that_is_switched_off(tmp_path: Path) -> None:
    write_folder(tmp_path / "package" / "decisions", {"open_canvas": {}})
    odds: Any = FakeOdds(lambda prompt: {"code": 0.91, "chat": 0.09})
    decisions = Decisions(Shelf(tmp_path / "adapters", tmp_path / "package"), odds)
    model = Listening((rule("", Say(text="Fine.")),))
    async with desk(tmp_path, model, decisions) as d:
        turn = d.turn(await d.say("something that sorts my photos by year"))
        assert turn.outcome == "done" and "Read first: a program to keep is wanted" in turn.thoughts
        assert "0.91" in turn.thoughts and " ms)" in turn.thoughts
        assert "(0.91 sure): a program to keep is wanted" in model.shown[-1]
        assert model.offered[0] == "open_canvas" and len(set(model.offered)) == len(model.offered)
        assert decisions.latency_ms is not None
        decisions.on = False
        quiet = d.turn(await d.say("something that sorts my photos by year"))
        assert quiet.thoughts == "" and "sure)" not in model.shown[-1]


async def test_the_guided_path_asks_first_where_the_person_wants_it_or_an_adapter_says_so(tmp_path: Path) -> None:
    inner = Inner(answer=lambda p, n: "It rains. It pours.")
    asked = await play(inner, scene("Write an essay about rain, but ask me first"))
    assert asked.calls == [] and "Asking first: the person wants to be asked." in asked.thought
    assert asked.text.startswith("Gladly. For whom is it") and "just start" in asked.text
    plain = await play(inner, scene("Write an essay about rain"))
    assert [name for name, _ in plain.calls] == ["open_canvas"]
    decider = Decider(adapters(tmp_path, ask_first={}), FakeOdds(lambda prompt: {"ask": 0.96, "go": 0.04}))
    trained = await play(inner, scene("Write an essay about rain"), decides=decider)
    assert trained.calls == [] and "Asking first: the trained decision, 0.96." in trained.thought


async def test_a_trained_choice_of_tool_searches_on_the_guided_path_and_hints_a_capable_model(tmp_path: Path) -> None:
    odds: Any = FakeOdds(lambda prompt: {"search": 0.94, "chat": 0.06})
    decider = Decider(adapters(tmp_path / "a", choose_tool={}), odds)
    inner = Inner(answer=lambda p, n: "I do not know.")
    ask = scene("who runs the city council of Ghent")
    offered = [ToolSpec(name, "", {}) for name in ("search_web", "open_page", "open_canvas")]
    assert [name for name, _ in (await play(inner, ask, tools=offered, decides=decider)).calls] == ["search_web"]
    assert (await play(inner, ask, tools=offered)).calls == []
    write_folder(tmp_path / "package" / "decisions", {"choose_tool": {}})
    decisions = Decisions(Shelf(tmp_path / "adapters", tmp_path / "package"), odds)
    model = Listening((rule("", Say(text="Fine.")),))
    async with desk(tmp_path, model, decisions) as d:
        turn = d.turn(await d.say("who runs the city council of Ghent"))
        assert "only a search can tell" in turn.thoughts and "search first" in model.shown[-1]
