"""What a block says of those it mentions, by rules on the words after a mention. Precision first.

A sentence that supposes, asks, denies, compares or describes a picture states nothing here.
"""

import re
from collections.abc import Iterator

from gesso.base.late import late
from gesso.lenses.characters import complements, words
from gesso.lenses.characters.complements import Said
from gesso.lenses.characters.leaf import Claim, Mention

_BE = r"(?:’s|'s|’m|'m|’re|'re|\s+(?:was|is|am|are|were|(?:had|has) (?:always |once |long )?been|’d been))"
_COPULA = late(rf"(?:,? who)?{_BE}\s+(?:now |only |just |still |already |exactly |at that time |quite |of course )*")
_HAVE = late(r"(?:,? who)?(?:’s|'s|’ve|'ve|’d|'d|\s+(?:had|has|have|wore))(?: got| always had)?\s+")
_APPOSED = late(r",\s+(?=(?:a|an|the|his|her|my|your|who|once)\s|[a-z]+[’']s\s|[A-Z]\w+[’']s\s)")
_EYES = "|".join(words.EYES)
_HAIR = "|".join(words.HAIR)
_ADJ = r"(?:[a-z][a-z-]*,?\s+){0,3}?"
_HIS_COLOUR = late(
    rf"\s+{_ADJ}(?:(?P<eyes>{_EYES})(?:,\s+\w+)?\s+eyes|(?P<hair>{_HAIR})(?:,\s+\w+)?\s+hair)\b(?P<after>[^.;!?”\"]{{0,40}})"
)
_HIS_ARE = late(
    r"\s+(?:[a-z]+\s+)?(?P<what>eyes|hair)\s+(?:were|was|are|is|had been|had turned|had gone|turned|went|had grown)\s+"
    rf"(?:(?:very|quite|all|of|now|a|the|still|completely|almost)\s+)*(?:(?:{'pale|deep|dark|bright|light|clear|soft|cold'})[\s,-]+)?"
    rf"(?P<colour>{'|'.join({**words.EYES, **words.HAIR})})\b(?P<after>[^.;!?”\"]{{0,40}})"
)
_HIS_MARK = late(
    r"\s+(?:[a-z-]+\s+)?(?P<side>left|right)\s+(?P<part>hand|arm|leg|foot|eye|ear)\s+(?:was|is)\s+"
    r"(?:a\s+)?(?P<lost>gone|missing|wooden|artificial|prosthetic|metal|a stump|false|made of)\b"
)
_OLD = late(rf"(?:,|–|—)?\s+(?:aged\s+)?(?P<age>{words.NUMBER})(?:\s+years old\b|\s+years of age\b|(?=,))", re.I)
_AT_AGE = late(rf"\bAt (?P<age>{words.NUMBER}),?\s+$", re.I)
_NOT_HIS = frozenset(words.KIN) | {
    "mother's",
    "father's",
    "of",
    "and",
    "had",
    "has",
    "was",
    "were",
    "is",
    "with",
    "saw",
}
_HIS_TOO = late(rf"\s+(?:were|are)\s+(?P<colour>{_EYES})\b(?=[.,;])")
_HOLDS = late(r"\b(?:held|took|raised|lifted|carried|picked|gripped|waved|wrote)\b[^.;]{0,40}\b(?:in|with) $")
_MARK_ON = late(r"\b(?P<thing>scar|tattoo|birthmark)\b[^.,;]{0,16} (?:on|across|down|over) $")
_SIDE = late(r"\s+(?P<side>left|right)\s+(?P<part>[a-z]+)")
_PART = r"(?P<part>hand|arm|leg|foot|eye|ear)"
_MADE_OF = r"(?:metal|wooden|glass|artificial|false|prosthetic|steel|iron|silver|mechanical|bionic)"
_MADE = late(
    rf"\s+{_MADE_OF}\s+(?P<side>left|right)\s+{_PART}\b|"
    rf"\s+(?P<also>left|right)\s+(?P<with>hand|arm|leg|foot|eye|ear),? the {_MADE_OF} one\b"
)
_COUNTED = rf"(?P<count>{words.NUMBER})\s+(?P<kin>brothers|sisters|sons|daughters|children)\b(?!-in-law)"
_HIS_COUNTED = late(rf"\s+{_COUNTED}", re.I)
_HAS_COUNTED = late(rf"(?:only |just )?{_COUNTED}(?! left| who| by)", re.I)
_BIRTHDAY = late(rf"\s+(?P<nth>{words.NTH})\s+birthday\b", re.I)
_ON = late(r"\b[Oo]n (?:the (?:[a-z]+ )?(?:day|morning|evening|afternoon|night|eve) of )?$")
_BURIED = late(r"\bburied (?:(?:the |my |our |poor |old |young )+)?$")
_QUOTE = late(r"[“”\"«»]")
_KIN = "|".join(words.KIN)
_KIN_NAME = late(rf"\s+(?:(?P<kind>[a-z]+)\s+)?(?P<kin>{_KIN})(?:-in-law)?(?P<gap>,?\s+(?:was |is )?)$")
_KIN_ONLY = late(
    r"\s+(?:(?P<kind>late|ex|first|dead|younger|older|elder|little|big|twin|kid|new|step|half)[\s-]+)?"
    rf"(?P<kin>{_KIN}|ex-wife|ex-husband)(?P<plural>s?)\b(?!-in-law|[’']s? (?:names?|idea))"
)
_KIN_OF = late(rf"(?:,? who)?{_BE}\s+$|,\s+$|,?[”\"]\s+(?:said|says)\s+\w+\.?\s+[“\"]$")


