"""What does a message do to the open canvas? Rules; see `behaviors/edit_or_rewrite/spec.md`.

Each clause is read on its own, in this order: a question, a rename, a removal, something new, another canvas, a change.
The first clause that asks for something decides. Which passage is meant is `picking.py`'s part.
"""

import re

from gesso.agent.guided.ask import clauses, is_question, respell, wants_canvas, wants_chat
from gesso.agent.guided.decision import DoingDecision, Renaming
from gesso.agent.guided.opening import decide_opening
from gesso.agent.guided.picking import Pick, pick_blocks
from gesso.agent.guided.places import WHOLE
from gesso.canvas.snapshot import Snapshot

_THANKS = re.compile(
    r"^(?:thanks?(?: you| a lot| so much)?|thx|ty|great|nice|perfect|cool|awesome|good (?:job|work)|looks (?:good|"
    r"great)|love it|ok(?:ay)?|danke|gracias|merci|cảm ơn|谢谢)\b[^?]*$",
    re.IGNORECASE,
)
_JUST_TELL = re.compile(r"\bjust tell me\b|\b(?:only|just) (?:answer|comment|say)\b", re.IGNORECASE)
_HANDS_OFF = re.compile(
    r"\b(?:don'?t|do not|without) (?:chang|touch|edit|alter)\w*(?: the| this| my)?(?: text| document| one| it|"
    r" anything)?\b",
    re.IGNORECASE,
)

_Q = r"[\"“„'`«]?"
_WORD = r"(?P<{n}>[^\"“”„'`«»,.;:!?，。]{{1,60}}?)"
_EVERYWHERE = (
    r"(?:everywhere|throughout|all over|in the (?:whole |entire )?(?:text|document|story|code|file)|in all places|"
    r"überall|im ganzen text|"
    r"en todo el (?:texto|documento)|en todas partes|partout|dans tout le texte|ở mọi nơi|trong toàn bộ)"
)
_RENAMES = tuple(
    re.compile(
        pattern.replace("FIND", _Q + _WORD.format(n="find") + r"[\"“”'`»]?").replace(
            "NEW", _Q + _WORD.format(n="new") + r"[\"“”'`»]?"
        ),
        re.IGNORECASE,
    )
    for pattern in (
        rf"^rename (?:all |every |the \w+ )?FIND (?:to|as|into) NEW(?:,? {_EVERYWHERE}.*)?[.!]?$",
        rf"^(?:replace|substitute|swap) (?:all|every|each)(?: occurrences? of| instances? of)? ?(?:the )?(?:words? |"
        rf"names? )?FIND (?:with|by|for|to) NEW(?:,? {_EVERYWHERE}.*)?[.!]?$",
        rf"^(?:replace|change|swap|turn|substitute) (?:the (?:word|name) )?FIND (?:with|by|for|to|"
        rf"into) NEW,? {_EVERYWHERE}.*$",
        r"^(?:replace|change|swap) (?:the (?:word|name) )?[\"“„'`](?P<find>[^\"”“'`]{1,40})[\"”“'`] (?:with|by|for|"
        r"to) [\"“„'`](?P<new>[^\"”“'`]{1,40})[\"”“'`][.!]?$",
        rf"^call FIND NEW {_EVERYWHERE}.*$",
        rf"^(?:ersetze|ersetz) (?:alle |jedes |überall )?FIND (?:durch|mit) NEW(?: {_EVERYWHERE})?[.!]?$",
        r"^(?:benenne|nenne) FIND (?:überall )?in NEW um.*$",
        rf"^(?:cambia|reemplaza|sustituye) (?:todos los |todas las |el nombre )?FIND (?:por|a) NEW,? {_EVERYWHERE}.*$",
        rf"^(?:remplace|change) (?:tous les |toutes les )?FIND (?:par|en) NEW,? {_EVERYWHERE}.*$",
        rf"^(?:đổi|thay) (?:tất cả )?FIND (?:thành|bằng) NEW(?: {_EVERYWHERE})?[.!]?$",
        r"^把(?:所有的?|全部的?)FIND(?:都)?(?:改成|换成|替换成|改为|替换为)NEW[。！]?$",
    )
)
_SWAP = re.compile(
    r"^(?:replace|change|swap|substitute) (?P<find>(?!\w+['’]s name)[^,.;:!?]{1,30}?) (?:with|by|to|for|"
    r"into) (?P<new>[^,.;:!?]{1,30}?)[.!]?$"
    r"|^(?P<find2>[^,.;:!?]{1,30}?) ?(?:->|→|=>) ?(?P<new2>[^,.;:!?]{1,30}?)(?:,? (?:everywhere|throughout))?[.!]?$"
    r"|^use (?P<new4>\w+) instead of (?P<find4>\w+)(?:,? (?:everywhere|throughout))[.!]?$"
    r"|^(?:every time|wherever|whenever) (?:it|the text) says (?P<find5>\w+),? (?:it should say|say|write|"
    r"put) (?P<new5>\w+)[.!]?$"
    r"|^(?:change|switch) (?P<find3>\w+)(?:'s|’s) name (?:in)?to (?P<new3>\w+)\b.*$",
    re.IGNORECASE,
)
_OTHER_WORD = re.compile(r"\b[\w%.]+, not [\w%.]+|\b\w+ instead of \w+", re.IGNORECASE)
_MADE_ANEW = re.compile(r"^(?:write|draft|compose|create|build) (?:(?:me|us) )?an? ", re.IGNORECASE)
_IN_PLACE = re.compile(
    r"^(?:in|for|under|at|within) .{3,50}?,? "
    r"(?=(?:change|make|fix|replace|rewrite|shorten|set|use|put|update|correct|turn|add|remove|swap)\b)",
    re.IGNORECASE,
)
_COULD_BE = re.compile(
    r"^(?:can|could) (?:we have|we make|the|this|that|it|these|paragraph|section)\b.*\b(?:be|sound|read|have|get|"
    r"become|make|in)\b",
    re.IGNORECASE,
)
_FEEDBACK = re.compile(
    r"^(?:give me|i want|i'd like|i need|any|some)\b.*\b(?:feedback|opinion|thoughts|advice|ideas|critique)\b",
    re.IGNORECASE,
)
_CODE_ALL = re.compile(r"\b(?:comments|type hints|types|docstrings|logging|error handling)\b", re.IGNORECASE)
_CALLED = re.compile(
    r"\bshould (?:now )?be (?:called|named) (?P<new>[A-ZÀ-Þ][\w-]*)|"
    r"\bis (?:now )?called (?P<new2>[A-ZÀ-Þ][\w-]*) (?:from now on|now)",
    re.UNICODE,
)

