"""Impersonal and passive turns made into words to a reader: "Visitors are asked to wait" and "Please wait".

Sentence by sentence, English. A turn is taken only in a form that says who does what without doubt: what "must be
covered" a reader covers, by a verb that people do; what "was covered" is left alone, for nobody knows by whom.
"""

import re
from collections.abc import Callable

from gesso.agent.guided.connectives import begins_with_name, lowered, raised
from gesso.agent.guided.verbs import base_of, base_of_gerund, past_of
from gesso.base.late import late

_GROUP = (
    r"(?:(?:All |The )?(?:visitors|guests|residents|participants|passengers|customers|users|members|tenants|patients|"
    r"attendees|applicants|travellers|travelers|parents|readers))"
)
_PERSONS = rf"(?:{_GROUP}|(?:Any |All )?persons|People|Those|Individuals|Anyone|Anybody)"
_THING = r"(?P<thing>(?:[^\s,;:.!?()*_]+ ){0,8}?[^\s,;:.!?()*_]+)"
_FRONT = (
    r"^(?P<front>(?:(?:So|But|And|Also,) )?(?:(?:In|On|At|For|During|With|After|Before|If|When)\b[^,;:.!?]{2,60}, )?)"
)
_INTO = {"it": "it", "they": "them", "he": "him", "she": "her", "we": "us", "i": "me"}
_BY_MEANS = r"(?! by (?!telephone|phone|email|e-mail|post|hand|mail|bus|train|car|card|bank))"

_DONE = r"(?P<done>[a-z]+)(?: (?P<joint>and|or) (?P<also>[a-z]+ed))?\b"
_NO_THING = late(r"\b(?:and|is|are|was|were|but|or)$")
_HANGS_ON = late(
    r"\b(?:and|but|or) (?:\w+ly |then |also )?(?:is|are|was|were|be|will|must|can|has|have|should|may|[a-z]+ed)\b"
)

Change = Callable[[re.Match[str]], str]


def _yours(text: str) -> str:
    """The rest of a sentence that now speaks to "you"."""
    return re.sub(r"\btheirs\b", "yours", re.sub(r"\btheir\b", "your", text))


def _object(thing: str) -> str:
    return _INTO.get(thing.lower(), lowered(thing))


def _front(match: re.Match[str], words: str) -> str:
    return match["front"] + words if match["front"] else raised(words)


def _passive(say: str) -> Change:
    """`say` with the verb and the thing in place of "the thing must be done"."""

    def change(match: re.Match[str]) -> str:
        verb, thing = base_of(match["done"].lower()), match["thing"]
        rest = match.string[match.end() :]
        if match["also"]:
            second = base_of(match["also"].lower())
            verb = f"{verb} {match['joint']} {second}" if verb and second else None
        doubtful = match["front"] == "" and begins_with_name(thing) and not re.match(r"(?:Mr|Mrs|Ms|Dr|Prof)\b", thing)
        if verb is None or doubtful or _HANGS_ON.search(rest) or _NO_THING.search(thing):
            return match.group(0)
        return _front(match, f"{say} {verb} {_object(thing)}")

    return change


def _gerund_to_base(say: str) -> Change:
    def change(match: re.Match[str]) -> str:
        verb = base_of_gerund(match["doing"].lower())
        return f"{say} {verb}" if verb else match.group(0)

    return change


def _recommended(match: re.Match[str]) -> str:
    verb = base_of(match["done"].lower())
    if verb:
        return f"It'd be a good idea to {verb} {match['thing']}"
    were = "were" if match["be"] == "be" else match["be"]
    return f"It'd be best if {match['thing']} {were} {match['done']}"


_PLACE = late(
    r"(?:the )?(?:river|sea|lake|road|roadside|window|door|end|time|morning|evening|station|way|side|fire|post|"
    r"beginning|middle|hour|gate|wall|entrance|harbour|water)\b",
    re.IGNORECASE,
)


def _active(match: re.Match[str]) -> str:
    past, agent = past_of(match["done"].lower()), match["agent"]
    whole = match.group(0)
    if past is None or begins_with_name(match["thing"]) or _PLACE.match(agent):
        return whole
    comma = "," if ", " in agent else ""
    return f"{raised(agent)}{comma} {past} {_object(match['thing'])}{match['when'] or ''}{match['stop']}"


