"""What does a message do to the open canvas? Rules; see `behaviors/edit_or_rewrite/spec.md`.

Each clause is read on its own, in this order: a question, a rename, a removal, something new, another canvas, a change.
The first clause that asks for something decides. Which passage is meant is `picking.py`'s part.
"""

import re
from collections.abc import Sequence

from gesso.agent.guided.ask import clauses, is_question, respell, wants_canvas, wants_chat
from gesso.agent.guided.decision import Doing, DoingDecision
from gesso.agent.guided.doubt import question_for
from gesso.agent.guided.going_on import go_on
from gesso.agent.guided.opening import decide_opening
from gesso.agent.guided.orders import (
    ADD,
    CHANGE,
    CODE_WANTED,
    COMMENT,
    COMPLAINT,
    COULD_BE,
    CUT_DOWN,
    FEEDBACK,
    HANDS_OFF,
    JUST_TELL,
    LACKS,
    ONLY_MARK,
    PIECE_WANTED,
    REMOVE,
    SHORTHAND,
    SMALL_PART,
    THANKS,
)
from gesso.agent.guided.picking import Pick, described_in, pick_blocks
from gesso.agent.guided.places import WHOLE
from gesso.agent.guided.renaming import find_renaming
from gesso.agent.scene import Done
from gesso.base.late import late
from gesso.canvas.snapshot import Snapshot

_OTHER_WORD = late(r"\b[\w%.]+, not [\w%.]+|\b\w+ instead of \w+", re.IGNORECASE)
_MADE_ANEW = late(r"^(?:write|draft|compose|create|build) (?:(?:me|us) )?an? ", re.IGNORECASE)
_IN_PLACE = late(
    r"^(?:in|for|under|at|within) .{3,50}?,? "
    r"(?=(?:change|make|fix|replace|rewrite|shorten|set|use|put|update|correct|turn|add|remove|swap)\b)",
    re.IGNORECASE,
)
_CODE_ALL = late(r"\b(?:comments|type hints|types|docstrings|logging|error handling)\b", re.IGNORECASE)
# An order at the end that speaks of what came before it: "…, soften it", "…, get rid of that day".
_ORDER_AT_END = late(
    r"(?:[,;:.]|\s-|\s–)\s*(?:(?:so|and|then|please|just|kindly|(?:can|could|would) you)\s+)*"
    r"(?P<order>(?!(?:i|we|you|he|she|it|they|that|this|there|what|who|which|how|why|but|or|thanks?|is|are|my|not|"
    r"don't|love|like|in|on|for|with|as|because|if|when|the|a|an)\b)"
    r"(?:[a-z]+ ){1,3}?(?:it|that|this|them|those|these|one)\b(?: (?:[a-z-]+)){0,3})\W*$",
    re.IGNORECASE,
)
_SAYS_OF_PASSAGE = late(
    r"\b(?:should|must|could (?:be|use|do with)|has to|have to|ought to|needs?|lacks?|crash(?:es)?|fails?|"
    r"(?:is|are) missing|ought|"
    r"deserves?)\b",
    re.IGNORECASE,
)
_NEW_ROW = late(r"\b(?:rows?|columns?|zeile|spalte|fila|columna|ligne|colonne)\b", re.IGNORECASE)
_INTO = late(r"\b(?:to|in|into|inside|within)\s+(?:the |each |every |this |my )?[\w`\"“]", re.IGNORECASE)
_NEW_PASSAGE = late(
    r"\b(?:an?|another|one more|the) (?:\w+ ){0,2}?(?:paragraph|section|sentence|chapter|conclusion|"
    r"intro(?:duction)?|ending|function|method|class|p\.?s\.?|"
    r"heading|title|table|list|summary|quote|stanza|verse|scene)\b|\bps\b",
    re.IGNORECASE,
)
_SEPARATE = late(
    r"\b(?:separate|another|second|different|new) (?:blog|post|article|essay|story|letter|email|document|canvas|poem|"
    r"report|text|program|script|file|page)\b",
    re.IGNORECASE,
)
_THIS = late(
    r"\b(?:it|this|these|the (?:text|story|document|post|letter|email|essay|article|code)|my (?:text|story|letter|"
    r"email|essay))\b",
    re.IGNORECASE,
)
_POLITE_END = late(r"\b(?:can|could|would|will) you\b[^.!?]*\?\s*$", re.IGNORECASE)


