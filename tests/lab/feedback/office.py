"""An office of simulated users, the product with a tiny trainable decision, and training on what was collected.

What is simulated: the users, their language (templates) and their preferences; a model that writes is scripted. What is
real: rooms, turns, the decision's question and odds, every event, consent, collecting, and KTO.
"""

import random
import zlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import torch

from gesso.agent.deciding.adapters import Adapter, Gate, Manifest, Recipe
from gesso.agent.deciding.decider import Decider, Decision
from gesso.agent.deciding.decisions import Decisions
from gesso.agent.deciding.question import LABELS
from gesso.agent.deciding.shelf import InForce
from gesso.agent.scene import Scene
from gesso.lab.environment.reward import score
from gesso.lab.environment.session import play
from gesso.lab.environment.table import Table, catalogue_of, open_table
from gesso.lab.feedback.collect import Collected, collect
from gesso.lab.feedback.consent import save_consent
from gesso.lab.persona.preferences import Preferences, Register
from gesso.lab.persona.task import SUBJECTS, TEXTS, Task
from gesso.lab.persona.wish import Wish
from gesso.lab.training import kto, loop
from gesso.lab.training.config import Config
from gesso.lab.training.decide import Decision as Row
from gesso.lab.training.decide import answer_logits
from gesso.lab.training.llama import Llama, Lora, Shape, random_llama
from gesso.lab.training.states import States
from gesso.lab.training.tokens import Tokens
from gesso.model.embedded_odds import Odds
from gesso.model.messages import Message, Model, ToolSpec
from gesso.model.scripted import Call, Say, ScriptedModel, Told
from gesso.room.workspace import Person

SHAPE = Shape(layers=3, width=48, heads=4, kv_heads=2, inner=96, vocabulary=512)
CONFIG = Config(
    train="", dev="", method="kto", rank=8, alpha=16.0, first_layer=0, learning_rate=1e-2, epochs=12, rows_per_step=8,
    tokens_per_batch=512, evaluate_every=0, patience=12, dropout=0.0, beta=0.3, seed=1,
)  # fmt: skip
ODD_ONE = 0.1
"""Share of users whose preference is not the one that goes with how they write."""


class Words:
    """A token a word, by its hash: a vocabulary without weights to fetch."""

    def encode(self, text: str) -> list[int]:
        return [1 + zlib.crc32(word.lower().strip(".,?!:“”").encode()) % 510 for word in text.split()]

    def mark(self, text: str) -> int:
        return self.encode(text)[0]


class TinyOdds:
    """The odds of a tiny model. `explores` draws instead of taking the best, as a product does that tries both."""

    adapters: Sequence[str] = ("office",)

    def __init__(self, llama: Llama, explores: random.Random | None = None) -> None:
        self._llama, self._states, self._explores = llama, States(llama), explores

    async def decide(self, prompt: str, marks: Sequence[str], adapter: str | None, *, within_s: float) -> Odds:
        words = Words()
        row = Row(tuple(words.encode(prompt)), tuple(words.mark(mark) for mark in marks), 0, 1.0, "")
        self._states.kept.clear()
        with torch.no_grad():
            logits = answer_logits(self._llama, self._states, [row])[0][list(row.marks)]
        logits[list(marks).index(" code")] = -torch.inf  # nobody in this office asks for code
        shares = logits.softmax(-1).tolist()
        if self._explores is not None:
            drawn = self._explores.choice([" document", " chat"])
            shares = [float(mark == drawn) for mark in marks]
        found = dict(zip(marks, shares, strict=True))
        return Odds(found, 1.0, max(found, key=lambda mark: found[mark]), len(row.prompt), 0, 0.0)


