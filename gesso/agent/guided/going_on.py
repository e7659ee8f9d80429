"""What a message means that speaks of the change before it: "again", "it", "the next one too", "undo that".

Rules; see E14, E15 and E17 of `behaviors/edit_or_rewrite/spec.md`, P13 to P15 of `behaviors/pick_passage/spec.md`.
The passages of earlier changes come with the scene, where they are now. A message that names its passage itself, or
asks for something new, is left to `changing.py`. Pure.
"""

import re
from collections.abc import Sequence

from gesso.agent.guided.ask import is_question, respell, strip_politeness
from gesso.agent.guided.decision import DoingDecision, Renaming
from gesso.agent.guided.orders import asks_change, asks_removal
from gesso.agent.guided.picking import Pick, pick_blocks
from gesso.agent.guided.places import WHOLE, ordinal_value
from gesso.agent.scene import Done
from gesso.base.late import late
from gesso.canvas.snapshot import Block, Snapshot

_HESITATION = late(
    r"^(?:(?:h+m+|no|nope|nah|well|ok(?:ay)?|on second thoughts?|actually|sorry|wait|please|pls|and|now|then|also|so|"
    r"thanks|great|but|yes|"
    r"und|jetzt|y|ahora|et|maintenant)\b[\s,.:;!-]*)+",
    re.IGNORECASE,
)
_UNDO = late(
    r"^(?:(?:can|could|would) you )?(?:please )?(?:undo\b|revert\b(?! to (?!the (?:old|previous|first)|how))|"
    r"roll (?:it|that|this) back|"
    r"take (?:it|that|this) back|(?:put|change|turn|switch) (?:it|that|this) back\b(?! (?:in|to the (?:past|"
    r"present))\b)|"
    r"(?:go|switch|change) back to (?:the |what )?(?:old|previous|original|before|it was)|(?:leave|keep) (?:it|"
    r"that|this) (?:the way|how|as|like) it was\b|nimm (?:das|es) (?:wieder )?zurück|"
    r"vuelve a (?:la versión anterior|lo anterior)|reviens (?:à la version|en arrière)|quay lại|go back\W*$|"
    r"restore (?:it|that|"
    r"the (?:old|previous))|"
    r"mach\w* (?:das|es|die letzte änderung) (?:wieder )?rückgängig|rückgängig|deshaz(?:lo)?\b|deshacer\b|"
    r"annule[rz]?\b|défais\b|hoàn tác|撤销|撤回|还原)"
    r"|^(?:i |it )?(?:actually )?(?:liked?|preferr?(?:ed)?|was better|want) (?:it )?(?:the )?(?:old|previous|earlier|"
    r"first|original) (?:version|one|text|wording|way)|^(?:i )?(?:liked?|"
    r"preferr?(?:ed)?) (?:it )?(?:better )?(?:before|as it was|how it was)"
    r"|^the (?:old|previous|earlier) (?:version|one|wording|text) was (?:\w+ )?better",
    re.IGNORECASE,
)
_NOT_SO = late(
    r"^(?:no[, ]+)?(?:not like (?:that|this)|not that|that'?s (?:not|wrong)|that is not|wrong(?: one)?|not what i)\b",
    re.IGNORECASE,
)
_AGAIN = late(
    r"^(?:do (?:it|that) |try |one more time|once )*(?:again|once more|some more|even more|a bit more|"
    r"a little more|more|"
    r"more of (?:that|it|this)|another one|one more|one more time)\b(?:[,.!: -]*(?:please|pls|here|there|"
    r"but\b.*|of (?:that|it|this)))*\W*$"
    r"|^(?:nochmals?|noch ?einmal|noch mal)\b|^(?:otra vez|de nuevo|una vez más)\b|^encore(?: une fois)?\W*$|"
    r"lần nữa|^再(?:来|做|试)",
    re.IGNORECASE,
)
_COMPARATIVE = late(
    r"\b(?:\w{3,}(?:er|ier)|more \w+|less \w+|worse|better)\b|^noch \w+er\b|\bkürzer|länger|einfacher\b|"
    r"\b(?:más|menos) \w+|"
    r"\b(?:plus|moins) \w+|hơn|^再.{1,4}(?:一点|些)|^更",
    re.IGNORECASE,
)
# Nothing but how it should be: "a bit shorter still".
_ONLY_HOW = late(
    r"^too \w+(?: now| again)?\W*$|"
    r"^(?:(?:a (?:bit|little)|even|still|much|way|far|noch|etwas|encore|un peu|aún|todavía|un poco|more|less|"
    r"plus|moins|"
    r"más|menos)\s+)*(?:[a-z]{3,}(?:er|ier)|(?:more|less|plus|moins|más|menos) [a-zà-ÿ]+|kürzer|länger|"
    r"(?:court|long|simple|corto|largo)e?)(?:\s+(?:still|yet|again|please|pls|bitte))*\W*$|^(?:再|更).{1,4}(?:一点|些)?$|"
    r"^\S+ (?:\S+ )?hơn(?: nữa)?$",
    re.IGNORECASE,
)
_SAME = late(
    r"\bsame\b|\bdo (?:that|it|this|so) (?:for|to|with|in|on)\b|\b(?:too|as well)\W*$|\bgenauso\b|\bdasselbe\b|"
    r"\bauch\W*$|"
    r"\blo mismo\b|\btambién\b|\bpareil\b|\bla même chose\b|\baussi\b|cũng vậy|cũng thế|也一样|也这样|同样",
    re.IGNORECASE,
)
_THING = r"one|paragraph|sentence|section|item|bullet|point|function|row|part|bit|passage|heading|line|step"
_NEXT = late(
    rf"(?:\bthe |^)(?:next|following) (?:{_THING})\b|(?:^|\b(?:der|die|das|den) )danach\b|"
    rf"^(?:{_THING}) after that\b|\bthe (?:{_THING}) (?:right |just )?(?:after|below|under|following)"
    r"(?: (?:it|that|this|that one))?(?=\W|$)(?! the)|\b(?:den|die|das|der|dem) nächste[nrms]?\b|\b(?:el|"
    r"la) siguiente\b|"
    r"\b(?:le|la) suivante?\b|(?:đoạn|câu|mục) (?:tiếp theo|sau)|下一[段句条个]",
    re.IGNORECASE,
)
_PREVIOUS = late(
    rf"(?:\bthe |^)(?:previous|preceding) (?:{_THING})\b|(?:^|\b(?:der|die|das|den) )davor\b|"
    rf"^(?:{_THING}) before that\b|\bthe (?:{_THING}) (?:right |just )?(?:before|above)"
    r"(?: (?:it|that|this|that one))?(?=\W|$)(?! (?:the|last))|\b(?:den|die|das|der|dem) vorige[nrms]?\b|"
    r"\b(?:el|la) anterior\b|\b(?:le|la) précédente?\b|(?:đoạn|câu|mục) trước|上一[段句条个]",
    re.IGNORECASE,
)
_ORDINAL_ONE = late(
    r"^(?:(?:the same|do (?:the same|that|it)|same(?: thing)?) (?:to|for|with|in) )?the "
    r"(?P<ordinal>first|second|third|fourth|fifth|sixth|last|\d(?:st|nd|rd|th))(?: one)?(?: too| as well)?\W*$",
    re.IGNORECASE,
)
_OTHER = late(rf"\bthe other (?:{_THING})s?\b", re.IGNORECASE)
_THAT_ONE = late(
    rf"\bthat (?:{_THING})\b(?! (?:about|on|with|where|which|that|of|before|after|above|below))|"
    r"\b(?:what|the (?:\w+ )?(?:paragraph|part|bit|passage|sentence|one|section|"
    r"text)(?: that)?) you (?:have )?(?:just )?"
    r"(?:changed|wrote|edited|added|made|did)\b",
    re.IGNORECASE,
)
_IT = late(
    r"\b(?:it|that|this|them|these|those)\b(?! (?:\w+ ){0,2}(?:paragraph|section|text|document|story))", re.IGNORECASE
)
_OBJECT = late(
    r"^(?:[a-z]+(?: up| down| out)?) (?:it|that|this|them|these|those)\b|^(?:say|put|write|try) (?:it|that|this)\b|"
    r"^(?:hazlo|hazla|acórtalo|mach (?:es|das|ihn|sie)|rends-(?:le|la))\b",
    re.IGNORECASE,
)
_OF_IT = late(
    r"^(?:das|es) (?:ist|klingt|sollte)\b|^(?:eso|ahora) (?:es|está|suena)\b|^(?:c'est|ça (?:sonne|devrait))\b|"
    r"^(?:it|that|this|they|those)(?:'s|'re)?\s+(?:(?:still|now|really|also|just)\s+)*(?:is|are|sounds?|reads?|"
    r"feels?|looks?|"
    r"seems?|needs?|should|could|has|repeats|too|not)\b|^it'?s\b",
    re.IGNORECASE,
)
_PRAISE = late(
    r"^(?:it|that|this)(?:'s| is| looks| reads| sounds| was)?\s+(?:\w+ )?(?:perfect|great|good|fine|nice|lovely|"
    r"wonderful|"
    r"ok(?:ay)?|excellent|better now|much better|right now)\b(?!.*\b(?:but|except)\b)",
    re.IGNORECASE,
)
_ONE_ONLY = late(r"\b(?:it|that one|this one|that)\b", re.IGNORECASE)
_MANY = late(r"\b(?:them|these|those|both|they|they're)\b", re.IGNORECASE)
_THOSE = late(r"^(?:those|these) (?:two|three|ones)\b|^both\b", re.IGNORECASE)
_WITH = late(r"^with(?:out)?\b", re.IGNORECASE)
_NAMES = late(r"^(?P<find>[^\W\d_][\w'’-]*)\s+(?:to|into|becomes|->|→|=>)\s+(?P<replace>[^\W\d_][\w'’-]*)\W*$")
_CONTINUED = ("edit", "delete", "insert", "rewrite")