_REMOVE = re.compile(
    r"\b(?:is|are) (?:unnecessary|superfluous|redundant|not needed|useless)\b|"
    r"\b(?:don'?t|do not|no longer) need (?:the|that|this)\b|"
    r",\s*(?:please |so )?(?:delete|remove|drop|cut|scrap) (?:it|that|this|them)\b|"
    r"^(?:remove|delete|drop|get rid of|take out|erase|scrap|cut(?: out)?(?= the| that| this| paragraph)|strike|"
    r"lose(?= the)|lösch\w*|entfern\w*|streich\w*|"
    r"elimina|borra|quita|supprime|enlève|retire|xóa|xoá|bỏ|删除|删掉|去掉|移除)(?![a-z])|\b(?:can|should|must) (?:go|"
    r"be (?:removed|deleted|dropped|cut))\b|^把.*(?:删除|删掉|去掉)",
    re.IGNORECASE,
)
_SMALL_PART = re.compile(
    r"\b(?:words?|rows?|columns?|cells?|phrase|comma|link|emoji|sentences?|line break|satz|wort|zeile|spalte|palabra|"
    r"frase|mot|phrase|từ|câu|hàng|cột)\b|词|句|行|列",
    re.IGNORECASE,
)
_ADD = re.compile(
    r"^(?:also )?mention\b|^(?:another|one more) (?!post|article|essay|story|letter|email|document|canvas|poem)\w+|"
    r"^(?:add|insert|append|include|put(?= (?:an?|another|some|"
    r"the words?)\b)|continue|"
    r"keep (?:writing|going)|go on|"
    r"carry on|write (?:on|more)$|extend (?:it|the (?:text|story))|finish (?:it|the (?:text|story|letter))|"
    r"füge?|ergänze?|schreib weiter|mach weiter|añade|agrega|continúa|sigue|ajoute|continue|poursuis|thêm|viết tiếp|"
    r"添加|加上|加一|增加|继续|续写|补充)(?![a-z])",
    re.IGNORECASE,
)
_PIECE_WANTED = re.compile(
    r"^(?:now |then |also )*(?:write|draft|compose|create|give me|make|i'd like|i want|i need|we need|insert|"
    r"schreib\w*|escribe|écris|viết)\s+(?:(?:me|"
    r"us) )?(?:an?|another|one more|the next|some|ein\w*|otr[oa]|un\w*|một)\s+(?:\w+\s+){0,2}?"
    r"(?:paragraph|section|sentence|chapter|conclusion|intro(?:duction)?|ending|ps|postscript|bullet|heading|stanza|"
    r"verse|scene|absatz|abschnitt|párrafo|sección|paragraphe|section|đoạn|phần)\b",
    re.IGNORECASE,
)
_NEW_ROW = re.compile(r"\b(?:rows?|columns?|zeile|spalte|fila|columna|ligne|colonne)\b", re.IGNORECASE)
_INTO = re.compile(r"\b(?:to|in|into|inside|within)\s+(?:the |each |every |this |my )?[\w`\"“]", re.IGNORECASE)
_NEW_PASSAGE = re.compile(
    r"\b(?:an?|another|one more|the) (?:\w+ ){0,2}?(?:paragraph|section|sentence|chapter|conclusion|"
    r"intro(?:duction)?|ending|function|method|class|p\.?s\.?|"
    r"heading|title|table|list|summary|quote|stanza|verse|scene)\b|\bps\b",
    re.IGNORECASE,
)
_SEPARATE = re.compile(
    r"\b(?:separate|another|second|different|new) (?:blog|post|article|essay|story|letter|email|document|canvas|poem|"
    r"report|text|program|script|file|page)\b",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"\b(?:it|this|these|the (?:text|story|document|post|letter|email|essay|article|code)|my (?:text|story|letter|"
    r"email|essay))\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"^(?:make|rewrite|re-?write|change|fix|correct|shorten|simplify|translate|improve|polish|expand|lengthen|turn|"
    r"port|tell(?! me| us)|cut (?:the|down)|redo|convert|rephrase|reword|"
    r"paraphrase|update|replace|edit|tighten|trim|condense|proofread|format|reformat|reorder|sort|move|swap|merge|"
    r"split|join|double|halve|clean up|clarify|"
    r"explain better|check(?= .*\b(?:spelling|grammar|typos)\b)|spice|adapt|adjust|refactor|optimi[sz]e|use|sign|"
    r"give(?! me| us)|say|put(?= (?:it|this|"
    r"everything|the text)\b)|find a|find an|start with|end with|"
    r"begin with|increase|reduce|set|highlight|bold|"
    r"cut (?:it|this)|put (?=.*\b(?:bold|italics|quotes)\b)|remove|bring|tone|mach\w*|kürz\w*|schreib\w*|änder\w*|"
    r"übersetz\w*|verbesser\w*|korrigier\w*|formulier\w*|haz|acorta|cambia|traduce|"
    r"mejora|corrige|reescribe|arregla|simplifica|raccourcis|change|traduis|améliore|corrige|réécris|rends|simplifie|"
    r"reformule|viết lại|sửa|rút gọn|dịch|làm|đổi|cải thiện|把|改|翻译|缩短|修改|润色|简化|重写)(?![a-z])",
    re.IGNORECASE,
)
_SHORTHAND = re.compile(
    r"^(?:(?:a (?:bit|little)|much|way|more|less|even) )*(?:simpler|shorter|longer|friendlier|funnier|warmer|nicer|"
    r"(?:more|less) \w+(?=\W*$)|"
    r"clearer|stronger|softer|better|kürzer|länger|einfacher|freundlicher|"
    r"formal\w*|casual\w*|polite\w*|concise\w*|formeller|más \w+|plus \w+|too (?:long|short|formal|stiff|dry|boring)|"
    r"a stronger|a better|a nicer)\b|^(?:更|短一点|长一点|简单)|^ngắn hơn|^dài hơn",
    re.IGNORECASE,
)
_COMPLAINT = re.compile(
    r"\b(?:is|are|sounds?|seems?|feels?|reads?|ist|sind|klingt|es|est)\s+(?:\w+\s+){0,2}?(?:boring|dry|dull|long|"
    r"short|wrong|unclear|confusing|stiff|funny|weak|bad|off|repetitive|clumsy|rude|lang|kurz|largo|corto|long|trop|"
    r"zu|demasiado)\b|\btoo \w+\b|"
    r"\bshould (?:be|promise|have|say|take|start|end|include|sound|read|not)\b|\bneeds?\b|\bmust be\b|\b(?:can|"
    r"could) you put\b|\bfehl(?:t|en)\b|\bsollte\b|\bdebería\b|\bdevrait\b",
    re.IGNORECASE,
)
_POLITE_END = re.compile(r"\b(?:can|could|would|will) you\b[^.!?]*\?\s*$", re.IGNORECASE)


def decide_doing(ask: str, snapshot: Snapshot, selected: tuple[int, ...] = ()) -> DoingDecision:
    """What `ask` does to the canvas of `snapshot`. With `sure=False` nothing in the message says it outright."""
    said = respell(ask)
    hands_off = bool(_HANDS_OFF.search(said))
    if wants_canvas(said) and not wants_chat(said):
        return DoingDecision("new", "you asked for a canvas of its own", ask)
    if wants_chat(said) or _JUST_TELL.search(said):
        return DoingDecision("chat", "you asked for the answer in chat", ask)
    parts = clauses(said)
    complaint: DoingDecision | None = None
    for part in parts:
        found = _decide_clause(part, said, snapshot, selected)
        if found is None or (hands_off and found.label in ("edit", "rewrite", "delete")):
            continue
        if found.label == "rewrite" and complaint is not None and not WHOLE.search(part):
            return DoingDecision("edit", complaint.why, ask)  # "the intro is dull, can you liven it up"
        if (
            found.label != "edit"
            or _COULD_BE.match(part)
            or _CHANGE.match(_IN_PLACE.sub("", part, count=1))
            or _SHORTHAND.match(part)
        ):
            return found
        complaint = complaint or found
    if complaint is not None and not (said.rstrip().endswith("?") and not _POLITE_END.search(said)):
        return complaint
    if hands_off or all(_THANKS.match(part) or is_question(part) or part.endswith("?") for part in parts):
        return DoingDecision(
            "chat", "you asked a question" if not hands_off else "you asked to leave the text as it is", ask
        )
    return DoingDecision("chat", "no change was asked for", ask, sure=is_question(parts[-1]) or parts[-1].endswith("?"))


def _decide_clause(part: str, said: str, snapshot: Snapshot, selected: tuple[int, ...]) -> DoingDecision | None:
    could_be = bool(_COULD_BE.match(part))
    if (is_question(part) and not could_be) or _THANKS.match(part) or _FEEDBACK.match(part):
        return None
    if renaming := find_renaming(part, said, snapshot):
        return DoingDecision(
            "rename", f"“{renaming.find}” becomes “{renaming.replace}” everywhere", part, renaming=renaming
        )
    pick = pick_blocks(part, snapshot, selected)
    if pick.how == "nothing" and part != said and re.search(r"\b(?:it|that|this|them)\b", part):
        named = pick_blocks(said, snapshot, selected)  # "the list is not needed, delete it"
        pick, part = (named, said) if named.how == "named" and _REMOVE.search(part) else (pick, part)
        if pick is named:
            return _removal("delete " + said, pick, snapshot)
    if _REMOVE.search(part):
        return _removal(part, pick, snapshot)
    if snapshot.kind == "code" and _ADD.match(part) and _CODE_ALL.search(part) and pick.how != "named":
        return DoingDecision("rewrite", "it concerns the whole program", part)
    if _ADD.match(part) or _PIECE_WANTED.match(part):
        return _addition(part, pick, snapshot)
    no_passage = pick.how not in ("named", "selection") and not _CHANGE.match(part)
    if no_passage or _MADE_ANEW.match(part) or _SEPARATE.search(part):
        opening = decide_opening(part)
        what = re.split(r"\b(?:about|on|from|based on|regarding|that|which)\b", part)[0]
        if opening.label != "chat" and (not _THIS.search(what) or _SEPARATE.search(part)):
            return DoingDecision("new", opening.why, part)
    return _change(part, pick, snapshot)


def _removal(part: str, pick: Pick, snapshot: Snapshot) -> DoingDecision | None:
    if not pick.blocks:
        return None
    inside = _SMALL_PART.search(part) or (
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
    into = pick.how == "named" and _INTO.search(part) and not _NEW_PASSAGE.search(part)
    if into and (snapshot.kind == "code" or _NEW_ROW.search(part)):
        return DoingDecision("edit", f"it belongs inside {pick.why}", part)
    return DoingDecision("insert", "you asked for something new in this text", part)


def _change(part: str, pick: Pick, snapshot: Snapshot) -> DoingDecision | None:
    verb = _IN_PLACE.sub("", part, count=1)
    asks = bool(_CHANGE.match(part) or _CHANGE.match(verb) or _SHORTHAND.match(part) or _COULD_BE.match(part))
    corrects = not asks and pick.how == "content" and _corrects(part, snapshot.blocks[pick.blocks[0] - 1].text)
    complains = corrects or bool(_COMPLAINT.search(part) or _OTHER_WORD.search(part))
    if not (asks or complains):
        if pick.how == "named" and pick.blocks and _ORDER.match(part):
            return DoingDecision("edit", f"you asked for a change of {pick.why}", part)
        return None
    if WHOLE.search(part) and pick.how != "named":
        return DoingDecision("rewrite", "you asked for a change of the whole text", part)
    if pick.how in ("named", "selection") and pick.blocks:
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
_ORDER = re.compile(
    r"^(?!(?:i|we|you|he|she|it|they|my|our|the|this|that|a|an|thanks?|ok|yes|no|not|there|what|who|which|"
    r"summari[sz]e|explain|tell|"
    r"describe|compare|count|list|show|read|quote|find|look|see|check|discuss|evaluate|rate|review|critique|is|are|"
    r"in|on|for)\b)"
    r"[a-z]+(?: up| down| out| off)? (?:the|this|that|my|paragraph|section|every)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
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


def find_renaming(part: str, said: str, snapshot: Snapshot) -> Renaming | None:
    """What to find and what to put instead, when a clause asks for that everywhere."""
    for pattern in _RENAMES:
        if match := pattern.match(part.strip()):
            find, new = match["find"].strip(), match["new"].strip()
            if (
                find
                and new
                and not re.match(
                    r"(?:the|a|an) (?:\w+ )?(?:paragraph|quote|table|list|heading|title|section)\b", find, re.IGNORECASE
                )
            ):
                return Renaming(find, new)
    if match := _SWAP.match(part.strip()):
        groups = {name.rstrip("2345"): words for name, words in match.groupdict().items() if words}
        find, new = groups["find"].strip(" \"'“”"), groups["new"].strip(" \"'“”")
        if find.lower() in ("it", "this", "that", "them", "everything"):
            return None
        present = re.search(rf"(?<!\w){re.escape(find)}(?!\w)", snapshot.text)
        if present and len(find.split()) <= 3 and len(new.split()) <= 3:
            return Renaming(find, new)
    if match := _CALLED.search(part):
        new = match["new"] or match["new2"]
        names = [
            name
            for name in re.findall(r"\b[A-ZÀ-Þ][\w-]+", said)
            if name != new and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", snapshot.text)
        ]
        names = [name for name in names if len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", snapshot.text)) >= 1]
        if names:
            return Renaming(names[0], new)
    return None