class Office(Decisions):
    """The product's `Decider` with one adapter for opening a canvas; everything else by the rules."""

    def __init__(self, odds: TinyOdds) -> None:
        self.on = True
        recipe = Recipe(labels=LABELS["open_canvas"], threshold=0.0, mass=0.0)
        sums = dict.fromkeys(
            ("base_sha256", "data_sha256", "config_sha256", "code_sha256", "adapter_sha256", "question_sha256"),
            "0" * 64,
        )
        manifest = Manifest(
            name="office", version="1", behaviors={"open_canvas": recipe}, gate=Gate(passed=True), **cast(Any, sums)
        )
        self._office = Decider({"open_canvas": Adapter(Path(), manifest)}, odds)

    async def decide(self, behavior: str, scene: Scene, inner: Model | None = None) -> Decision:
        return await self._office.decide(behavior, scene, inner)

    def trained(self, behavior: str) -> bool:
        return behavior == "open_canvas"

    async def refresh(self) -> InForce:
        return InForce(self._office.adapters)


def writer() -> ScriptedModel:
    """A capable model that can write about anything, and goes by the hint of the trained decision (`hint_of`)."""

    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Sequence[Told]:
        if messages[-1].role == "tool":
            return [Say(text="Here it is.")]
        asked = " ".join(message.text for message in messages)
        subject = next((each for each in SUBJECTS if each in asked), "it")
        text = f"There is much to say about {subject}. It takes some patience and a good place to begin."
        if "open a canvas for it" in asked:
            return [Call(name="open_canvas", args={"kind": "document", "title": subject, "text": text})]
        return [Say(text=text)]

    return ScriptedModel(tell)


def users(seed: int, count: int) -> list[Task]:
    """People who want a short text: those who write tersely want it in the chat, the polite ones on a page, mostly."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        register: Register = chance.choice(("terse", "polite"))
        usual = chance.random() >= ODD_ONE
        place: Any = "chat" if (register == "terse") == usual else "canvas"
        likes = Preferences(place=place, register=register, patience=0, tweaks=0.2, rates=0.7)
        wish = Wish("write", find=chance.choice(TEXTS), words=chance.choice(SUBJECTS))
        made.append(Task(seed * 10_000 + number, (wish,), preferences=likes))
    return made


def tiny() -> Llama:
    torch.set_num_threads(1)  # a second one would only wait: these are tiny
    llama = random_llama(SHAPE, seed=5)
    llama.adapt(Lora(CONFIG.rank, CONFIG.alpha, CONFIG.first_layer, CONFIG.dropout), CONFIG.seed)
    return llama


@asynccontextmanager
async def product(odds: TinyOdds) -> AsyncGenerator[Table, None]:
    async with open_table(catalogue_of(writer()), "scripted", Office(odds)) as table:
        yield table


async def feedback_of(tasks: Sequence[Task], seed: int) -> Collected:
    """What is collected when these users have worked with a product that tries both."""
    async with product(TinyOdds(tiny(), random.Random(seed))) as table:
        await table.db.write(lambda rows: save_consent(rows, True, "user_admin", table.clock()))
        for number, task in enumerate(tasks):
            await play(table, task, Person(f"user_{number}", f"Person {number}"))
        later = table.clock() + timedelta(minutes=11)
        return await table.db.read(lambda rows: collect(rows, later, "salt"))


async def rewards(tasks: Sequence[Task], llama: Llama) -> list[float]:
    """How well these users are served by the product with that model's decisions."""
    async with product(TinyOdds(llama)) as table:
        return [score(await play(table, task, Person("user_held", "Held out"))).total for task in tasks]


def trained(rows: Sequence[Mapping[str, Any]], out: Path) -> Llama:
    """A tiny model trained on rows of `decisions-kto`. The recipe was chosen with users of a third seed.

    So few rows are not parted again: a fifth of them chose the step by seven verdicts, which was worse (.78 for .86).
    """
    llama = tiny()
    lesson = kto.lesson(llama, cast(Tokens, Words()), CONFIG, rows, rows)
    loop.train(llama, lesson, CONFIG, out, lambda _: None)
    return llama


def shuffled(rows: Sequence[Mapping[str, Any]], seed: int) -> list[Mapping[str, Any]]:
    """The same rows with their verdicts dealt out anew."""
    labels = [row["label"] for row in rows]
    random.Random(seed).shuffle(labels)
    return [{**row, "label": label} for row, label in zip(rows, labels, strict=True)]
