"""The teachers: the grammar alone, which needs no model, and any model of the menu.

A model is given the grammar's message and says it in its own words, as a person of the drawn kind would; then it is
asked, without being told, what the message calls for. What it may not lose (figures, quoted words) is looked for in
its answer; what cannot be used is Junk. A guided model's odds are kept: a smaller one can be taught to have them.
"""

import re

from gesso.behaviors.behavior import Behavior, load_behavior
from gesso.lab.baselines.prompted import label_in, say
from gesso.lab.baselines.questions import zero_shot
from gesso.lab.candidate import best_of
from gesso.lab.rows import scene_of_row
from gesso.lab.synthesize.draft import Draft, seed_row_of
from gesso.lab.synthesize.grammar import load_grammar
from gesso.lab.synthesize.openings import blocks_meant
from gesso.lab.synthesize.slips import with_slips
from gesso.lab.synthesize.stages import Junk
from gesso.model.messages import Message, Model

ZERO_SHOT_PROMPT = 2
WRITTEN_TOKENS = 160
LANGUAGE = {"en": "English", "de": "German", "es": "Spanish", "vi": "Vietnamese", "zh": "Chinese"}
MANNER = {
    "terse": "with as few words as possible",
    "plain": "in plain words",
    "polite": "politely",
    "rambling": "while telling something of their day, too",
}
_ASSISTANT = re.compile(r"(sure|certainly|of course|here|i'm sorry|sorry|as an|okay|natürlich|claro)\b", re.I)
_FIGURES = re.compile(r"\d+")
_QUOTED = re.compile(r"[\"“„«]([^\"“”»]+)[\"”“»]")


class GrammarTeacher:
    """Writes by grammar and makes the persona's mistakes; the answer is the one the row was made for."""

    name = "grammar"

    async def request(self, draft: Draft) -> str:
        return written(draft)

    async def answer(self, draft: Draft) -> tuple[str, dict[str, float]]:
        return draft.label, {}


def written(draft: Draft) -> str:
    """The grammar's message for a draft, with what its persona tells around it and gets wrong."""
    grammar, chance = load_grammar(draft.behavior, draft.lang), draft.chance("request")
    core = grammar.write(draft.variant, chance, draft.slots)
    if draft.behavior == "schedule" and "time" in draft.slots:
        core = grammar.write("fixed", chance, {"core": core})
    manner = draft.persona.manner if draft.persona else "plain"
    if manner == "polite":
        core = grammar.write("polite", chance, {"core": core})
    elif manner == "rambling":
        before, after = chance.choice([(True, False), (False, True), (True, True)])
        pieces = [grammar.write("before", chance)] if before else []
        end = "" if core[-1] in ".?!。？！" else "。" if draft.lang == "zh" else "."
        pieces += [f"{core}{end}", *([grammar.write("after", chance)] if after else [])]
        core = " ".join(pieces)
    if manner != "terse" or chance.random() < 0.5:
        core = core[:1].upper() + core[1:]
    slips = draft.persona.slips if draft.persona else "none"
    return with_slips(core, "none" if _QUOTED.search(core) else slips, draft.lang, draft.chance("slips"))


class ModelTeacher:
    """A model of the menu."""

    def __init__(self, model: Model, name: str) -> None:
        self._model, self.name = model, name
        self._behaviors: dict[str, Behavior] = {}

    async def request(self, draft: Draft) -> str:
        plain = written(draft.but(persona=None))
        manner = MANNER[draft.persona.manner] if draft.persona else MANNER["plain"]
        told = (
            f"A person writes to an assistant: {plain}\n\nWrite the same message once more, in {LANGUAGE[draft.lang]}, "
            f"in other words, {manner}. Keep every figure and what is in quotation marks. Write the message alone."
        )
        said, _ = await say(self._model, [Message("user", told)], WRITTEN_TOKENS, draft.seed)
        text = " ".join(said.split()).strip('"“”„ ')
        if fault := _fault(text, plain):
            raise Junk(f"{fault}: {text[:80]!r}")
        return text

    async def answer(self, draft: Draft) -> tuple[str, dict[str, float]]:
        if draft.behavior == "schedule":
            return draft.label, {}  # an hour is computed, never a model's
        behavior = self._behaviors.setdefault(draft.behavior, load_behavior(draft.behavior))
        scene = scene_of_row(seed_row_of(draft))
        asked = zero_shot(behavior, ZERO_SHOT_PROMPT, scene)
        if self._model.guided:
            odds = await self._model.choose(asked.messages, asked.labels)
            label = best_of(odds, asked.labels)
        else:
            said, _ = await say(self._model, asked.messages, 12, draft.seed)
            label, odds = label_in(said, asked.labels), {}
            if label not in asked.labels:
                raise Junk(f"no answer: {said[:80]!r}")
        if scene.active is None or draft.behavior != "pick_passage":
            return label, odds
        meant = blocks_meant(scene.active.snapshot, [opening for opening in draft.label.split(" | ") if opening])
        return (draft.label if label in [str(block.number) for block in meant] else label), odds


def _fault(text: str, plain: str) -> str:
    if not text:
        return "nothing"
    if _ASSISTANT.match(text):
        return "an assistant's words"
    if len(text) > 6 * len(plain) + 300:
        return "far too long"
    if lost := set(_FIGURES.findall(plain)) - set(_FIGURES.findall(text)):
        return f"the figures {', '.join(sorted(lost))} are lost"
    if gone := [words for words in _QUOTED.findall(plain) if words not in text]:
        return f"{gone[0]!r} is lost"
    return ""
