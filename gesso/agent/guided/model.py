"""The guided path: a small model made to act like one that can use tools.

`GuidedModel` wraps a model that cannot. Code decides what to do (rules first, a constrained question where they are
unsure), the inner model writes only new words, and what comes out are the same chunks a capable model would send.
Every decision is said in a ThoughtChunk with its reason. Keeps no state between calls: the same scene and seed give
the same chunks. One stream at a time is read by one consumer; closing it stops the inner model.
"""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from gesso.agent.deciding.decider import Decider, Decision
from gesso.agent.deciding.decisions import Decides
from gesso.agent.deciding.rules import selected_leaves
from gesso.agent.deciding.wording import AS_TEXT
from gesso.agent.guided.apps import open_ready
from gesso.agent.guided.asking_files import answer_from_files
from gesso.agent.guided.calls import whole_call
from gesso.agent.guided.carrying_out import CARRIES_OUT, carry_out
from gesso.agent.guided.changing import decide_doing
from gesso.agent.guided.charting import ask_data
from gesso.agent.guided.chatting import answer_in_chat, closing_words
from gesso.agent.guided.chores import carry_chore, chore_of
from gesso.agent.guided.commenting import CHANGING, OPINION, arguments_of, find_remarks, remarks_on, told
from gesso.agent.guided.decision import DoingDecision, OpeningDecision
from gesso.agent.guided.doubt import OWN_WORD, ask_what, question_first
from gesso.agent.guided.editing import Editor
from gesso.agent.guided.facts import verify, with_topic
from gesso.agent.guided.handing_over import hand_over
from gesso.agent.guided.languages import ENGLISH_ONLY, language_of
from gesso.agent.guided.lenses import look_through
from gesso.agent.guided.mending import mend_chunks, mended_words, wrong_in
from gesso.agent.guided.opening import decide_opening
from gesso.agent.guided.own_tools import use_own
from gesso.agent.guided.pairing import answers_in_words, explained, point_at, pointed
from gesso.agent.guided.picking import Pick
from gesso.agent.guided.researching import SEARCHES, research
from gesso.agent.guided.running import run_chunks
from gesso.agent.guided.shortcutting import work_on
from gesso.agent.guided.showing import Shown, show, told_of, wants_widget
from gesso.agent.guided.turning import turn
from gesso.agent.guided.writing import Writer
from gesso.agent.scene import CanvasScene, Scene
from gesso.agent.shortcuts import Goal
from gesso.model.messages import (
    CallChunk,
    Chunk,
    Constraint,
    EndChunk,
    Message,
    Model,
    TextChunk,
    ThoughtChunk,
    ToolSpec,
)

DEFAULT_SEED = 7


