"""A model asked with a prompt, constrained to the labels or free to say anything.

Constrained, the odds of the labels are read and the likeliest is taken. Free, the model writes and the first word that
is a label counts; anything else is wrong, so that the score does not hide that the model did not follow. A model that
cannot be constrained (one of a provider) is always asked freely. `best_prompt` chooses one of the three prompts on dev.
"""

import hashlib
import re
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing

from gesso.behaviors.behavior import Answer, Behavior, Case
from gesso.lab.baselines.bayes import rows_hash
from gesso.lab.baselines.questions import PROMPTS, Asked, few_shot, zero_shot
from gesso.lab.bench import Bench
from gesso.lab.candidate import Reply, best_of
from gesso.lab.rows import SeedRow, load_seeds
from gesso.lab.runner import Job, Watch, run_quietly
from gesso.lab.situation import scene_of
from gesso.model.messages import Message, Model, TextChunk, UsageChunk

FREE_TOKENS = 12
CHOSEN_ON = 100
WRITTEN_TOKENS = 120
LONGEST_DOCUMENT = 6_000
WRITTEN = ("title", "starter_prompts", "schedule", "thought_summary")
INSTANTS_ONLY = (
    "Answer with a line for each task, the next three instants in UTC such as 2026-11-30T18:00Z parted by spaces; with "
    "the one word ask where something is unclear, or none where nothing is to happen at a time."
)
NO_LABEL = "(no label)"
_WORD = re.compile(r"\w+")

Ask = Callable[[Case], Asked]


class PromptedCandidate:
    """`model` asked by `ask`. `free`: without a constraint."""

    def __init__(self, name: str, identity: str, model: Model, ask: Ask, *, free: bool, seed: int = 0) -> None:
        self.name, self._model, self._ask = name, model, ask
        self._free, self._seed = free or not model.guided, seed
        self.at_once = 1 if model.guided else 4
        self.identity = f"prompted 1 {model.id} {model.name} {'free' if self._free else 'constrained'} {identity}"

    async def answer(self, case: Case) -> Reply:
        asked = self._ask(case)
        began = time.perf_counter()
        if self._free:
            said, tokens = await say(self._model, asked.messages, FREE_TOKENS, self._seed)
            took_ms = (time.perf_counter() - began) * 1000
            return Reply(answer_of(case, label_in(said, asked.labels)), {}, "model", took_ms, tokens)
        scores = await self._model.choose(asked.messages, asked.labels)
        took_ms = (time.perf_counter() - began) * 1000
        _, tokens = await say(self._model, asked.messages, 1, self._seed)  # only to be told how long the prompt was
        return Reply(answer_of(case, best_of(scores, asked.labels)), scores, "model", took_ms, tokens)


async def say(model: Model, messages: Sequence[Message], most: int, seed: int) -> tuple[str, int]:
    """What the model writes, greedily, and how many tokens the prompt had. Raises ModelError."""
    said, tokens = "", 0
    async with aclosing(model.stream(messages, max_tokens=most, temperature=0.0, seed=seed)) as chunks:
        async for chunk in chunks:
            if isinstance(chunk, TextChunk):
                said += chunk.text
            elif isinstance(chunk, UsageChunk):
                tokens = chunk.input_tokens
    return said, tokens


def label_in(said: str, labels: Sequence[str]) -> str:
    """The first word that was said, where it is a label; else no label at all."""
    first = _WORD.search(said.lower())
    by_word = {label.lower(): label for label in labels}
    return by_word.get(first[0], NO_LABEL) if first else NO_LABEL


def answer_of(case: Case, label: str) -> Answer:
    """The label as an answer: for passages the text of the block that it numbers."""
    active = scene_of(case).active
    if active is None or not isinstance(case.target, tuple):
        return label
    block = active.snapshot.block(int(label)) if label.isdecimal() else None
    return [block.text] if block is not None else []


