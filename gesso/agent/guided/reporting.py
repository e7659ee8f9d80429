"""Answers about the text and the conversation that need no model: what was done, what a piece of code is, a summary."""

import re
from collections.abc import Sequence

from gesso.agent.guided.overlap import rank_by_overlap, topic_words
from gesso.agent.guided.sentences import split_sentences
from gesso.agent.scene import CanvasScene
from gesso.base.late import late
from gesso.canvas.snapshot import Snapshot
from gesso.model.messages import Message

YOU_CHANGED = late(
    r"\bwhat (?:did|have) you (?:just |recently |actually )?(?:chang|edit|do|done|writ|wrote|remov|add|fix)|"
    r"\bwhich (?:passages?|paragraphs?|parts?|changes?) (?:did|have) you\b|"
    r"\bwas hast du (?:gerade )?(?:geändert|gemacht)|"
    r"\bqué (?:has cambiado|cambiaste)|\bqu'as-tu changé|你(?:刚才)?(?:改|修改)了什么",
    re.IGNORECASE,
)
SUM_UP = late(
    r"\b(?:summari[sz]e|sum (?:it|this) up|sum up|tl;?dr|(?:give me|write) (?:me )?(?:a|the) (?:short |quick |"
    r"brief )?summary|"
    r"fasse? .*\bzusammen|resume\b|résume)",
    re.IGNORECASE,
)
CODE_DOES = late(
    r"\b(?:what|how) (?:does|do|is|are)\b.*|\bexplain\b.*|\bwhere (?:is|are)\b.*|\bwas (?:macht|"
    r"tut)\b.*",
    re.IGNORECASE,
)
SUMMARY_SENTENCES = 3


def describe_done(chat: Sequence[Message]) -> str:
    """What the assistant did to canvases, newest turn first, from the bracketed lines the conversation keeps."""
    for message in reversed(chat):
        if message.role != "assistant":
            continue
        done = re.findall(r"^\[(?!said nothing\])(.+)\]$", message.text, re.MULTILINE)
        if done:
            told = [line[:1].lower() + line[1:] for line in done]
            return f"In my last turn that touched a text I {', then '.join(told)}. Everything else is as it was."
    return "I have not changed anything in this conversation yet."


def summary_of(snapshot: Snapshot) -> str:
    """The telling first sentences of a text, in its own words; empty when there is no prose."""
    prose = [b.text for b in snapshot.blocks if b.kind == "paragraph" and len(b.text.split()) > 6]
    firsts = [split_sentences(text)[0].strip() for text in prose]
    best = sorted(firsts, key=lambda s: -len(topic_words(s)))[:SUMMARY_SENTENCES]
    kept = sorted(best, key=firsts.index)
    return "In its own words: " + " ".join(kept) if kept else ""


def code_named(said: str, active: CanvasScene) -> str:
    """The plain facts about the definition a question names: where it is, what its docstring says, who uses it."""
    for block in active.snapshot.blocks:
        name = block.title.strip()
        if block.kind != "definition" or not name or not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said):
            continue
        line = active.text.count("\n", 0, block.start) + 1
        head = block.text.strip().splitlines()[0].rstrip(":{ ")
        doc = re.search(r'"""(.+?)(?:"""|\n)', block.text)
        called = re.compile(rf"(?<!\w){re.escape(name)}\(")
        others = [b for b in active.snapshot.blocks if b.kind == "definition" and b.title != name]
        users = [other.title for other in others if called.search(other.text)]
        returned = re.findall(r"^\s*return (.+?);?$", block.text, re.MULTILINE)
        facts = [f"`{head}` begins in line {line}."]
        facts += [f"Its docstring says: {doc.group(1).strip()}"] if doc else []
        facts += [f"It returns `{returned[-1].strip()}`."] if returned else []
        facts += [f"It is used by {', '.join(f'`{u}`' for u in dict.fromkeys(users))}."] if users else []
        return " ".join(facts) + " The built-in model cannot explain more than that; a larger one can."
    return ""


ASKS_FACT = late(r"^\W*(?:what|who|when|where|which|how (?:much|many|long|far|old|often))\b.*\?\s*$", re.IGNORECASE)
_OF_OPINION = late(r"\b(?:think|should|could|would|better|improve|opinion|you|your|mean|means)\b", re.IGNORECASE)


def fact_in(said: str, snapshot: Snapshot) -> str:
    """What the text itself says in answer to a question about it; empty when no passage clearly speaks of it."""
    if not ASKS_FACT.match(said) or _OF_OPINION.search(said):
        return ""
    ranked = rank_by_overlap(said, snapshot)
    if not ranked or ranked[0][1] < 1.0 or (len(ranked) > 1 and ranked[0][1] < 1.3 * ranked[1][1]):
        return ""
    block = snapshot.blocks[ranked[0][0] - 1]
    if block.kind == "table":
        rows = [row for row in block.text.split("\n")[2:] if topic_words(row) & topic_words(said)]
        return "The table says: " + " ".join(rows[0].replace("|", " · ").split()).strip(" ·") if len(rows) == 1 else ""
    words = re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", block.text)
    best = max(split_sentences(words), key=lambda s: len(topic_words(s) & topic_words(said)), default=words).strip()
    return f"The text says: “{best}”"