class GuidedModel:
    """A `Model` for the one agent loop, which calls `stream_scene` instead of `stream`."""

    guided = True

    def __init__(
        self, inner: Model, *, seed: int = DEFAULT_SEED, decides: Decides | None = None, id: str | None = None
    ) -> None:
        self.inner = inner
        self._seed = seed
        self._decides = decides if decides is not None else Decider()
        self.id = id or inner.id
        self.name = inner.name
        self.context_tokens = inner.context_tokens

    def stream(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec] = (),
        *,
        constraint: Constraint | None = None,
        max_tokens: int | None = None,
        temperature: float | None = None,
        seed: int | None = None,
        stop: Sequence[str] = (),
    ) -> AsyncGenerator[Chunk, None]:
        """The inner model as it is, for callers that have no scene (titles, the lab)."""
        return self.inner.stream(
            messages, tools, constraint=constraint, max_tokens=max_tokens, temperature=temperature, seed=seed, stop=stop
        )

    async def choose(self, messages: Sequence[Message], labels: Sequence[str]) -> dict[str, float]:
        return await self.inner.choose(messages, labels)

    async def stream_scene(
        self, scene: Scene, messages: Sequence[Message] = (), tools: Sequence[ToolSpec] = ()
    ) -> AsyncGenerator[Chunk, None]:
        """The next step of a turn. `messages` are this turn's own calls and results so far; `tools` what may be called.

        Ends with an EndChunk: "calls" when a tool was called, else "stop". Raises ModelError from the inner model.
        """
        offered = {tool.name for tool in tools}
        active = scene.active
        if (known := await self._known(scene, messages, offered)) is not None:
            for chunk in known:
                yield chunk
            return
        scene = with_topic(scene)
        if messages and messages[-1].role == "tool":
            if active is not None and active.cut_off and "edit" in offered:
                async with aclosing(self._resume(scene, active)) as chunks:
                    async for chunk in chunks:
                        yield chunk
                return
            yield TextChunk(pointed(messages) if _only_points(scene) else closing_words(messages))
            if active is not None and active.pairing == "explain" and (why := explained(messages)):
                yield TextChunk(why)
            elif wrong_in(scene.ask) is not None:
                yield TextChunk(mended_words(messages))
            yield EndChunk("stop")
            return
        wrong = wrong_in(scene.ask) if active is not None else None
        if (
            active is not None
            and _only_points(scene)
            and (wrong is not None or not answers_in_words(scene.ask, active))
        ):
            pointing = list(point_at(active, scene.ask, wrong, offered))
            for chunk in pointing:
                yield chunk
            yield EndChunk("calls" if any(isinstance(chunk, CallChunk) for chunk in pointing) else "stop")
            return
        if active is not None and wrong is not None and "edit" in offered:
            steps = mend_chunks(active, wrong)
        elif scene.run is not None and scene.run.output != "suggest":
            steps = run_chunks(self.inner, scene, scene.run)
        elif (chore := chore_of(scene, offered)) is not None:
            steps = carry_chore(chore)
        elif active is not None and scene.goal is not None and offered:
            steps = self._by_shortcut(active, scene.goal, offered)
        elif active is not None and active.cut_off and "edit" in offered and _asks_to_go_on(scene):
            steps = self._resume(scene, active)
        elif active is not None and offered:
            steps = self._with_canvas(scene, active, offered)
        elif "open_canvas" in offered:
            steps = self._without_canvas(scene)
        else:
            steps = answer_in_chat(self.inner, scene, self._seed)
        called = False
        async with aclosing(steps) as chunks:
            async for chunk in chunks:
                called = called or isinstance(chunk, CallChunk)
                if not isinstance(chunk, EndChunk):
                    yield chunk
        yield EndChunk("calls" if called else "stop")

    async def _known(self, scene: Scene, messages: Sequence[Message], offered: set[str]) -> Iterable[Chunk] | None:
        """What code alone has to say, the first of these in order; None where the model is needed."""
        if (own := use_own(scene, messages, offered)) is not None:
            return own
        if (checked := verify(scene, messages, offered)) is not None:
            return checked
        if (told := told_of(scene, messages)) is not None:
            return told
        if (seen := look_through(scene, messages, offered)) is not None:
            return seen
        if not messages and (shown := await self._shown(scene, offered)) is not None:
            return show(shown)
        scene = with_topic(scene)
        if (quoted := answer_from_files(scene, messages, offered)) is not None:
            return quoted
        if (turned := turn(scene, messages, offered)) is not None:
            return turned
        if (opened := open_ready(scene, messages, offered)) is not None:
            return opened
        if not messages and (handed := hand_over(scene, offered)) is not None:
            return handed
        searches = not messages and await self._searches(scene, offered)
        if (found := research(scene, messages, offered, searches)) is not None:
            return found
        return ask_data(scene, messages, offered)

    async def _searches(self, scene: Scene, offered: set[str]) -> bool:
        """Whether a trained `choose_tool` puts a search first, where nothing is open that the message could be about.

        The rules of a search are its own (`wants_search`); what plain words say here is right 6 times in 7 only.
        """
        if scene.active is not None or scene.run is not None or not offered >= SEARCHES:
            return False
        decided = await self._decides.decide("choose_tool", scene, self.inner)
        return decided.layer == "adapter" and decided.answer == "search"

    async def _shown(self, scene: Scene, offered: set[str]) -> Shown | None:
        """The widget that answers the message, where one can be filled and it is not rather an app."""
        if "show_widget" not in offered or (shown := wants_widget(scene)) is None:
            return None
        decided = await self._decides.decide("widget_or_app", scene, self.inner)
        return None if decided.answer == "app" or decided.why == AS_TEXT else shown

    async def _without_canvas(self, scene: Scene) -> AsyncGenerator[Chunk, None]:
        decided = await self._decides.decide("open_canvas", scene, self.inner)
        decision = decided.found
        assert isinstance(decision, OpeningDecision)
        for chunk in _not_heard(decided):
            yield chunk
        if decision.label == "document" and (language := language_of(scene.ask)) in ENGLISH_ONLY:
            yield ThoughtChunk(f"Not opening a document, although {decision.why}: I can only write English.")
            yield TextChunk(ENGLISH_ONLY[language])
            return
        if decision.label == "chat":
            yield ThoughtChunk(f"Answering in chat: {decision.why}.")
            async with aclosing(answer_in_chat(self.inner, scene, self._seed)) as chunks:
                async for chunk in chunks:
                    yield chunk
            return
        first = await self._decides.decide("ask_first", scene, self.inner)
        if first.answer == "ask" and (first.layer == "adapter" or first.why in OWN_WORD):
            yield ThoughtChunk(f"Asking first: {first.why}.")
            yield TextChunk(question_first(first.why))
            return
        yield ThoughtChunk(f"Opening {'code' if decision.label == 'code' else 'a document'}: {decision.why}.")
        # A clause as short as "poem." says too little; the whole message then says what to write.
        request = decision.request if len(decision.request.split()) > 3 else scene.ask
        async with aclosing(Writer(self.inner, self._seed).open(decision.label, request, scene.ask)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def _with_canvas(self, scene: Scene, active: CanvasScene, offered: set[str]) -> AsyncGenerator[Chunk, None]:
        if "edit" in offered and CARRIES_OUT.search(scene.ask):
            for chunk in carry_out(active):
                yield chunk
            return
        selected = selected_leaves(active)
        decided = await self._decides.decide("edit_or_rewrite", scene, self.inner)
        for chunk in _not_heard(decided):
            yield chunk
        decision = await self._with_passage(scene, decided)
        if decision.label == "ask":
            yield ThoughtChunk(f"Asking first: {decision.why}.")
            yield TextChunk(decision.question or ask_what(active, selected, scene.ask))
        elif decision.label == "undo":
            yield ThoughtChunk(f"Taking back my last change: {decision.why}.")
            if "undo" in offered:
                for piece in whole_call("undo", {}):
                    yield piece
            else:
                yield TextChunk("Press Undo at my last change: it takes back that change alone, exactly.")
        elif decision.label == "comment" or (offered.isdisjoint(CHANGING) and OPINION.search(scene.ask)):
            remarks = remarks_on(active, scene.ask, selected)
            yield ThoughtChunk(f"Commenting: {decision.why}.")
            if remarks and "comment" in offered:
                for piece in whole_call("comment", arguments_of(remarks)):
                    yield piece
            else:
                yield TextChunk(told(remarks))
        elif decision.label == "chat":
            yield ThoughtChunk(f"Answering in chat: {decision.why}.")
            async with aclosing(answer_in_chat(self.inner, scene, self._seed)) as chunks:
                async for chunk in chunks:
                    yield chunk
        elif decision.label == "new" and "open_canvas" in offered:
            opening = decide_opening(decision.request)
            label = opening.label if opening.label != "chat" else "document"
            yield ThoughtChunk(f"Writing it: {decision.why}.")
            into = active.id if not active.text.strip() and active.kind == label and "rewrite" in offered else None
            writer = Writer(self.inner, self._seed)
            async with aclosing(writer.open(label, opening.request or decision.request, scene.ask, into)) as chunks:
                async for chunk in chunks:
                    yield chunk
        else:
            editor = Editor(self.inner, self._seed, active, selected, frozenset(offered))
            async with aclosing(editor.act(decision, scene)) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def _with_passage(self, scene: Scene, decided: Decision) -> DoingDecision:
        """What to do, with the passage where it was learned to choose one. Else the rules find it as they go."""
        doing = decided.found
        assert isinstance(doing, DoingDecision)
        if doing.label not in ("edit", "delete") or doing.pick is not None:
            return doing
        where = await self._decides.decide("pick_passage", scene, self.inner)
        chosen = where.found if where.layer in ("adapter", "ranker") or decided.layer == "adapter" else None
        return replace(doing, pick=chosen) if isinstance(chosen, Pick) else doing

    async def _by_shortcut(self, active: CanvasScene, goal: Goal, offered: set[str]) -> AsyncGenerator[Chunk, None]:
        if goal.shortcut.check == "remarks":
            settled = [*(quote for quote, _ in active.dismissed), *(note.quote for note in active.notes)]
            chosen = active.selection if goal.before.selected else None
            within = (chosen.start, chosen.end) if chosen is not None else None
            remarks = find_remarks(active.text, active.kind, active.language, settled, within)
            yield ThoughtChunk(f"By checks, without asking the model: {goal.shortcut.said(goal.option)}.")
            if not remarks or "comment" not in offered:
                yield TextChunk(told(remarks))
                return
            for chunk in whole_call("comment", {"canvas": active.id, **arguments_of(remarks)}):
                yield chunk
            return
        done = work_on(goal)
        name = "edit" if goal.before.selected else "rewrite"
        if done.text is None or name not in offered:
            yield ThoughtChunk(f"Not done: {goal.shortcut.said(goal.option)}.")
            yield TextChunk(done.why if done.text is None else "I may not change this canvas.")
            return
        yield ThoughtChunk(f"By rules, without asking the model: {goal.shortcut.said(goal.option)}.")
        new: dict[str, Any] = {"edits": [{"selection": True, "text": done.text}]}
        for chunk in whole_call(name, new if goal.before.selected else {"canvas": active.id, "text": done.text}):
            yield chunk

    async def _resume(self, scene: Scene, active: CanvasScene) -> AsyncGenerator[Chunk, None]:
        yield ThoughtChunk(f"Going on with “{active.title}” where it broke off.")
        async with aclosing(Writer(self.inner, self._seed).resume(scene, active)) as chunks:
            async for chunk in chunks:
                yield chunk
        yield EndChunk("calls")


def _not_heard(decided: Decision) -> list[Chunk]:
    """Says so where a trained adapter was to decide and did not."""
    return [ThoughtChunk(f"Decided by rules: {decided.unheard.rstrip('.')}.\n")] if decided.unheard else []


def _only_points(scene: Scene) -> bool:
    return scene.active is not None and scene.active.pairing == "point" and scene.run is None


def _asks_to_go_on(scene: Scene) -> bool:
    if scene.active is None:
        return False
    return decide_opening(scene.ask).label != "chat" or decide_doing(scene.ask, scene.active.snapshot).label == "insert"