ASK_WHICH = "it is not clear which passage you speak of"
_WHICH = "Which passage do you mean? Select it, or name it by its number or its words. I have changed nothing yet."
_NO_UNDO = "There is no change of mine in this text that I could take back."
_OPENED = "I only opened this text. If you do not want it, delete the canvas; that can be undone, too."
_WHAT = "What shall I do there? Tell me, for example “make it shorter”. I have changed nothing yet."
_HOW = "Shall I take my last change back, or change it further? Say “undo”, or tell me how it should be."


def go_on(
    ask: str, snapshot: Snapshot, selected: tuple[int, ...] = (), done: Sequence[Done] = ()
) -> DoingDecision | None:
    """What `ask` does when it goes on with the last of `done` (oldest first); None when it stands on its own.

    The decision's `pick` is the passage; its label is "ask" when it speaks of an earlier change and fits none.
    """
    said = strip_politeness(_HESITATION.sub("", respell(ask).strip()).strip())
    if not said:
        return None
    last = done[-1] if done else None
    if _UNDO.search(said) and not said.endswith("?"):
        if last is None or last.did == "open":
            question = _NO_UNDO if last is None else _OPENED
            return DoingDecision("ask", "no change of mine can be taken back", ask, sure=False, question=question)
        return DoingDecision("undo", "you asked for the text as it was before my last change", ask)
    if (is_question(said) and not said.lower().startswith("do the same")) or WHOLE.search(said):
        return None
    if last is None:
        return _without_past(said, ask, snapshot, selected)
    if _NOT_SO.match(said) and last.just_now:
        return DoingDecision(
            "ask", "you do not like my last change, and did not say what you want", ask, sure=False, question=_HOW
        )
    if last.did == "rename":
        names = _NAMES.match(said)
        if names and names["find"] in snapshot.text:
            why = f"“{names['find']}” becomes “{names['replace']}” everywhere"
            return DoingDecision("rename", why, ask, renaming=Renaming(names["find"], names["replace"]))
        return None
    return _of_last(said, ask, snapshot, selected, done)