def find_claims(text: str, mentions: list[Mention], sentences: list[tuple[int, int]], lies: bool) -> list[Claim]:
    """The claims of a block in order of the words they stand in."""
    found: list[Claim] = []
    for index, mention in enumerate(mentions):
        begin, end = sentences[mention.sentence] if sentences else (0, len(text))
        mark = _QUOTE.search(text, mention.end, end)
        rest = text[mention.end : mark.start() if mark else end]
        following = mentions[index + 1 :]
        for said in _said_of(text, rest, mention, begin):
            start, stop = min(mention.start, mention.end + said.at[0]), mention.end + said.end
            if _states_nothing(text, begin, mention, stop, end, said):
                continue
            other = _kin_name(text, mention, said, following, index) if said.kind == "kin" else None
            found.append(
                Claim(
                    kind=said.kind,
                    value=said.value,
                    holder=index,
                    start=start,
                    end=stop,
                    at=(mention.end + said.at[0], mention.end + said.at[1]),
                    said=mention.said,
                    doubt=mention.said and lies,
                    change=_changes(text, begin, end, mention.end + said.at[0], mention.end + said.at[1]),
                    loose=said.loose,
                    other=other[0] if other else None,
                    other_words=other[1] if other else "",
                )
            )
    found += _named_kin(text, mentions, sentences, lies)
    return _without_repeats(found)


def _said_of(text: str, rest: str, mention: Mention, begin: int) -> Iterator[Said]:
    """What the words after a mention say of it; positions from the mention's end."""
    if mention.owner:
        mark = _MARK_ON.search(text, max(begin, mention.start - 40), mention.start)
        side = _SIDE.match(rest)
        if mark and side and mention.how != "name":
            yield Said("mark", f"{mark['thing']} on {side['side']} {side['part']}", side.end(), side.span("side"))
        if side and side["part"] == "hand" and _HOLDS.search(text, begin, mention.start):
            yield Said("uses", f"{side['side']} hand", side.end(), side.span("side"))
        shift = 2 if mention.how in ("name", "man", "woman", "rank") else 0
        birthday = _BIRTHDAY.match(rest, shift)
        if birthday and _ON.search(text, begin, mention.start):
            yield Said("age", str(words.nth_of(birthday["nth"])), birthday.end(), birthday.span("nth"))
        for said in _owned(rest[shift:]):
            yield said.moved(shift)
        return
    if mention.called:
        return
    if mention.how == "name" and not mention.said and _BURIED.search(text, begin, mention.start):
        yield Said("dead", "yes", 0, (0, 0))
    if mention.subject:
        made = re.match(r"\s+\w+(?: up| out)? (?:his|her|my)(?=\s)", rest)
        false = _MADE.match(rest, made.end()) if made else None
        if false:
            yield _false_part(false)
    age = _AT_AGE.search(text, begin, mention.start)
    if age and mention.how == "name":
        a, b = age.span("age")
        yield Said("age", str(words.number_of(age["age"])), 0, (a - mention.end, b - mention.end))
    if mention.subject:
        copula = _COPULA.match(rest)
        if copula:
            for said in complements.being(rest[copula.end() :]):
                yield said.moved(copula.end())
        have = _HAVE.match(rest)
        if have:
            for said in complements.having(rest[have.end() :]):
                yield said.moved(have.end())
            counted = _HAS_COUNTED.match(rest[have.end() :])
            if counted:
                yield _counted(counted).moved(have.end())
        yield from complements.doing(rest)
        old = re.search(rf",\s+(?P<age>{words.NUMBER}) years (?:old|of age)\b", rest, re.I)
        if old:
            yield Said("age", str(words.number_of(old["age"])), old.end(), old.span("age"))
    if mention.how == "name":
        old = _OLD.match(rest)
        if old:
            yield Said("age", str(words.number_of(old["age"])), old.end(), old.span("age"))
        apposed = _APPOSED.match(rest)
        if apposed:
            part = rest[apposed.end() :]
            for said in complements.being(part, apposed=True):
                yield said.moved(apposed.end())