def prompted(
    behavior: Behavior, model: Model, shots: str, prompt: int, *, free: bool, seed: int, name: str
) -> PromptedCandidate:
    """The candidate of one prompt; `shots` is zero or few. Raises LabError for a behaviour that has no labels."""
    rows: list[SeedRow] = load_seeds(behavior.name) if shots == "few" else []

    def ask(case: Case) -> Asked:
        if shots == "few":
            return few_shot(behavior, prompt, scene_of(case), rows, seed)
        return zero_shot(behavior, prompt, scene_of(case))

    return PromptedCandidate(name, _identity(behavior, rows, shots, prompt, seed), model, ask, free=free, seed=seed)


def _identity(behavior: Behavior, rows: Sequence[SeedRow], shots: str, prompt: int, seed: int) -> str:
    """What decides besides the model: this program text, the rules that are sent, and the examples."""
    from gesso.lab.rule import code_hash

    told = f"{shots} {prompt} {seed} {behavior.name} {behavior.prompt} {rows_hash(rows)}"
    code = f"{code_hash('gesso.lab.baselines')} {code_hash('gesso.agent.deciding')}"
    return hashlib.sha256(f"{told} {code}".encode()).hexdigest()[:24]


class WritingCandidate:
    """A model that writes its answer: a title, three prompts, the instants of a schedule.

    It is sent the behaviour's prompt as a system message, then what was said, and the time where the case has one.
    """

    def __init__(self, name: str, behavior: Behavior, model: Model, seed: int) -> None:
        self.name, self._behavior, self._model, self._seed = name, behavior, model, seed
        self.at_once = 1 if model.guided else 4
        self.identity = f"writing 1 {model.id} {model.name} {behavior.name} {behavior.prompt} {seed}"

    async def answer(self, case: Case) -> Reply:
        began = time.perf_counter()
        said, tokens = await say(self._model, self._messages(case), WRITTEN_TOKENS, self._seed)
        took_ms = (time.perf_counter() - began) * 1000
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        answer: Answer = (
            lines if self._behavior.name not in ("title", "thought_summary") else (lines[0] if lines else "")
        )
        if self._behavior.name == "schedule" and len(lines) == 1 and lines[0].lower().rstrip(".") in ("ask", "none"):
            answer = lines[0].lower().rstrip(".")
        return Reply(answer, {}, "model", took_ms, tokens)

    def _messages(self, case: Case) -> list[Message]:
        told = self._behavior.prompt
        if case.input.now:
            told += f"\n\nIt is {case.input.now} in {case.input.zone}. {INSTANTS_ONLY}"
        scene = scene_of(case)
        if scene.active is not None:
            told += f"\n\nThe open document:\n{scene.active.text[:LONGEST_DOCUMENT]}"
        return [Message("system", told), *scene.chat, Message("user", scene.ask)]


async def best_prompt(
    behavior: Behavior, bench: Bench, shots: str, *, free: bool, seed: int, watch: Watch | None = None
) -> PromptedCandidate:
    """The best of the three prompts on at most CHOSEN_ON of the dev cases; test is never looked at."""
    model = (await bench.catalogue()).embedded
    dev = [case for case in behavior.cases if case.split == "dev"]
    chosen = dev[:: max(1, -(-len(dev) // CHOSEN_ON))]
    name = f"{shots}-shot{'-free' if free else ''}"
    found: list[tuple[float, PromptedCandidate]] = []
    for prompt in PROMPTS:
        candidate = prompted(behavior, model, shots, prompt, free=free, seed=seed, name=name)
        episodes = await run_quietly(Job(behavior, chosen, candidate, seed), bench.folder / "cache", watch)
        found.append((sum(episode.value for episode in episodes), candidate))
        print(f"  {name} prompt {prompt}: {found[-1][0]:.0f} of {len(episodes)} right on dev")
    best = max(range(len(found)), key=lambda i: (found[i][0], -i))
    print(f"  {name}: prompt {PROMPTS[best]} is taken")
    return found[best][1]
