"""A pair programmer by rules: points at lines and asks (`point_at`), or says what an edit did and why (`explained`).

Pointing gives away no new words: an error is shown where it is raised, what checks find is named without what to write
instead, and else the lines where programs of this shape go wrong get a question. No model is asked. Pure.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gesso.agent.deciding.rules import selected_leaves
from gesso.agent.guided.calls import whole_call
from gesso.agent.guided.chatting import GREETS, THANKS
from gesso.agent.guided.commenting import arguments_of, remarks_on, told
from gesso.agent.guided.mended import Wrong
from gesso.agent.guided.picking import pick_blocks
from gesso.agent.guided.remarks import Finding, Remark, choose
from gesso.agent.guided.reporting import CODE_DOES, code_named
from gesso.agent.guided.sentences import split_sentences
from gesso.agent.scene import CanvasScene
from gesso.base.late import late
from gesso.model.messages import Chunk, Message, TextChunk, ThoughtChunk

MOST = 3
_OF_ERRORS = {
    "NameError": "Where does that name get its value, letter for letter, and does that run before this line?",
    "UnboundLocalError": "Which line of this function gives that name its value, and does it run in every case?",
    "SyntaxError": "What is begun on this line or the one before, and not ended?",
    "IndentationError": "Which block does this line belong to, and where does that block begin?",
    "TypeError": "Of which type is each value on this line? Print them right before it.",
    "ValueError": "Which value comes in here, and which were you expecting?",
    "IndexError": "How long is the list here, and which place of it is asked for?",
    "KeyError": "Which keys are there at this point? Print them right before it.",
    "AttributeError": "What is this value here: what you think it is, or perhaps None?",
    "ZeroDivisionError": "When is the divisor 0, and what should the answer be then?",
    "AssertionError": "What are both sides here, and which of the two is the wrong one?",
    "RecursionError": "Which call ends this, and does each call come nearer to it?",
    "ModuleNotFoundError": "Is it spelt right, and is it one of the packages listed under the box icon?",
}
_OF_LINES: tuple[tuple[re.Pattern[str], str], ...] = (
    (late(r"\bwhile\s+(?:True|1|true)\b"), "What ends this loop, and does every case get there?"),
    (late(r"(?<![/\"'])/(?![/*])\s*\w"), "What happens on this line when the divisor is 0?"),
    (late(r"\bexcept\s*(?:Exception\s*)?:|\bcatch\s*\("), "Which failures do you mean here?"),
    (late(r"\w\[[^\]:\"']*\w[^\]:\"']*\]"), "Can this place be missing? What happens then?"),
    (late(r"\brange\("), "What are the first and the last value that this gives?"),
    (late(r"^\s*(?:for|while)\b"), "How often does this run, and what holds after the last round?"),
    (late(r"^\s*(?:if|elif|else if|case)\b"), "Which input makes this true, and which false? Try both."),
    (late(r"^\s*return\b"), "What does this give for an empty input?"),
)  # fmt: skip
_COMMENT = late(r"^\s*(?:#|//|\*|/\*|$)")


def answers_in_words(ask: str, active: CanvasScene) -> bool:
    """Whether a message is answered in the chat although only pointing is wanted: code knows the answer for certain."""
    if GREETS.match(ask) or THANKS.match(ask):
        return True
    return bool(CODE_DOES.search(ask) and code_named(ask, active))


def point_at(active: CanvasScene, ask: str, wrong: Wrong | None, offered: set[str]) -> Iterator[Chunk]:
    """One call that comments on at most three lines; nothing else can change."""
    remarks = _of_error(active, wrong)
    drawn = "arrow" if remarks else None  # else a ring or a line under the words, as they are short or long
    remarks = remarks or _found(active, ask) or _asked(active, ask)
    yield ThoughtChunk("Only pointing, as chosen for this code: by checks, without asking the model.")
    if not remarks:
        yield TextChunk(
            "I see no line to point at that has no comment yet. Run it, or say which line you wonder about. I change "
            "nothing here; to let me, choose “Do it” below the message."
        )
    elif "comment" in offered:
        made = [each | ({"drawn": drawn} if drawn else {}) for each in arguments_of(remarks)["comments"]]
        yield from whole_call("comment", {"canvas": active.id, "comments": made})
    else:
        yield TextChunk(told(remarks))


def pointed(messages: Sequence[Message]) -> str:
    """What is said after pointing."""
    result = messages[-1].text
    if not result.startswith("Made "):
        return result
    one = result.startswith("Made 1 ")
    return (
        f"I marked {'one place' if one else f'{result.split()[1]} places'} and changed nothing. Look there, try "
        f"something, run it, and ask again. To let me write, choose “Do it” below the message."
    )


def explained(messages: Sequence[Message]) -> str:
    """What the edits of this turn changed, line by line, each with its reason; "" where there were none."""
    lines: list[str] = []
    for message in messages:
        for call in message.calls:
            edits = call.args.get("edits") if call.name == "edit" else None
            for edit in edits if isinstance(edits, list) else []:
                lines += _changes(str(edit.get("quote") or ""), str(edit.get("text") or ""), str(edit.get("why") or ""))
    if not lines:
        return ""
    shown = lines[:8] + ([f"- and {len(lines) - 8} more lines"] if len(lines) > 8 else [])
    return "\n\nWhat changed, and why:\n\n" + "\n".join(shown) + "\n\nRun it to see what is different now."


def _changes(before: str, after: str, why: str) -> Iterator[str]:
    reason = f", because {why[:1].lower()}{why[1:].rstrip('.')}" if why else ""
    old, new = before.splitlines(), after.splitlines()
    for tag, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        gone, come = " ".join(map(str.strip, old[a:b])), " ".join(map(str.strip, new[c:d]))
        if tag == "replace":
            yield f"- `{gone}` became `{come}`{reason}."
        elif tag == "insert" and come:
            yield f"- `{come}` is new{reason}."
        elif tag == "delete" and gone:
            yield f"- `{gone}` is gone{reason}."


def _of_error(active: CanvasScene, wrong: Wrong | None) -> list[Remark]:
    """The line that raises the error, with what it says and a question."""
    lines = active.text.split("\n")
    if wrong is None or not 1 <= wrong.line <= len(lines) or not lines[wrong.line - 1].strip():
        return []
    start, end = _span(lines, wrong.line - 1)
    asks = _OF_ERRORS.get(wrong.name, "What did you expect on this line, and what came instead?")
    says = wrong.message.split(". Did you mean")[0].rstrip(".") or "without words"
    body = f"{wrong.name} is raised here: {says}. {asks}"
    return choose(active.text, [Finding(start, end, "correctness", "major", body)], _settled(active))


def _found(active: CanvasScene, ask: str) -> list[Remark]:
    """What checks find, without what to write instead."""
    found = [each for each in remarks_on(active, ask, selected_leaves(active)) if each.severity != "nit"][:MOST]
    return [replace(each, body=f"{_first(each.body)} What would you do about it?", replace=None) for each in found]


def _asked(active: CanvasScene, ask: str) -> list[Remark]:
    """Questions on the lines that the message means, or on all: the riskiest first, each question once."""
    pick = pick_blocks(ask, active.snapshot, selected_leaves(active))
    blocks = [block for n in pick.blocks if pick.sure and (block := active.snapshot.block(n)) is not None]
    lines, found = active.text.split("\n"), []
    for rank, (shape, question) in enumerate(_OF_LINES):
        for number, line in enumerate(lines):
            start, end = _span(lines, number)
            inside = not blocks or any(block.start < end and start < block.end for block in blocks)
            if inside and not _COMMENT.match(line) and shape.search(line):
                found.append((rank, Finding(start, end, "question", "minor", question)))
                break
    taken: list[Finding] = []
    for _, each in found:
        if all(each.start != other.start for other in taken):
            taken.append(each)
    return choose(active.text, taken[:MOST], _settled(active))


def _settled(active: CanvasScene) -> list[str]:
    return [*(quote for quote, _ in active.dismissed), *(note.quote for note in active.notes)]


def _span(lines: list[str], number: int) -> tuple[int, int]:
    """Code points of a line without the white space around it."""
    at = sum(len(line) + 1 for line in lines[:number])
    line = lines[number]
    return at + len(line) - len(line.lstrip()), at + len(line.rstrip())


def _first(body: str) -> str:
    return next(iter(split_sentences(body)), body).strip()