def _owned(rest: str) -> Iterator[Said]:
    """What the words after “her” or “Anna's” say of her."""
    colour = _HIS_COLOUR.match(rest)
    if colour:
        kind = "eyes" if colour["eyes"] else "hair"
        word = colour[kind]
        between = rest[: colour.start(kind)].split()
        if not _NOT_HIS & {each.rstrip(",") for each in between}:
            value = (words.EYES if kind == "eyes" else words.HAIR)[word]
            yield Said(kind, value, colour.end() - len(colour["after"]), colour.span(kind))
    are = _HIS_ARE.match(rest)
    if are:
        kind = are["what"]
        value_of = (words.EYES if kind == "eyes" else words.HAIR).get(are["colour"])
        after = are["after"].lstrip(" ,").lower()
        if value_of and not after.startswith(("with ", "from ")):
            yield Said(kind, value_of, are.end() - len(are["after"]), are.span("colour"))
    alike = _HIS_TOO.match(rest)
    if alike and alike["colour"] in words.EYES:
        yield Said("eyes", words.EYES[alike["colour"]], alike.end(), alike.span("colour"))
    false = _MADE.match(rest)
    if false:
        yield _false_part(false)
    counted = _HIS_COUNTED.match(rest)
    if counted:
        yield _counted(counted)
    lost = _HIS_MARK.match(rest)
    if lost:
        yield Said("lacks", f"{lost['side']} {lost['part']}", lost.end(), lost.span("side"))
    mark = re.match(
        r"\s+(?P<thing>scar|tattoo|birthmark)\s+on\s+(?:his|her|my|your|the)\s+(?P<side>left|right)\s+(?P<part>\w+)",
        rest,
    )
    if mark:
        yield Said("mark", f"{mark['thing']} on {mark['side']} {mark['part']}", mark.end(), mark.span("side"))
    kin = _KIN_ONLY.match(rest)
    if kin and kin["kind"] not in ("step", "half"):
        if kin["kind"] == "late" or kin["kin"].startswith("ex-"):
            state = "divorced" if kin["kin"].startswith("ex-") else "widowed"
            if kin["kin"].removeprefix("ex-") in words.SPOUSES:
                yield Said("married", state, kin.end(), kin.span("kin"))
        elif kin["kin"] in words.SPOUSES and kin["kind"] not in ("ex", "first", "new") and not kin["plural"]:
            yield Said("married", "yes", kin.end(), kin.span("kin"))
        if kin["kin"] in words.SIBLINGS:
            yield Said("siblings", "some", kin.end(), kin.span("kin"))
        if not kin["kin"].startswith("ex-"):
            yield Said("kin", kin["kin"], kin.end(), kin.span("kin"))


def _false_part(found: re.Match[str]) -> Said:
    name = "side" if found["side"] else "also"
    return Said("false", f"{found[name]} {found['part'] or found['with']}", found.end(), found.span(name))


def _counted(found: re.Match[str]) -> Said:
    return Said(found["kin"].lower(), str(words.number_of(found["count"])), found.end(), found.span("count"))


def _kin_name(text: str, holder: Mention, said: Said, following: list[Mention], index: int) -> tuple[int, str] | None:
    """The mention that says who “her sister” is, right after it or as “X is my sister”; with the kin's word."""
    after = holder.end + said.end
    if following and following[0].how == "name":
        between = text[after : following[0].start]
        if re.fullmatch(r",?\s+|,?\s+(?:was|is|named|called)\s+", between) and following[0].said == holder.said:
            return index + 1, said.value
    return None