def pick_with(ask: str, snapshot: Snapshot, selected: tuple[int, ...] = (), done: Sequence[Done] = ()) -> Pick:
    """The blocks that `ask` means, those of an earlier change included."""
    decision = go_on(ask, snapshot, selected, done)
    if decision is not None and decision.label == "ask":
        return Pick((), "nothing", decision.why, False)
    return (decision.pick if decision is not None else None) or pick_blocks(ask, snapshot, selected)


def _without_past(said: str, ask: str, snapshot: Snapshot, selected: tuple[int, ...]) -> DoingDecision | None:
    """A message that can only be understood from a change that there was not."""
    if selected:
        return None
    speaks = _AGAIN.match(said) or _NEXT.match(said) or _PREVIOUS.match(said) or _SAME.match(said)
    of_one = re.match(r"(?:that|this) one\b", said, re.IGNORECASE) or re.search(
        r"\bthe one i mean\b|\bthe other (?:one|function|paragraph|section|item)\b", said
    )
    if (speaks or of_one) and pick_blocks(said, snapshot).how not in ("named",):
        return _ask_which(ask)
    return None


def _of_last(
    said: str, ask: str, snapshot: Snapshot, selected: tuple[int, ...], done: Sequence[Done]
) -> DoingDecision | None:
    last = done[-1]
    same = bool(_SAME.search(said))
    if selected:
        if (same or _AGAIN.match(said)) and last.did in _CONTINUED:
            pick = Pick(selected, "selection", "the passage you selected")
            return _like_last(ask, pick, done, said)
        return None
    blocks = blocks_of(last, snapshot)
    if beside := _beside(said, snapshot, last, blocks):
        return _like_last(ask, beside, done, said) if beside.blocks else _ask_which(ask)
    named = pick_blocks(said, snapshot)
    if same and named.how == "named" and not _own_order(said):
        return _like_last(ask, named, done, said)
    here = Pick(blocks, "named", "the passage of my last change", bool(blocks))
    if _THAT_ONE.search(said):
        return _like_last(ask, here, done, said) if len(blocks) == 1 else _ask_which(ask)
    if _THOSE.match(said) and len(blocks) > 1:
        return _like_last(ask, here, done, said)
    if _AGAIN.search(said):
        return _again(ask, said, here, done)
    if _WITH.match(said) and last.just_now and last.did == "edit" and blocks:
        return DoingDecision("edit", "you asked for more in the passage of my last change", ask, pick=here)
    return _of_it(said, ask, here, named, last)


