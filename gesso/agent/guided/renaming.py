"""Does a clause give something another name everywhere, and which name is to go? Rules.

Where the old name is not said ("her name is spelled Marah"), it is the one name of the text that is nearly the new one,
or the title for "the tool is called …"; where that leaves a choice, nothing is renamed.
"""

import re

from gesso.agent.guided.decision import Renaming
from gesso.base.late import late
from gesso.canvas.snapshot import Snapshot

_Q = r"[\"“„'`«]?"
_WORD = r"(?P<{n}>[^\"“”„'`«»,.;:!?，。]{{1,60}}?)"
_EVERYWHERE = (
    r"(?:everywhere|throughout|all over|in the (?:whole |entire )?(?:text|document|story|code|file)|in all places|"
    r"überall|im ganzen text|"
    r"en todo el (?:texto|documento)|en todas partes|partout|dans tout le texte|ở mọi nơi|trong toàn bộ)"
)
_RENAMES = tuple(
    late(
        pattern.replace("FIND", _Q + _WORD.format(n="find") + r"[\"“”'`»]?").replace(
            "NEW", _Q + _WORD.format(n="new") + r"[\"“”'`»]?"
        ),
        re.IGNORECASE,
    )
    for pattern in (
        rf"^rename (?!the (?:sub)?(?:heading|title|section|headline|header|document|file)\b)(?:all |every |"
        rf"the \w+ )?FIND (?:to|as|into) NEW(?:,? {_EVERYWHERE}.*)?[.!]?$",
        rf"^(?:replace|substitute|swap) (?:all|every|each)(?: occurrences? of| instances? of)? ?(?:the )?(?:words? |"
        rf"names? )?FIND (?:with|by|for|to) NEW(?:,? {_EVERYWHERE}.*)?[.!]?$",
        rf"^(?:replace|change|swap|turn|substitute) (?:the (?:word|name) )?FIND (?:with|by|for|to|"
        rf"into) NEW,? {_EVERYWHERE}.*$",
        r"^(?:replace|change|swap) (?:the (?:word|name) )?[\"“„'`](?P<find>[^\"”“'`]{1,40})[\"”“'`] (?:with|by|for|"
        r"to) [\"“„'`](?P<new>[^\"”“'`]{1,40})[\"”“'`][.!]?$",
        rf"^call FIND NEW {_EVERYWHERE}.*$",
        rf"^FIND (?:should|must) (?:now )?(?:read|be|say|become) NEW,? {_EVERYWHERE}.*$",
        rf"^(?:ersetze|ersetz) (?:alle |jedes |überall )?FIND (?:durch|mit) NEW(?: {_EVERYWHERE})?[.!]?$",
        r"^(?:benenne|nenne) FIND (?:überall )?in NEW um.*$",
        rf"^(?:cambia|reemplaza|sustituye) (?:todos los |todas las |el nombre )?FIND (?:por|"
        rf"a) NEW,? {_EVERYWHERE}.*$",
        rf"^(?:remplace|change) (?:tous les |toutes les )?FIND (?:par|en) NEW,? {_EVERYWHERE}.*$",
        rf"^(?:đổi|thay) (?:tất cả )?FIND (?:thành|bằng) NEW(?: {_EVERYWHERE})?[.!]?$",
        r"^把(?:所有的?|全部的?)FIND(?:都)?(?:改成|换成|替换成|改为|替换为)NEW[。！]?$",
    )
)
_SWAP = late(
    r"^(?:replace|change|swap|substitute) (?P<find>(?!\w+['’]s name)[^,.;:!?]{1,30}?) (?:with|by|to|for|"
    r"into) (?P<new>[^,.;:!?]{1,30}?)[.!]?$"
    r"|^(?P<find2>[^,.;:!?]{1,30}?) ?(?:->|→|=>) ?(?P<new2>[^,.;:!?]{1,30}?)(?:,? (?:everywhere|throughout))?[.!]?$"
    r"|^use (?P<new4>\w+) instead of (?P<find4>\w+)(?:,? (?:everywhere|throughout))[.!]?$"
    r"|^(?:every time|wherever|whenever) (?:it|the text) says (?P<find5>\w+),? (?:it should say|say|write|"
    r"put) (?P<new5>\w+)[.!]?$"
    r"|^(?:change|switch) (?P<find3>\w+)(?:'s|’s) name (?:in)?to (?P<new3>\w+)\b.*$",
    re.IGNORECASE,
)
_CALLED = late(
    r"\bshould (?:now )?be (?:called|named|spelled|spelt) (?P<new>[\w-]+)|"
    r"\b(?:is|was|are)(?: actually| now| really| in fact)? (?:called|named|spelled|spelt) (?P<new2>[\w-]+)|"
    r"^call (?:the (?:\w+ )?)?(?P<old3>[\w-]+) (?P<new3>[\w-]+) (?:instead|now|from now on)\b"
)
_FROM_NOW = late(r"\b(?:everywhere|throughout|from now on|now|instead|should|all over|in all places)\b", re.IGNORECASE)
_OF_TITLE = late(r"\b(?:tool|program|app|project|library|package|product|company|it|this)\b", re.IGNORECASE)


