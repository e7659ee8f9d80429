"""What to say instead of changing something that was perhaps not meant: one short question each. Pure text."""

from gesso.agent.guided.ask import is_question, strip_politeness
from gesso.agent.guided.orders import LACKING, ONE_OF_SEVERAL
from gesso.agent.guided.picking import Pick, pick_blocks
from gesso.agent.scene import CanvasScene
from gesso.canvas.snapshot import Block, Snapshot

MOST_CHOICES = 3


def ask_what(active: CanvasScene, selected: tuple[int, ...], said: str) -> str:
    """The question when a message may want a change and does not say which."""
    pick = pick_blocks(said, active.snapshot, selected)
    if pick.how == "missing":
        return ask_which(pick, active.snapshot)
    if pick.how == "selection":
        where = "the passage you selected"
    elif pick.blocks and (block := active.snapshot.block(pick.blocks[0])) is not None:
        where = f"the passage {opening_of(block)}"
    else:
        where = f"“{active.title}”"
    return (
        f"Shall I change something in {where}? Tell me what, for example “make it shorter”. I have changed nothing yet."
    )


OWN_WORD = {
    "the person wants to be asked": "Gladly. For whom is it, how long should it be, and what must be in it?",
    "into which language is not said": "Into which language?",
}
"""Why `ask_first` asks by the person's own word, with what is asked. What plain words find missing besides is wrong too
often to hold up a text for it: one time in nine of its own cases, and 19 of the cases of `open_canvas`."""


def question_first(why: str) -> str:
    """One question before a new text is begun; “just start” goes on without."""
    asked = OWN_WORD.get(why, "What should it be made of, for whom is it, and how long may it be?")
    return f"{asked} Or say “just start”, and I begin with what seems sensible."


_KINDS = {"section": "heading", "item": "item", "bullet": "item", "function": "definition"}


def question_for(said: str, snapshot: Snapshot, selected: tuple[int, ...]) -> str:
    """What to ask before an order that lacks something can be carried out; empty when it lacks nothing."""
    bare = strip_politeness(said)
    if LACKING.search(bare):
        return _what_is_lacking(bare)
    one = ONE_OF_SEVERAL.search(bare)
    if one is None or selected or is_question(bare):
        return ""
    kind = _KINDS.get(one["unit"].lower(), "paragraph")
    several = [b for b in snapshot.blocks if b.kind == kind]
    pick = pick_blocks(bare, snapshot)
    vague = pick.how in ("nothing", "missing") or (pick.how == "content" and not pick.sure)
    if len(several) < 2 or not vague:
        return ""
    if pick.how == "content":
        return ask_which(pick, snapshot)
    return (
        f"Which {one['unit'].lower()} do you mean? There are {len(several)}; the first begins "
        f"{opening_of(several[0])}. Select it, or name it by its number. I have changed nothing yet."
    )


def _what_is_lacking(bare: str) -> str:
    verb = bare.split()[0].lower()
    if verb in ("rename", "call"):
        return "What should become what? For example: rename “Anna” to “Eva”. I have changed nothing yet."
    if verb in ("i", "we"):
        return "What should be different? Tell me, for example “make it shorter”. I have changed nothing yet."
    if " of the " in bare or verb in ("swap", "merge", "combine", "join", "switch"):
        return "Which ones do you mean? Select them, or name them by their numbers. I have changed nothing yet."
    return "Into which language? I have changed nothing yet."


def ask_which(pick: Pick, snapshot: Snapshot) -> str:
    """The question when it is not clear which passage is meant."""
    if pick.how == "missing":
        return f"I cannot find {pick.why} in this text, so I changed nothing. Which passage do you mean?"
    choices = [b for n in (pick.candidates or pick.blocks)[:MOST_CHOICES] if (b := snapshot.block(n)) is not None]
    if not choices:
        return "I could not tell which passage you mean. Select it, or name it by its number or its words."
    if len(choices) == 1:
        return f"Do you mean the passage {opening_of(choices[0])}? Select it, and I will do it there."
    told = "\n".join(f"- {opening_of(block)}" for block in choices)
    return f"Which passage do you mean?\n\n{told}\n\nSelect it, or name it by its number. I have changed nothing yet."


def opening_of(block: Block) -> str:
    """The first words of a passage in quotation marks."""
    words = block.text.replace("|", " ").split()
    return f"“{' '.join(words[:6])}{'…' if len(words) > 6 else ''}”"