def decide_doing(
    ask: str, snapshot: Snapshot, selected: tuple[int, ...] = (), done: Sequence[Done] = ()
) -> DoingDecision:
    """What `ask` does to the canvas of `snapshot`, after the changes `done`, oldest first.

    With `sure=False` nothing in the message says it outright.
    """
    said = respell(ask)
    hands_off = bool(HANDS_OFF.search(said))
    if wants_canvas(said) and not wants_chat(said):
        return DoingDecision("new", "you asked for a canvas of its own", ask)
    if wants_chat(said) or JUST_TELL.search(said):
        return DoingDecision("chat", "you asked for the answer in chat", ask)
    parts = clauses(said)
    if any(COMMENT.search(part) for part in parts) or (hands_off and ONLY_MARK.search(said)):
        return DoingDecision("comment", "you asked for comments", ask)
    if not hands_off and (further := go_on(ask, snapshot, selected, done)) is not None:
        return further
    if not hands_off and (question := question_for(said, snapshot, selected)):
        return DoingDecision("ask", "the message leaves open what to do", ask, sure=False, question=question)
    if not hands_off and (ordered := _ordered_at_end(said, snapshot, selected)) is not None:
        return ordered
    complaint: DoingDecision | None = None
    for part in parts:
        found = _decide_clause(part, said, snapshot, selected)
        if found is None or (hands_off and found.label in ("edit", "rewrite", "delete")):
            continue
        if found.label == "rewrite" and complaint is not None and not WHOLE.search(part):
            return DoingDecision("edit", complaint.why, ask)  # "the intro is dull, can you liven it up"
        if (
            found.label != "edit"
            or COULD_BE.match(part)
            or CHANGE.match(_IN_PLACE.sub("", part, count=1))
            or SHORTHAND.match(part)
        ):
            return found
        complaint = complaint or found
    if complaint is not None and not (said.rstrip().endswith("?") and not _POLITE_END.search(said)):
        return complaint
    if hands_off or all(THANKS.match(part) or is_question(part) or part.endswith("?") for part in parts):
        return DoingDecision(
            "chat", "you asked a question" if not hands_off else "you asked to leave the text as it is", ask
        )
    asked = is_question(parts[-1]) or parts[-1].endswith("?")
    if not asked and _speaks_of_text(parts, snapshot, selected):
        return DoingDecision("ask", "it may be about the text, and says no change outright", ask, sure=False)
    return DoingDecision("chat", "no change was asked for", ask)


_TELLS_OF_SELF = late(
    r"^(?:i|we|you|he|she|they|my|our|your|thanks?|hi|hello|hey|bye|good (?:morning|night|evening)|ich|wir|je|"
    r"nous|yo)\b",
    re.IGNORECASE,
)


_NO_CHANGE = (_TELLS_OF_SELF, THANKS, FEEDBACK)


def _speaks_of_text(parts: list[str], snapshot: Snapshot, selected: tuple[int, ...]) -> bool:
    """Whether a message that asks nothing could still want a change: it names a passage, or shares rare words."""
    if selected and len(parts) == 1 and not _TELLS_OF_SELF.match(parts[0]):
        return True
    told = [part for part in parts if not is_question(part) and not any(p.match(part) for p in _NO_CHANGE)]
    picks = [pick_blocks(part, snapshot) for part in told]
    return any(pick.how in ("named", "missing") or (pick.how == "content" and pick.sure) for pick in picks)