_THE_DEFINITION = re.compile(
    r"^(?:rename|call) (?:the|this|that|my) (?P<kind>function|method|class)(?: name)? (?:(?:to|as|into) )?"
    r"(?P<new>[A-Za-z_$][\w$]*)(?: instead)?[.!]?$",
    re.IGNORECASE,
)
_FIRST_LINE = {
    "class": re.compile(r"(?:\w+ )*class\b"),
    "function": re.compile(r".*(?:\bdef\b|\bfunction\b|\bfn\b|\bfunc\b|=>|\)\s*\{)"),
}


def _the_definition(match: re.Match[str], snapshot: Snapshot) -> Renaming | None:
    """The one function or class of a program, where the message says "the function" and no name."""
    line = _FIRST_LINE["class" if match["kind"].lower() == "class" else "function"]
    named = [b.title for b in snapshot.blocks if b.kind == "definition" and line.match(b.text)]
    return Renaming(named[0], match["new"]) if len(named) == 1 else None


def find_renaming(part: str, said: str, snapshot: Snapshot) -> Renaming | None:
    """What to find and what to put instead, when a clause asks for that everywhere."""
    if snapshot.kind == "code" and (match := _THE_DEFINITION.match(part.strip())):
        return _the_definition(match, snapshot)
    for pattern in _RENAMES:
        if match := pattern.match(part.strip()):
            find, new = match["find"].strip(), match["new"].strip()
            if (
                find
                and new
                and not re.match(
                    r"(?:the|a|an) (?:\w+ )?(?:paragraph|quote|table|list|heading|title|"
                    r"section)\b",
                    find,
                    re.IGNORECASE,
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
    if (match := _CALLED.search(part)) and _FROM_NOW.search(said):
        return _named_anew(match, part, said, snapshot)
    return None


def _named_anew(match: re.Match[str], part: str, said: str, snapshot: Snapshot) -> Renaming | None:
    new = (match["new"] or match["new2"] or match["new3"]).strip()
    if match["old3"]:
        return Renaming(match["old3"], new) if _occurs(match["old3"], snapshot) else None
    head = said[: said.index(match.group(0))] if match.group(0) in said else part[: match.start()]
    told = [w for w in re.findall(r"[\w-]+", head) if w != new and _occurs(w, snapshot)]
    names = [w for w in told if w[:1].isupper() and not (part.startswith(w) and w.islower())]
    names = [w for w in names if w.casefold() not in _NOT_NAMES]
    if snapshot.kind == "code":
        names = names or [b.title for b in snapshot.blocks if b.title and b.title in told]
    if len(set(names)) == 1:
        return Renaming(names[0], new)
    near = {
        w
        for w in re.findall(r"\b[A-ZÀ-Þ][\w-]+", snapshot.text)
        if w != new and w[:1] == new[:1] and abs(len(w) - len(new)) <= 2 and _slips(w, new) <= 2
    }
    if len(near) == 1:
        return Renaming(near.pop(), new)
    first = next((b for b in snapshot.blocks if b.kind == "heading"), None)
    if first is not None and len(first.title.split()) == 1 and not names and _OF_TITLE.search(head):
        return Renaming(first.title.strip(), new)
    return None


_OTHER_WORDS = "the a an my her his our their it this that he she we they you i in and but"
_NOT_NAMES = frozenset(_OTHER_WORDS.split())


def _occurs(word: str, snapshot: Snapshot) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", snapshot.text) is not None


def _slips(one: str, other: str) -> int:
    """How many letters must be put, dropped or changed to make one word the other."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return row[-1]