def _named_kin(text: str, mentions: list[Mention], sentences: list[tuple[int, int]], lies: bool) -> list[Claim]:
    """“This is Delia,” said Vivian. “My sister.” and “Ned was Anna's brother”, “who was Charlotte's aunt”."""
    found = []
    for index, mention in enumerate(mentions[:-1]):
        if mention.how != "name" or mention.owner:
            continue
        for place in (index + 1, index + 2):
            if place >= len(mentions) or not mentions[place].owner or mentions[place].said != mention.said:
                continue
            owner = mentions[place]
            between = text[mention.end : owner.start]
            if not _KIN_OF.fullmatch(between) and not re.fullmatch(r"[,.]?[”\"]\s+[^“\"]{0,30}[.,]\s+[“\"]", between):
                continue
            shift = 2 if owner.how in ("name", "man", "woman") else 0
            kin = _KIN_ONLY.match(text[owner.end + shift :])
            if (
                not kin
                or kin["plural"]
                or kin["kind"] in ("step", "half", "ex")
                or text[owner.end + shift + kin.end() :][:2] in ("'s", "’s")
                or (mention.called and place == index + 1)
            ):
                continue
            end = owner.end + shift + kin.end()
            begin, stop = sentences[mention.sentence]
            if words.UNREAL.search(text, begin, end) or words.NOT.search(text, begin, end) or text[stop - 1] == "?":
                continue
            at = (owner.end + shift + kin.start("kin"), owner.end + shift + kin.end("kin"))
            found.append(
                Claim(
                    "kin",
                    kin["kin"],
                    place,
                    mention.start,
                    end,
                    at,
                    owner.said,
                    lies and owner.said,
                    other=index,
                    other_words=kin["kin"],
                )
            )
    return found


_CLAUSE = late(r"[,;:—] (?:and|but|so|while|for) |[;:—] ")


def _changes(text: str, begin: int, end: int, start: int, stop: int) -> bool:
    """Whether the words near a value tell of a change."""
    begin = max(begin, start - 40)
    clause = list(_CLAUSE.finditer(text, begin, start))
    return words.CHANGE.search(text, clause[-1].end() if clause else begin, min(end, stop + 25)) is not None


_THEN = late(r"\b(?:when|since|before|until|till|after|while|once|ever since)\s+$", re.I)


def _states_nothing(text: str, begin: int, mention: Mention, stop: int, end: int, said: Said) -> bool:
    """Whether the sentence supposes, asks, denies or compares."""
    if text[end - 1 : end] == "?" or text[end - 2 : end - 1] == "?":
        return True
    if text[stop : stop + 1] == "?" or "?" in text[mention.end : stop]:
        return True
    head = max(begin, max(text.rfind(mark, begin, mention.start) for mark in '“"') if mention.said else begin)
    head = max(head, *(text.rfind(mark, head, mention.start) for mark in ";:—"))
    if words.UNREAL.search(text, head, stop):
        return True
    supposed = words.IF.search(text[head : mention.start])
    if supposed and ("," not in supposed["between"] or re.search(r"\b(?:would|might|could)\b", text[head:end])):
        return True
    if _THEN.search(text, head, mention.start) and said.kind in ("age", "build", "dead", "job", "siblings"):
        return True
    owned_by_another = re.search(r"\b(?:like|than)\s+$", text[max(begin, mention.start - 8) : mention.start])
    if owned_by_another:
        return True
    if said.denied_by_never:
        return False
    if said.kind == "dead" and (
        mention.how in ("I", "you")
        or (mention.how != "name" and (mention.said or not mention.opens))
        or re.search(r"\b(?:when|once|until|till|before|after|unless)\b", text[head : mention.start], re.I)
    ):
        return True
    return words.NOT.search(text, mention.end, stop) is not None


def _without_repeats(found: list[Claim]) -> list[Claim]:
    kept: dict[tuple[str, str, tuple[int, int]], Claim] = {}
    for claim in found:
        key = (claim.kind, claim.value, claim.at)
        if key not in kept or (claim.other is not None and kept[key].other is None):
            kept[key] = claim
    return sorted(kept.values(), key=lambda each: (each.start, each.end))