def _ask_which(ask: str) -> DoingDecision:
    return DoingDecision("ask", ASK_WHICH, ask, sure=False, question=_WHICH)


def _again(ask: str, said: str, here: Pick, done: Sequence[Done]) -> DoingDecision | None:
    last = done[-1]
    if last.did == "rewrite":
        request = ask if _own_order(said) or _COMPARATIVE.search(said) else _wish(done)
        return DoingDecision("rewrite", "you asked for more of the same", request)
    if last.did in ("insert", "open"):
        return DoingDecision("insert", "you asked for more of the same", "continue")
    if last.did == "edit" and here.blocks:
        return _like_last(ask, here, done, said)
    return DoingDecision("ask", "it is not clear what to do again", ask, sure=False, question=_WHAT)


def _of_it(said: str, ask: str, here: Pick, named: Pick, last: Done) -> DoingDecision | None:
    """The decision for "make it shorter", "it still sounds flat" and "shorter" right after a change of a passage."""
    if not last.just_now or named.how == "named" or _PRAISE.match(said) or last.did not in ("edit", "insert"):
        return None
    how = bool(_COMPARATIVE.search(said) and len(said.split()) <= 6 and named.how != "content")
    short = how or bool(_ONLY_HOW.match(said))
    object_of = bool(_OBJECT.match(said) and (_own_order(said) or asks_removal(said) or _COMPARATIVE.search(said)))
    if not (object_of or _OF_IT.match(said) or short):
        return None
    if not here.blocks or (len(here.blocks) > 1 and not _MANY.search(said) and _ONE_ONLY.search(said)):
        return _ask_which(ask)
    if asks_removal(said):
        return DoingDecision("delete", f"{here.why} is to go", ask, pick=here)
    return DoingDecision("edit", f"you asked for a change of {here.why}", ask, pick=here)