def _ordered_at_end(said: str, snapshot: Snapshot, selected: tuple[int, ...]) -> DoingDecision | None:
    """The decision for "<something about a passage>, <do this> to it"; the passage is found in what came before."""
    match = _ORDER_AT_END.search(said)
    if match is None or (said.rstrip().endswith("?") and not _POLITE_END.search(said)):
        return None
    head, order = said[: match.start()], match["order"]
    if is_question(head) or not head.strip():
        return None
    if renaming := find_renaming(head, said, snapshot):
        why = f"“{renaming.find}” becomes “{renaming.replace}” everywhere"
        return DoingDecision("rename", why, said, renaming=renaming)
    if ADD.match(order):
        return DoingDecision("insert", "you asked for something new in this text", said)
    if not (REMOVE.search(order) or CHANGE.match(order)):
        return None
    pick = pick_blocks(head, snapshot, selected)
    if REMOVE.search(order) or REMOVE.search(head):
        return _removal(head, pick, snapshot)
    of_all = re.match(
        r"(?:it|this|the (?:text|story|letter|tone|style)|(?:i|we) (?:don'?t|do not) like (?:it|this|"
        r"that))\b",
        head,
        re.IGNORECASE,
    )
    if (WHOLE.search(head) or of_all) and pick.how not in ("named", "selection"):
        return DoingDecision("rewrite", "you asked for a change of the whole text", said)
    if pick.how in ("named", "selection") or (pick.how == "content" and pick.sure) or described_in(head):
        return DoingDecision("edit", f"you asked for a change of {pick.why}", said)
    return None


def _decide_clause(part: str, said: str, snapshot: Snapshot, selected: tuple[int, ...]) -> DoingDecision | None:
    could_be = bool(COULD_BE.match(part))
    if (is_question(part) and not could_be) or THANKS.match(part) or FEEDBACK.match(part):
        return None
    if renaming := find_renaming(part, said, snapshot):
        return DoingDecision(
            "rename", f"“{renaming.find}” becomes “{renaming.replace}” everywhere", part, renaming=renaming
        )
    pick = pick_blocks(part, snapshot, selected)
    if LACKS.search(part) or (snapshot.kind == "code" and CODE_WANTED.match(part) and not _SEPARATE.search(part)):
        return DoingDecision("insert", "you asked for something new in this text", part)
    if pick.how == "nothing" and part != said and re.search(r"\b(?:it|that|this|them)\b", part):
        named = pick_blocks(said, snapshot, selected)  # "the list is not needed, delete it"
        pick, part = (named, said) if named.how == "named" and REMOVE.search(part) else (pick, part)
        if pick is named:
            return _removal("delete " + said, pick, snapshot)
    if REMOVE.search(part) and not CUT_DOWN.search(part):
        return _removal(part, pick, snapshot) or DoingDecision("delete", "something is to go", part, sure=False)
    if snapshot.kind == "code" and ADD.match(part) and _CODE_ALL.search(part) and pick.how != "named":
        return DoingDecision("rewrite", "it concerns the whole program", part)
    if snapshot.kind == "code" and _CODE_ALL.match(part):
        label: Doing = "edit" if pick.how in ("named", "selection") else "rewrite"
        return DoingDecision(label, f"{part.split()[0].lower()} are wanted", part)
    if ADD.match(part) or PIECE_WANTED.match(part):
        return _addition(part, pick, snapshot)
    no_passage = pick.how not in ("named", "selection") and not CHANGE.match(part)
    if no_passage or _MADE_ANEW.match(part) or _SEPARATE.search(part):
        opening = decide_opening(part)
        what = re.split(r"\b(?:about|on|from|based on|regarding|that|which)\b", part)[0]
        if opening.label != "chat" and (not _THIS.search(what) or _SEPARATE.search(part)):
            return DoingDecision("new", opening.why, part)
    return _change(part, pick, snapshot)


def _removal(part: str, pick: Pick, snapshot: Snapshot) -> DoingDecision | None:
    if not pick.blocks:
        return None
    items = all(snapshot.blocks[n - 1].kind == "item" for n in pick.blocks)
    if items and not SMALL_PART.search(part) and not pick.quote:
        return DoingDecision("delete", f"{pick.why} is to go", part, sure=pick.sure)
    inside = SMALL_PART.search(part) or (
        pick.quote and pick.quote.strip() != snapshot.blocks[pick.blocks[0] - 1].text.strip()
    )
    if pick.how == "content" and not re.search(
        r"\b(?:part|bit|section|paragraph|passage|line|item|bullet|point)\b", part, re.IGNORECASE
    ):
        inside = inside or True
    if inside:
        return DoingDecision("edit", f"something inside {pick.why} is to go", part)
    return DoingDecision("delete", f"{pick.why} is to go", part)


