"""Who is mentioned in a block, in order: names, pronouns, “the old man”, “the captain”."""

import re

from gesso.base.late import late
from gesso.lenses.characters import names, words
from gesso.lenses.characters.leaf import How, Mention

_LETTERS = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))]
_UP = "".join(each for each in _LETTERS if each.isupper())
_LOW = "".join(each for each in _LETTERS if each.islower())
_CAP = rf"[{_UP}][{_LOW}]*(?:[’'-]?[{_UP}][{_LOW}]+)*"
_NAMES = late(rf"\b{_CAP}\.?(?:[ \n](?:(?:de|van|von|der|la|du|of)[ ])?{_CAP}\.?)*")
_WORD = late(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*\.?")
_RANKS = "|".join(sorted((names.RANKS | words.JOBS) - {"king", "queen"} | {"king", "queen"}, key=len, reverse=True))
_SOMEBODY = "|".join(sorted(words.JOBS | words.PEOPLE | words.STRANGERS, key=len, reverse=True))
_OTHERS = late(
    r"\b(?P<he>[Hh]e|[Hh]im(?:self)?|[Hh]is)\b|\b(?P<she>[Ss]he|[Hh]er(?:s|self)?)\b|\b(?P<I>I|[Mm]y|[Mm]e|[Mm]yself)\b|"
    r"\b(?P<you>[Yy]ou|[Yy]our)\b|"
    r"\b[Tt]he (?:(?:old|young|little|big|dead|poor|tall|fat|good) )?"
    r"(?:(?P<man>man|boy|fellow|gentleman|lad)|(?P<woman>woman|girl|lady|lass)|"
    rf"(?P<rank>(?:{_RANKS})|(?:{'|'.join(sorted(each.title() for each in names.RANKS))})))\b(?!-)|"
    rf"\b(?:[Aa]n?|[Tt]he|[Aa]nother|[Ss]ome) (?:[a-z-]+ ){{0,3}}?(?P<other>{_SOMEBODY})\b(?![’'-])"
)
_NOT_OWNER = words.FUNCTION | words.PREPOSITIONS | {"a", "an"}
_BE = frozenset(
    [
        "a",
        "an",
        "the",
        "not",
        "been",
        "got",
        "in",
        "on",
        "at",
        "only",
        "just",
        "still",
        "never",
        "always",
        "so",
        "very",
        "too",
        "from",
        "with",
        "going",
    ]
)
_HUMAN = words.SAID | {"nodded", "smiled", "looked", "shrugged", "frowned", "grinned", "wrote", "thought"}
_NAMED = late(r"\bnames?(?:, [^,.]{0,30},)? (?:was|is) $")
_HUMAN_AFTER = late(
    r"[ \n]+(?:is|was) (?:dead|alive|drunk|crying)\b|"
    r"[’']s[ \n](?:(?:[a-z]+ )?(?:eyes|hair|face|hands?|voice|look|mouth)|"
    r"mother|father|"
    r"brother|sister|wife|husband|son|daughter)\b"
)
_AFTER = late(r"[ \n]*([^\W\d_]+(?:[’'-][^\W\d_]+)*)")
_BEFORE = late(r"([^\W\d_]+(?:[’'][^\W\d_]+)?)[,;]?[ \n*_]*$")


def find_mentions(
    text: str, sentences: list[tuple[int, int]], quoted: list[tuple[int, int]], heading: bool
) -> list[Mention]:
    """The mentions of a block; a heading has none."""
    if heading:
        return []
    found: list[tuple[int, int, How, str]] = []
    for match in _OTHERS.finditer(text):
        how = match.lastgroup
        assert how is not None
        found.append((match.start(), match.end(), how, match.group(how).lower()))  # type: ignore[arg-type]
    for match in _NAMES.finditer(text):
        found += [(start, end, "name", text[start:end]) for start, end in _trimmed(text, match.start(), match.end())]
    found.sort()
    return [
        _mention(text, each, sentences, quoted)
        for at, each in enumerate(found)
        if at == 0 or each[0] >= found[at - 1][1]
    ]


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The names in a run of capitalised words: without the ordinary words before, between and after them."""
    runs: list[list[re.Match[str]]] = [[]]
    for token in _WORD.finditer(text, start, end):
        low = token.group().rstrip(".").lower().removesuffix("'s").removesuffix("’s")
        stop = token.group().endswith(".") and (low not in names.TITLES or len(low) > 4) and len(low) > 1
        small = token.group()[0].islower()
        ordinary = low in words.FUNCTION and not (low in names.TITLES and low not in ("sir", "miss", "mister"))
        if low in names.FAMILY and not small and not runs[-1]:
            ordinary = False
        if low in ("sir", "miss", "mister", "mother", "father"):
            ordinary = not text[token.end() : token.end() + 2].strip()[:1].isupper()
        if (ordinary and not small and not _names_after(text, token)) or low == "i":
            runs.append([])
        else:
            runs[-1].append(token)
            if stop:
                runs.append([])
    kept = []
    for run in runs:
        while run and run[-1].group()[0].islower():
            run.pop()
        titled = all(t.group().rstrip(".").lower() in names.TITLES for t in run)
        if run and (not titled or (len(run) == 1 and text[run[0].start() : run[0].end()].istitle())):
            last = run[-1]
            stop_at = last.end() - (1 if last.group().endswith(".") else 0)
            if text[stop_at - 2 : stop_at] in ("'s", "’s"):
                stop_at -= 2
            if not (text[run[0].start() : stop_at].isupper() and stop_at - run[0].start() > 3):
                kept.append((run[0].start(), stop_at))
    return kept


def _names_after(text: str, token: re.Match[str]) -> bool:
    """Whether a word such as “Will” or “April” is used as a name there: not at a sentence's beginning."""
    before = text[max(0, token.start() - 3) : token.start()].rstrip(" \n")
    return names.is_given(token.group()) and bool(before) and (before[-1].isalpha() or before[-1] in ",;")


def _mention(
    text: str, found: tuple[int, int, How, str], sentences: list[tuple[int, int]], quoted: list[tuple[int, int]]
) -> Mention:
    start, end, how, said_words = found
    around = next(((a, b) for a, b in quoted if a <= start < b), None)
    number = next((n for n, (a, b) in enumerate(sentences) if a <= start < b), 0)
    after = _AFTER.match(text, end)
    follower = after.group(1) if after else ""
    before = _BEFORE.search(text[max(0, start - 24) : start])
    leader = before.group(1).lower() if before else ""
    touching = text[start - 1 : start] in (" ", "\n") and text[start - 2 : start - 1].isalpha()
    owner = _owns(text, end, how, said_words, follower, text[start:end])
    called = how == "name" and around is not None and _called(text, start, end, owner)
    opens = not text[sentences[number][0] : start].strip(' \n"“‘«*_(') if sentences else True
    if around is not None and not text[around[0] : start].strip(' \n"“‘«*_'):
        opens = True
    verb = follower.lower()
    acting = verb in words.IRREGULAR or verb in words.SAID or (verb.endswith("ed") and len(verb) > 3)
    if text[start:end].lower() in ("him", "himself", "his", "her", "hers", "herself", "my", "me", "myself", "your"):
        subject = False
    else:
        joins = {"and", "or", "than"} | ({"for", "before", "after"} if acting else set())
        subject = not owner and not called and not (touching and leader in words.PREPOSITIONS - joins)
        subject = subject and (acting or how in ("he", "she", "I", "you") or leader in words.SAID or _is(text, end))
        subject = subject or (how != "name" and leader in words.SAID and not owner)
        subject = subject or (how == "name" and opens and around is None and text[end : end + 1] == "," and not owner)
    return Mention(
        start=start, end=end, how=how, words=said_words, said=around is not None, subject=subject, owner=owner,
        called=called, opens=opens, place=touching and leader in words.BEFORE_PLACE, the=touching and leader == "the",
        acts=(subject and (verb in _HUMAN or leader in words.SAID)) or _HUMAN_AFTER.match(text, end) is not None,
        sentence=number, named=how == "name" and _NAMED.search(text, max(0, start - 60), start) is not None,
    )  # fmt: skip


def _is(text: str, end: int) -> bool:
    return text[end : end + 2] in ("'s", "’s", "'m", "’m", "'r", "’r", "'d", "’d")


def _owns(text: str, end: int, how: How, said: str, follower: str, exact: str) -> bool:
    if how in ("he", "she", "I", "you"):
        if exact.lower() in ("his", "my", "your"):
            return True
        return exact.lower() == "her" and bool(follower) and follower.lower() not in _NOT_OWNER
    if text[end : end + 2] in ("'s", "’s"):
        after = _AFTER.match(text, end + 2)
        follower = after.group(1).lower() if after else ""
        counted = re.match(rf"[ ]*(?:{words.NUMBER})\b", text[end + 2 :], re.I) is not None
        return bool(follower) and follower not in _BE and not counted and not follower.endswith("ing")
    return text[end : end + 1] in ("'", "’") and exact.endswith("s") and text[end + 1 : end + 2] == " "


def _called(text: str, start: int, end: int, owner: bool) -> bool:
    before = text[:start].rstrip()[-1:]
    after = text[end:].lstrip()[:1]
    return not owner and before in ',"“‘«—.?!' and after in ',.?!"”’»—' and after != ""