def _like_last(ask: str, pick: Pick, done: Sequence[Done], said: str) -> DoingDecision:
    """The same as last time to `pick`, unless the message has an order of its own."""
    if asks_removal(said):
        return DoingDecision("delete", f"{pick.why} is to go", ask, pick=pick)
    own = _own_order(said) or bool(_COMPARATIVE.search(said))
    if own or done[-1].did == "edit":
        return DoingDecision("edit", f"you asked for a change of {pick.why}", ask if own else _wish(done), pick=pick)
    if done[-1].did == "delete":
        return DoingDecision("delete", f"{pick.why} is to go, too", _wish(done), pick=pick)
    return DoingDecision("ask", "it is not clear what to do there", ask, sure=False, question=_WHAT)


def _own_order(said: str) -> bool:
    bare = re.sub(r"^(?:do|make) (?:the same|it again|that again)\b.*$", "", said, flags=re.IGNORECASE)
    complains = re.search(r"\b(?:is|are|sounds?|reads?|seems?|feels?|has|needs?|should)\b", bare, re.IGNORECASE)
    return bool(asks_change(bare) or complains)


def _wish(done: Sequence[Done]) -> str:
    """What was wished for last in words of its own: past all "again"s."""
    for change in reversed(done):
        said = _HESITATION.sub("", change.ask.strip())
        if not (_AGAIN.search(said) or _SAME.search(said) or _NEXT.search(said) or _ORDINAL_ONE.match(said)):
            return change.ask
    return done[-1].ask


def blocks_of(done: Done, snapshot: Snapshot) -> tuple[int, ...]:
    """The blocks that hold the words of a change, or that lost some; none for a deletion."""
    found: list[int] = []
    if done.did == "delete":
        return ()
    for start, end in done.spans:
        for block in snapshot.blocks:
            whole = block.parent is None and block.start == start and block.end == end
            if whole and not block.leaf:
                found.append(block.number)
                break
        else:
            inside = snapshot.blocks_in(start, end)
            behind = [b for b in snapshot.leaves() if b.end == start] if start == end and not inside else []
            found += [b.number for b in (inside or behind)]
    return tuple(sorted(set(found)))


def _beside(said: str, snapshot: Snapshot, last: Done, blocks: tuple[int, ...]) -> Pick | None:
    """The neighbour of the last passage among its kind, or that kind's first, second, last; no blocks if unclear."""
    ordinal = _ORDINAL_ONE.match(said)
    step = 1 if _NEXT.search(said) else -1 if _PREVIOUS.search(said) else 0
    other = _OTHER.search(said)
    if not (ordinal or step or other):
        return None
    nothing = Pick((), "nothing", ASK_WHICH, False)
    anchor = [b for n in blocks if (b := snapshot.block(n)) is not None]
    kinds = {b.kind for b in anchor} if anchor else _kind_before(snapshot, last)
    if len(kinds) != 1 or last.did not in ("edit", "delete", "insert"):
        return nothing
    same = [b for b in snapshot.blocks if b.kind in kinds and (b.leaf or b.parent is None)]
    if other:
        rest = [b for b in same if b not in anchor]
        return Pick((rest[0].number,), "named", "the other one") if len(rest) == 1 else nothing
    if ordinal:
        value = ordinal_value(ordinal["ordinal"]) or 0
        fits = value and -len(same) <= value <= len(same)
        return Pick((same[value - 1 if value > 0 else value].number,), "named", said.lower()) if fits else nothing
    near = _near(same, anchor, last, step)
    where = "after" if step > 0 else "before"
    return Pick((near.number,), "named", f"the one {where} my last change") if near else nothing


def _near(same: list[Block], anchor: list[Block], last: Done, step: int) -> Block | None:
    first = min((b.start for b in anchor), default=min((s for s, _ in last.spans), default=0))
    end = max((b.end for b in anchor), default=first)
    if step > 0:
        return next((b for b in same if b.start >= end and b not in anchor), None)
    return next((b for b in reversed(same) if b.end <= first and b not in anchor), None)


def _kind_before(snapshot: Snapshot, last: Done) -> set[str]:
    """The kind of what stands in front of removed words."""
    at = min((start for start, _ in last.spans), default=0)
    before = [b for b in snapshot.leaves() if b.end <= at]
    return {str(before[-1].kind)} if before else set()