def _addition(part: str, pick: Pick, snapshot: Snapshot) -> DoingDecision:
    row = bool(_NEW_ROW.search(part))
    into = pick.how == "named" and _INTO.search(part) and (row or not _NEW_PASSAGE.search(part))
    if into and (snapshot.kind == "code" or row):
        return DoingDecision("edit", f"it belongs inside {pick.why}", part)
    return DoingDecision("insert", "you asked for something new in this text", part)


def _change(part: str, pick: Pick, snapshot: Snapshot) -> DoingDecision | None:
    verb = _IN_PLACE.sub("", part, count=1)
    asks = bool(CHANGE.match(part) or CHANGE.match(verb) or SHORTHAND.match(part) or COULD_BE.match(part))
    corrects = not asks and pick.how == "content" and _corrects(part, snapshot.blocks[pick.blocks[0] - 1].text)
    found = pick.how in ("named", "selection") or (pick.how == "content" and pick.sure)
    complains = (
        corrects
        or bool(COMPLAINT.search(part) or _OTHER_WORD.search(part))
        or bool(found and _SAYS_OF_PASSAGE.search(part))
    )
    if not (asks or complains):
        if pick.how == "named" and pick.blocks and _ORDER.match(part):
            return DoingDecision("edit", f"you asked for a change of {pick.why}", part)
        return None
    if WHOLE.search(part) and pick.how != "named":
        return DoingDecision("rewrite", "you asked for a change of the whole text", part)
    if pick.how in ("named", "selection") and pick.blocks:
        return DoingDecision("edit", f"you asked for a change of {pick.why}", part)
    if pick.how == "missing" or (described_in(part) and not found):
        return DoingDecision("edit", "you asked for a change of a passage", part, sure=False)
    if pick.how == "content" and pick.sure and _OTHER_WORD.search(part):
        return DoingDecision("edit", f"you asked for a change of {pick.why}", part)
    of_all = re.match(r"(?:this|it|it's)\b", part, re.IGNORECASE)
    if (
        pick.how == "content"
        and not of_all
        and (complains or re.search(r"\b(?:part|bit|passage|where|sentence)\b|\d", part) or not _THIS.search(part))
        and (pick.sure or complains)
    ):
        return DoingDecision("edit", f"you asked for a change of {pick.why}", part, sure=pick.sure)
    if asks or (
        complains and re.match(r"(?:this|it|it's|the (?:text|story|post|letter|email|tone))\b", part, re.IGNORECASE)
    ):
        return DoingDecision("rewrite", "you asked for a change and named no passage", part)
    return None


# A verb we do not know, at the head of a clause about a named passage, is taken for an order to change it.
_ORDER = late(
    r"^(?!(?:i|we|you|he|she|it|they|my|our|the|this|that|a|an|thanks?|ok|yes|no|not|there|what|who|which|"
    r"summari[sz]e|explain|tell|"
    r"describe|compare|count|list|show|read|quote|find|look|see|check|discuss|evaluate|rate|review|critique|is|are|"
    r"in|on|for)\b)"
    r"[a-z]+(?: up| down| out| off)? (?:an?|some|the|this|that|my|paragraph|section|every)\b",
    re.IGNORECASE,
)
_NUMBER = late(
    r"\b(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"twenty|thirty|"
    r"forty|fifty|hundred)\b",
    re.IGNORECASE,
)


def _corrects(part: str, block: str) -> bool:
    """Whether a statement gives another number than the passage it speaks of: "the van is fifteen years old"."""
    if part.rstrip().endswith("?"):
        return False
    said, there = ({w.lower() for w in _NUMBER.findall(text)} for text in (part, block))
    return bool(said - there) and bool(there)
