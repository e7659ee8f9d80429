"""What stands after “she was”, “she had” and other verbs, read as properties of her. Positions from its beginning."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gesso.base.late import late
from gesso.lenses.characters import words

_JOBS = "|".join(sorted(words.JOBS, key=len, reverse=True))
_PEOPLE = "|".join(sorted(words.PEOPLE, key=len, reverse=True))
_BUILD = "|".join(words.BUILD)
_EYES = "|".join(words.EYES)
_HAIR = "|".join(words.HAIR)

_AGE = late(
    rf"(?P<about>about |around |nearly |almost |over |not yet |barely )?(?P<age>{words.NUMBER})"
    r"(?=\s+years old|\s+years of age|"
    r"\s+(?:now|that|this|today|then|when|and|but|years|herself|himself)\b|\s*[,.;:!?—–]|\s*$)",
    re.I,
)
_NOT_AGE = late(r"\s+(?:years (?!old|of age)|and a half (?:hours|miles|feet)|foot|feet)", re.I)
_OF_AGE = late(rf"\bof (?P<about>about |around |some |perhaps |nearly )?(?P<age>{words.NUMBER})\b(?!\s+\w+s\b)", re.I)
_HEAD = late(rf"(?:a|an|the)\s+(?P<adjectives>(?:[a-z][a-z-]*,?\s+){{0,4}}?)(?P<head>{_PEOPLE})\b", re.I)
_JOB = late(
    r"(?:(?:a|an|the|his|her|my|your)\s+|[A-Za-z ]{0,20}[’']s\s+)"
    rf"(?P<adjectives>(?:[a-z][a-z-]*,?\s+){{0,3}}?)(?P<job>{_JOBS})\b"
    r"(?![’'-])(?!\s+(?:who|of mine))"
)
_PLAIN_BUILD = late(
    rf"(?:(?:very|rather|quite|so|a)\s+)?(?P<build>{_BUILD})(?=\s*[,.;]|\s+and\b|\s+for\b|\s*$)(?!\s+enough)", re.I
)
_HANDED = late(r"(?:(?:a|always|naturally)\s+)?(?P<hand>left|right)-hand(?:ed|er)\b", re.I)
_ONLY = late(r"(?:an|the)\s+only\s+(?:child|son|daughter)\b", re.I)
_DEAD = late(
    r"(?:long |already |quite )?(?P<dead>dead|killed|murdered|drowned|hanged|shot dead|buried)\b"
    r"(?!\s+(?:tired|asleep|serious|drunk|set|right|wrong|on|certain|sure|ahead|against|calm|silent|to|with|by the "
    r"look|weight|white|pale|keen|man|woman|body|inside|in (?:thought|work|love)|under (?:work|paper)))", re.I,
)  # fmt: skip
_UNWED = late(
    r"(?:an? )?(?:[a-z]+, )*(?P<state>bachelor|spinster|unmarried|single|widower|widow|widowed|divorced|married)\b",
    re.I,
)
_BALD = late(r"(?:[a-z]+,? (?:and )?){0,3}?(?P<bald>bald)\b(?!\s+(?:spot|patch|fact|statement))", re.I)
_COLOURED = late(rf"(?P<colour>{_HAIR})-(?P<what>haired|eyed)\b", re.I)
_WITH = late(rf"\b(?:with|and)\s+(?:[a-z-]+,?\s+){{0,2}}?(?:(?P<eyes>{_EYES})\s+eyes|(?P<hair>{_HAIR})\s+hair)\b", re.I)
_COLOUR_OF = late(r"\bhair the colou?r of (?P<hair>iron|silver|copper|straw|gold|snow|coal|ash)\b", re.I)
_STUFF = {"iron": "grey", "silver": "grey", "copper": "red", "straw": "blonde", "gold": "yellow", "snow": "white",
          "coal": "black", "ash": "grey"}  # fmt: skip
_HEAD_COLOUR = late(r"\ba (?:[a-z]+ )?(?P<hair>blonde|brunette|redhead)\b", re.I)
_HEAD_VALUE = {"blonde": "blonde", "brunette": "brown", "redhead": "red"}
_PLACE = r"(?P<place>[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*){0,2})"
_FROM = late(rf"(?:[a-z, ]+ )?from {_PLACE}")
_BORN = late(
    r"born (?:and (?:bred|raised) )?(?:in|on|at) (?P<place>(?:the )?[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*){0,2})"
)

_HAS_COLOUR = late(
    rf"(?:(?:his|her|my) [a-z]+[’']s |(?!his |her |their |my |your )[a-z][a-z-]*,?\s+){{0,3}}?"
    rf"(?:(?P<eyes>{_EYES})(?:,\s+\w+)?\s+eyes|(?P<hair>{_HAIR})(?:,\s+\w+)?\s+hair)\b",
    re.I,
)
_MARK = late(
    r"\b(?:a|an|the)\s+(?:[a-z]+\s+){0,2}?(?P<thing>scar|tattoo|birthmark|mark)\b[^.,;]{0,24}?\s+(?:on|across|down|over)\s+"
    r"(?:his|her|my|your)\s+(?P<side>left|right)\s+(?P<part>[a-z]+)", re.I,
)  # fmt: skip
_LOST = late(
    r"\s*(?:had |has |’d |'d |’ve )?lost (?:his|her|my|your|an|a|the) (?:(?P<side>left|right) )?"
    r"(?P<part>hand|arm|leg|foot|eye|ear|finger|thumb)\b(?! of)", re.I,
)  # fmt: skip
_ONE = late(r"\b(?:with|and) (?:only )?one (?P<part>eye|ear|arm|leg)(?=[.;,]|$)", re.I)

_DIED = late(
    r"\s+(?:had |has |’d )?(?P<died>died|drowned|been (?:killed|murdered|hanged|drowned)|hanged himself|hanged herself|"
    r"drowned himself|drowned herself|passed away)\b(?!\s+(?:away|down|laughing|of (?:shame|"
    r"embarrassment|laughter|boredom)|a little|inside|to|his|her|the|out|for|on)\b)", re.I,
)  # fmt: skip
_NEVER_WED = late(r"(?:\s+(?:had|has|have)|’d|'d|’ve)?\s+never (?P<state>married|been married)\b", re.I)
_LIVED = late(rf"\s+(?:lived|lives|live|dwelt|resided) (?:[a-z ]{{0,24}})?(?:in|at|on) {_PLACE}")
_CAME = late(rf"\s+(?:came|comes|come|hailed|hails) (?:originally )?from {_PLACE}")
_MOVED = late(rf"(?:\s+(?:had )?|’d |'d )moved to {_PLACE}(?: from (?P<origin>[A-Z]\w+(?: [A-Z]\w+)?))?")
_TAUGHT = late(
    r"(?:[^.,;!?]{0,30}? and)?\s+(?P<job>taught|teaches)\s+[a-z]+ (?:at|in)\b|"
    r"\s+(?P<also>taught|teaches) (?:chemistry|history|physics|music|english|french|german|latin|maths?|biology|art)\b",
    re.I,
)
_WORKED = late(rf"\s+(?:worked|works|served) as (?:a|an|the) (?:[a-z]+ )?(?P<job>{_JOBS})\b")
_OWNED = late(
    r"(?:,[^,]{0,40},)?\s+(?P<verb>owned|owns|always carried|always wore)\s+"
    r"(?P<thing>(?:a|an|two|three|four|five|the)\s+[^.,;!?”\"—]{2,60})"
)
_BALDED = late(r"(?:\s+had|\s+has|’d)?\s+(?:gone|went) (?P<bald>bald|grey|gray|white)\b", re.I)
_DYED = late(
    rf"(?:\s+had|\s+has|’d)?\s+(?:dyed|bleached|coloured|colored) (?:his|her|my) hair (?:[a-z]+ )?(?P<hair>{_HAIR})\b",
    re.I,
)
_GROWN = late(rf"(?:\s+had|\s+has|’d)?\s+(?:grown|grew)\s+(?:rather |very |quite )?(?P<build>{_BUILD})\b", re.I)

_STATES = {"widower": "widowed", "widow": "widowed", "widowed": "widowed", "divorced": "divorced", "married": "yes"}


@dataclass(frozen=True, slots=True)
class Said:
    """A property; the words that say it end at `end`, and `at` is where its own word stands."""

    kind: str
    value: str
    end: int
    at: tuple[int, int]
    loose: bool = False
    denied_by_never: bool = False

    def moved(self, by: int) -> "Said":
        return replace(self, end=self.end + by, at=(self.at[0] + by, self.at[1] + by))


def being(rest: str, *, apposed: bool = False) -> Iterator[Said]:
    """What “she was …” says. With `apposed`, `rest` stands after a comma: “Anna, a tall woman, …”."""
    clause = re.split(
        r"[.;!?]|,? (?:who|which|that|until|because|when|where|while|as if|though|although) ", rest, maxsplit=1
    )[0]
    if apposed:
        clause = re.split(r",(?! [a-z-]+(?:,| [a-z]+\b))", clause, maxsplit=1)[0]
    age = _AGE.match(rest)
    if age and not apposed and not _NOT_AGE.match(rest, age.end()) and 0 < words.number_of(age["age"]) <= 110:
        yield Said("age", str(words.number_of(age["age"])), age.end(), age.span("age"), bool(age["about"]))
    only = _ONLY.match(rest)
    if only:
        yield Said("siblings", "none", only.end(), only.span())
        return
    head = _HEAD.match(clause)
    reach = head.end() if head else 0
    if head:
        for adjective in re.finditer(rf"\b(?:{_BUILD})\b", head["adjectives"], re.I):
            a = head.start("adjectives")
            yield Said("build", adjective.group().lower(), reach, (a + adjective.start(), a + adjective.end()))
        bald = re.search(r"\bbald\b", head["adjectives"])
        if bald:
            a = head.start("adjectives")
            yield Said("hair", "bald", reach, (a + bald.start(), a + bald.end()))
        bald = re.search(r", (?P<bald>bald)\b", clause[reach:])
        if bald:
            yield Said("hair", "bald", reach + bald.end(), (reach + bald.start("bald"), reach + bald.end("bald")))
        if head["head"].lower() in ("widow", "widower", "bachelor", "spinster"):
            yield _marital(head["head"], head.span("head"))
        of_age = _OF_AGE.match(clause.removeprefix(" "), reach + 1) or _OF_AGE.match(clause, reach)
        if of_age:
            loose = bool(of_age["about"])
            yield Said("age", str(words.number_of(of_age["age"])), of_age.end(), of_age.span("age"), loose)
        origin = _FROM.match(clause, reach + 1)
        if origin:
            yield Said("born", origin["place"], origin.end(), origin.span("place"))
    else:
        yield from _plainly(clause, rest)
    for later in re.finditer(rf", (?={_HEAD.pattern})", clause, re.I):
        apart = _HEAD.match(clause, later.end())
        for adjective in re.finditer(rf"\b(?:{_BUILD})\b", apart["adjectives"] if apart else "", re.I):
            assert apart is not None
            a = apart.start("adjectives")
            yield Said("build", adjective.group().lower(), apart.end(), (a + adjective.start(), a + adjective.end()))
    job = _JOB.match(clause)
    if job:
        yield Said("job", _job(job["job"]), job.end(), job.span("job"))
    elif head or age:
        job = re.search(rf",\s+(?:a|an|the) (?:[a-z-]+ )?(?P<job>{_JOBS})\b(?: from {_PLACE})?", clause)
        if job and job["place"]:
            yield Said("born", job["place"], job.end(), job.span("place"))
        if job:
            yield Said("job", _job(job["job"]), job.end(), job.span("job"))
    man = re.match(r"the (?P<job>[a-z-]+ man)\b", clause)
    if man and man["job"].split()[0] not in words.BUILD | {
        "old",
        "young",
        "same",
        "only",
        "other",
        "first",
        "last",
        "best",
    }:
        yield Said("job", man["job"], man.end(), man.span("job"))
    if (
        head
        or age
        or _PLAIN_BUILD.match(clause)
        or _COLOURED.match(clause)
        or re.match(rf"(?:(?:very|rather|quite|{_BUILD}),? (?:and )?)+{_COLOURED.pattern}", clause, re.I)
    ):
        yield from _looks(clause)


def _plainly(clause: str, rest: str) -> Iterator[Said]:
    for build in _PLAIN_BUILD.finditer(clause[:60]):
        lead = clause[: build.start()]
        if not lead or re.fullmatch(
            rf"(?:(?:very|rather|quite|{_BUILD}|[a-z-]+haired),? (?:and )?)+|{words.NUMBER},? (?:and )?", lead, re.I
        ):
            yield Said("build", build["build"].lower(), build.end(), build.span("build"))
    fair = re.match(r"(?:[a-z]+ )?(?:[a-z]+ and )?(?:very )?(?P<hair>fair|blond|blonde)(?=[.,;]|$)", clause)
    if fair:
        yield Said("hair", words.HAIR[fair["hair"]], fair.end(), fair.span("hair"))
    handed = _HANDED.match(rest)
    if handed:
        yield Said("hand", handed["hand"].lower(), handed.end(), handed.span("hand"))
    else:
        handed = re.match(rf"(?:always |been |always been )+{_HANDED.pattern}", rest)
        if handed:
            yield Said("hand", handed["hand"].lower(), handed.end(), handed.span("hand"))
    dead = _DEAD.match(rest)
    if dead:
        yield Said("dead", "yes", dead.end(), dead.span("dead"))
    unwed = _UNWED.match(clause)
    if unwed:
        yield _marital(unwed["state"], unwed.span("state"))
    bald = _BALD.match(clause)
    if bald:
        yield Said("hair", "bald", bald.end(), bald.span("bald"))
    born = _BORN.match(rest)
    if born:
        yield Said("born", born["place"].removeprefix("the "), born.end(), born.span("place"))
    origin = re.match(rf"(?:originally )?from {_PLACE}", rest)
    if origin:
        yield Said("born", origin["place"], origin.end(), origin.span("place"))


def _looks(clause: str) -> Iterator[Said]:
    """Hair and eyes anywhere in what she is: “a slight girl with auburn hair and quick brown eyes”."""
    for seen in _COLOURED.finditer(clause):
        kind = "hair" if seen["what"].lower() == "haired" else "eyes"
        value = (words.HAIR if kind == "hair" else words.EYES).get(seen["colour"].lower())
        if value:
            yield Said(kind, value, seen.end(), seen.span("colour"))
    for seen in _WITH.finditer(clause):
        kind = "eyes" if seen["eyes"] else "hair"
        value = (words.EYES if kind == "eyes" else words.HAIR)[seen[kind].lower()]
        yield Said(kind, value, seen.end(), seen.span(kind))
    stuff = _COLOUR_OF.search(clause)
    if stuff:
        yield Said("hair", _STUFF[stuff["hair"].lower()], stuff.end(), stuff.span("hair"))
    head = _HEAD_COLOUR.match(clause)
    if head:
        yield Said("hair", _HEAD_VALUE[head["hair"].lower()], head.end(), head.span("hair"))
    mark = _MARK.search(clause)
    if mark:
        yield _mark(mark)
    one = _ONE.search(clause)
    if one:
        yield Said("lacks", one["part"].lower(), one.end(), one.span("part"))


def having(rest: str) -> Iterator[Said]:
    """What “she had …” says."""
    clause = re.split(r"[.;!?]|,? (?:who|which|that|until|because|when|while|as if) ", rest, maxsplit=1)[0]
    colour = _HAS_COLOUR.match(clause)
    if colour:
        kind = "eyes" if colour["eyes"] else "hair"
        value = (words.EYES if kind == "eyes" else words.HAIR)[colour[kind].lower()]
        if not re.search(r"\b(?:same|no)\b", clause[: colour.start(kind)]):
            yield Said(kind, value, colour.end(), colour.span(kind))
    for seen in _WITH.finditer(clause):
        kind = "eyes" if seen["eyes"] else "hair"
        value = (words.EYES if kind == "eyes" else words.HAIR)[seen[kind].lower()]
        if seen.group().startswith("and"):
            yield Said(kind, value, seen.end(), seen.span(kind))
    mark = _MARK.search(clause)
    if mark:
        yield _mark(mark)


def doing(rest: str) -> Iterator[Said]:
    """What other verbs say: died, lived in, came from, taught, owned, lost, never married."""
    died = _DIED.match(rest)
    if died:
        yield Said("dead", "yes", died.end(), died.span("died"))
    unwed = _NEVER_WED.match(rest)
    if unwed:
        yield Said("married", "never", unwed.end(), unwed.span(), denied_by_never=True)
    lived = _LIVED.match(rest)
    if lived:
        yield Said("home", lived["place"], lived.end(), lived.span("place"))
    came = _CAME.match(rest)
    if came:
        yield Said("born", came["place"], came.end(), came.span("place"))
    moved = _MOVED.match(rest)
    if moved:
        yield Said("home", moved["place"], moved.end(), moved.span("place"))
        if moved["origin"]:
            yield Said("born", moved["origin"], moved.end(), moved.span("origin"), loose=True)
    taught = _TAUGHT.search(rest[:80])
    if taught:
        yield Said("job", "teacher", taught.end(), taught.span("job" if taught["job"] else "also"))
    worked = _WORKED.match(rest)
    if worked:
        yield Said("job", _job(worked["job"]), worked.end(), worked.span("job"))
    owned = _OWNED.match(rest)
    if owned:
        yield Said("owns", owned["thing"].strip(), owned.end(), owned.span("thing"))
    lost = _LOST.match(rest) or re.search(rf"(?<=who){_LOST.pattern}", rest, re.I)
    if lost:
        value = f"{lost['side']} {lost['part']}" if lost["side"] else lost["part"]
        yield Said("lacks", value.lower(), lost.end(), lost.span("side" if lost["side"] else "part"))
    for pattern, kind in ((_BALDED, "hair"), (_DYED, "hair"), (_GROWN, "build")):
        grown = pattern.search(rest[:60]) if pattern is not _DYED else pattern.match(rest)
        if grown:
            name = "bald" if pattern is _BALDED else kind
            word = grown[name].lower()
            yield Said(kind, words.HAIR.get(word, word) if kind == "hair" else word, grown.end(), grown.span(name))


def _job(word: str) -> str:
    return {"neighbor": "neighbour", "veterinarian": "vet"}.get(word.lower(), word.lower())


def _marital(word: str, at: tuple[int, int]) -> Said:
    return Said("married", _STATES.get(word.lower(), "never"), at[1], at)


def _mark(mark: re.Match[str]) -> Said:
    value = f"{mark['thing']} on {mark['side']} {mark['part']}".lower()
    return Said("mark", value, mark.end(), mark.span("side"))