def _asked(match: re.Match[str]) -> str:
    no = "don't " if match.groupdict().get("no") else ""
    return _front(match, f"please {no}{_yours(match['rest'])}")


def _may_want(match: re.Match[str]) -> str:
    return _front(match, f"you may want to {_yours(match['rest'])}")


def _can(match: re.Match[str]) -> str:
    return _front(match, f"you {match['modal'].lower()} {_yours(match['rest'])}")


def _if_you(match: re.Match[str]) -> str:
    verb = match["verb"]
    if match["who"].startswith("Any"):
        verb = re.sub(r"(?<=[^s])s$", "", verb)
    no = "don't " if match["modal"].endswith("not") else ""
    return f"If you {verb}{_yours(match['what'])}, please {no}{_yours(match['rest'])}"


def _none_needed(match: re.Match[str]) -> str:
    thing = match["thing"]
    plain = thing.split()[-1]
    many = plain.endswith("s") and not plain.endswith(("ss", "us", "is"))
    mass = plain.lower() in (
        "experience",
        "knowledge",
        "software",
        "equipment",
        "registration",
        "payment",
        "permission",
    )
    one = "" if many or mass else "an " if thing[:1].lower() in "aeiou" else "a "
    return f"You don't need {one}{thing}"


_TURNS: tuple[tuple[str, Change], ...] = (
    (rf"^(?:It is|It's) (?:strongly |highly )?(?:recommended|advised|suggested|advisable|desirable) that "
     rf"{_THING} (?:should )?(?P<be>be|is|are) (?P<done>[a-z]+)\b", _recommended),
    (r"^(?:It is|It's) (?:strongly |highly )?(?:recommended|advised|suggested|advisable) (?=to\b)",
     lambda m: "It's a good idea "),
    (r"^(?:It is|It's) (?:strongly |highly )?(?:recommended|advised|suggested|advisable) (?=that\b)",
     lambda m: "It'd be best "),
    (rf"{_FRONT}(?:it is|it's) not (?:necessary|required|needed) to ", lambda m: _front(m, "you don't need to ")),
    (rf"{_FRONT}(?:it is|it's) (?:not (?:possible|permitted|allowed)|impossible|forbidden|prohibited) to ",
     lambda m: _front(m, "you can't ")),
    (rf"{_FRONT}(?:it is|it's) (?:possible|permitted|allowed) to ", lambda m: _front(m, "you can ")),
    (rf"{_FRONT}(?:it is|it's) necessary to ", lambda m: _front(m, "you need to ")),
    (rf"{_FRONT}(?:it is|it's) (?:important|essential|necessary|crucial|vital|imperative) that "
     r"(?=[^,.;]*\b(?:is|are|be)\b)", lambda m: _front(m, "please make sure that ")),
    (r"^It (?:should|must) be (?:noted|remembered|borne in mind) that ", lambda m: "Keep in mind that "),
    (r"^(?:It is|It's) (?:important|worth|interesting|useful|necessary) (?:to note|to mention|noting|mentioning) that ",
     lambda m: ""),
    (r"^Please (?:note|be advised|be aware) that ", lambda m: "Just so you know, "),
    (r"^It would be (?:helpful|useful|appreciated) if ", lambda m: "It'd be great if "),
    (rf"{_FRONT}{_GROUP} (?:are|will be) (?:kindly |politely )?(?:asked|requested|required|obliged|reminded) "
     r"(?P<no>not )?to (?P<rest>.*)$", _asked),
    (rf"{_FRONT}{_GROUP} are (?:strongly |kindly )?(?:advised|encouraged|recommended) to (?P<rest>.*)$", _may_want),
    (rf"{_FRONT}{_GROUP} are invited to (?P<rest>.*)$", _may_want),
    (rf"{_FRONT}{_GROUP} are (?:able|allowed|permitted|free) to (?P<modal>)(?P<rest>.*)$",
     lambda m: _front(m, f"you can {_yours(m['rest'])}")),
    (rf"{_FRONT}{_GROUP} (?:must|should|need to|have to|shall) (?P<no>not )?(?!be\b|have been\b)(?P<rest>.*)$", _asked),
    (rf"{_FRONT}{_GROUP} (?P<modal>can|may|will) (?!be\b|have\b|not\b)(?P<rest>.*)$", _can),
    (rf"^(?P<who>{_PERSONS}) who (?P<verb>(?!are\b|is\b|have\b|has\b|were\b|can\b|do\b|does\b)[a-z]+)"
     r"(?P<what>[^,.;]*?),? (?P<modal>should not|must not|should|must|are (?:kindly )?(?:asked|requested) to) "
     r"(?!be\b)(?P<rest>.*)$", _if_you),
    (rf"{_FRONT}one (?P<modal>can|should|could|might|may|must|cannot) (?P<rest>.*)$", _can),
    (rf"{_FRONT}(?!you\b|we\b|i\b|he\b|she\b){_THING} (?:can|may) (?:also )?be {_DONE}{_BY_MEANS}",
     _passive("you can")),
    (rf"{_FRONT}(?!you\b|we\b|i\b|he\b|she\b){_THING} (?:must not|may not|should not|shall not|are not to) be "
     rf"{_DONE}{_BY_MEANS}", _passive("please don't")),
    (rf"{_FRONT}(?!you\b|we\b|i\b|he\b|she\b){_THING} (?:cannot|can not|can't) be {_DONE}{_BY_MEANS}",
     _passive("you can't")),
    (rf"{_FRONT}(?!you\b|we\b|i\b|he\b|she\b){_THING} (?:must|should|shall|are to|is to|has to|have to|needs to|"
     rf"need to) be {_DONE}{_BY_MEANS}", _passive("please")),
    (r"^(?P<front>If [^,;.]{4,80}, |)you (?:must|shall|are (?:required|obliged|requested|asked) to) "
     r"(?P<no>not )?(?!be\b|have\b|feel\b|know\b|think\b|see\b|wonder\b)(?P<rest>.*)$", _asked),
    (r"^We (?:must|have to) ask you (?P<no>not )?to (?P<rest>.*)$", lambda m: f"Please {(m['no'] and 'don’t ') or ''}"
     f"{m['rest']}"),
    (rf"^{_THING} (?:was|were) (?P<done>[a-z]+)(?P<when> (?:on|in) [\w ]{{3,20}}?)? by "
     r"(?P<agent>(?:an? |the |our |my |her |his |their |\d+ )[^,;.:]{3,60}(?:, [A-Z][^,;.:]{2,30})?)(?P<stop>\.)$",
     _active),
    (r"^No (?P<thing>(?!one\b)[a-z][^,.;]{2,40}?) (?:is|are) (?:required|needed|necessary)\b", _none_needed),
    (r"^Failure to (?:comply|do so|do this) (?P<modal>may|will|can) (?:result in|lead to) ",
     lambda m: f"If you don't follow this, there {m['modal']} be "),
    (r"\b(?:is|are) capable of (?P<doing>[a-z]+ing)\b", _gerund_to_base("can")),
)  # fmt: skip
_COMPILED = tuple((late(pattern, re.IGNORECASE), change) for pattern, change in _TURNS)


_JOINT = late(r"(, (?:and|but|so|or) )")


def to_reader(sentence: str) -> str:
    """The sentence as said to its reader, or as it is. Each of two joined clauses takes the first turn that fits."""
    first, *rest = _JOINT.split(sentence, maxsplit=1)
    whole = _turned(sentence)
    if whole != sentence or not rest:
        return whole
    second = _turned(raised(rest[1]))
    return sentence if second == raised(rest[1]) else first + rest[0] + second[:1].lower() + second[1:]


def _turned(sentence: str) -> str:
    for pattern, change in _COMPILED:
        match = pattern.search(sentence)
        if match is None:
            continue
        new = change(match)
        if new != match.group(0):
            rest = sentence[match.end() :]
            if not new:
                return raised(rest)
            if new.endswith(("that ", "know, ")):
                rest = lowered(rest)
            return sentence[: match.start()] + new + rest
    return sentence
