"""Checking what a document quotes: is each quote, letter for letter, in the source that it cites?

Quotes are what stands in quotation marks or is set off with `>`; `[n]` behind one, in the same sentence or paragraph,
says of which source it is, and the list of sources at the end says which that is. A sentence in the writer's own words
that cites a source, or states a fact, is compared with the sentences of the sources (`claims.py`). Pure.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal
from urllib.parse import unquote, urlsplit

from gesso.base.late import late
from gesso.sources.claims import Corpus
from gesso.sources.quotes import PAGE_END, Found, find_quote, plain

Verdict = Literal["found", "elsewhere", "supported", "contradicted", "similar", "not found"]

MOST_CLAIMS = 2_000
FEWEST_WORDS = 3  # of a quote in quotation marks; less is a word used, not a passage quoted
MOST_LEFT_OUT = 600  # characters of a source that “…” may stand for
NEAR = 0.75  # of letters in common, from where on a passage is shown as the nearest
MOST_LOOKED = 400_000  # characters of a source in which the nearest passage is looked for

_MARKED = late(r"“([^“”]{2,2000})”|„([^„“”]{2,2000})[“”]|«([^«»]{2,2000})»|(?<![\w=])\"([^\"\n]{2,2000})\"(?!\w)")
_PAGE = r"(?:pages?|pp?\.|Seiten?|S\.)\s?(\d{1,5})"
_CITED = late(rf"\[(\d{{1,3}})(?:,?\s+{_PAGE})?\](?!\()(?:,?\s*\(?{_PAGE}\)?)?")
_NO = late(
    r"\b(?:not|no|never|nobody|none|nothing|neither|nor|without|cannot|hardly|kein\w*|nicht|nie|ohne)\b|n['’]t\b", re.I
)
_LISTED = late(r"^\s*(?:\[(\d{1,3})\]:?|(\d{1,3})[.)])\s+(.+)$")
_LINK = late(r"\]\(<?([^)>\s]+)>?[^)]*\)|<([^>\s]+)>|`([^`]+)`|(https?://\S+)")
_FACT = late(
    r"\d|%|(?<=[a-zà-ÿ,;] )[A-ZÀ-Þ][a-zà-ÿ]{2,}|\b(?:"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundreds?|thousands?|millions?|billions?|half|twice)\b"
)
_CUT = late(r"\s*(?:\[\s*)?(?:…|\.\.\.)(?:\s*\])?\s*")
_ESCAPE = late(r"\\([!-/:-@\[-`{-~])")
_SENTENCE = late(r"(?<=[.!?])(?:\s*\[\d{1,3}\])*\s+(?=[\"“„«(\[]?[^\W\d_a-z])")


@dataclass(frozen=True)
class Claim:
    """A quote, or a sentence in own words, of the document: where, and the sources it cites by number.

    `page`: the page of the source that it says. `denied`: whether the sentence around a quote has a negation.
    """

    text: str
    kind: Literal["quote", "claim"]
    line: int
    cites: tuple[int, ...] = ()
    page: int | None = None
    denied: bool = False


@dataclass(frozen=True)
class Checked:
    """`source` and `place`: where it stands. `near`: the words most like it where it stands nowhere."""

    claim: Claim
    verdict: Verdict
    why: str
    source: str | None = None
    place: Found | None = None
    near: str = ""


def check_document(text: str, sources: Mapping[str, str], numbers: Mapping[int, str] | None = None) -> list[Checked]:
    """Every quote of a document, and every sentence that cites something, against the words of `sources` by name.

    `numbers`: the source of each number, where that is known better than from the document's own list.
    """
    return _checked_all(claims_of(text), text, sources, numbers)


def verify_document(
    text: str, sources: Mapping[str, str], numbers: Mapping[int, str] | None = None
) -> list[Checked]:  # fmt: skip
    """The same, and every sentence that states a fact: has a number or a name in it."""
    return _checked_all(claims_of(text, states_fact), text, sources, numbers)


def _checked_all(
    claims: Sequence[Claim], text: str, sources: Mapping[str, str], numbers: Mapping[int, str] | None
) -> list[Checked]:
    named = dict(numbers) if numbers is not None else numbered_sources(text, list(sources))
    corpus = Corpus(sources) if any(claim.kind == "claim" for claim in claims) else Corpus({})
    return [_checked(claim, sources, named, corpus) for claim in claims[:MOST_CLAIMS]]


def states_fact(sentence: str) -> bool:
    """Whether it has a number, or a name that is not its first word, and is no question."""
    words = sentence.split()
    return len(words) >= 4 and not sentence.rstrip().endswith("?") and bool(_FACT.search(sentence))


def numbered_sources(text: str, names: Sequence[str]) -> dict[int, str]:
    """Which source each number of the document's list of sources means, where its address or name is one of `names`."""
    found: dict[int, str] = {}
    for line in text.splitlines():
        listed = _LISTED.match(line)
        if listed is None:
            continue
        number = int(listed[1] or listed[2])
        said = [next(filter(None, each), "") for each in _LINK.findall(listed[3])] or listed[3].split()[-1:]
        name = next((name for one in said for name in names if _same_source(one, name)), None)
        if name is not None:
            found.setdefault(number, name)
    return found


def _same_source(said: str, name: str) -> bool:
    """“folder:a/b.md”, “https://x.org/b.html” and “b” all mean the file a/b.md or b.html."""
    if said in (name, f"folder:{name}") or unquote(said) == f"folder:{name}":
        return True
    last = unquote(urlsplit(said).path.rstrip("/").rpartition("/")[2]) if "://" in said else said.rpartition("/")[2]
    base = name.rpartition("/")[2]
    return bool(last) and last in (base, base.rpartition(".")[0])


def claims_of(text: str, also: Callable[[str], bool] = lambda sentence: False) -> list[Claim]:
    """The quotes of a document, its sentences that cite something, and those that are `also` one, in its order.

    Not its list of sources.
    """
    found: list[Claim] = []
    for line, paragraph, set_off in _paragraphs(text):
        if set_off:
            cites = _numbers(paragraph)
            bare = _unmarked(_CITED.sub(" ", paragraph))
            if bare:
                found.append(Claim(bare, "quote", line, cites, _page(paragraph)))
            continue
        for sentence in _SENTENCE.split(paragraph):
            found += _of_sentence(sentence, line, _numbers(sentence), also)
    return found


def _of_sentence(
    sentence: str, line: int, cites: tuple[int, ...], also: Callable[[str], bool]
) -> list[Claim]:  # fmt: skip
    quotes: list[Claim] = []
    for match in _MARKED.finditer(sentence):
        words = _unmarked(_CITED.sub(" ", next(filter(None, match.groups()))))
        if len(words.split()) >= FEWEST_WORDS or (len(words) >= 8 and not words.isascii() and " " not in words):
            rest = sentence[match.end() :]
            behind = _numbers(rest) or cites
            denied = bool(_NO.search(sentence[: match.start()]) or _NO.search(rest))
            page = _page(rest) or _page(sentence)
            quotes.append(Claim(words, "quote", line, behind[:1] if behind else (), page, denied))
    if quotes or not (cites or also(sentence)):
        return quotes
    return [Claim(_unmarked(_CITED.sub("", sentence).replace(" .", ".")), "claim", line, cites, _page(sentence))]


def _page(text: str) -> int | None:
    """The page that stands in or behind the first citation that has one."""
    return next((int(said) for found in _CITED.finditer(text) if (said := found[2] or found[3])), None)


def _paragraphs(text: str) -> list[tuple[int, str, bool]]:
    """Line, words on one line, and whether it is set off as a quote; headings, code and lists of sources left out."""
    found: list[tuple[int, str, bool]] = []
    fenced = False
    open_ = False  # whether the last paragraph may go on
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(r"\s*(?:```|~~~)", line):
            fenced = not fenced
        bare = line.strip()
        if fenced or not bare or bare.startswith(("#", "```", "~~~")) or _is_listed(bare):
            open_ = False
            continue
        set_off = bare.startswith(">")
        words = re.sub(r"^(?:>\s*)+|^[-*+]\s+|^\d{1,3}[.)]\s+", "", bare)
        if not words:
            open_ = False
        elif open_ and found[-1][2] == set_off and not re.match(r"[-*+]\s|\d{1,3}[.)]\s", bare):
            found[-1] = (found[-1][0], f"{found[-1][1]} {words}", set_off)
        else:
            found.append((number, words, set_off))
            open_ = True
    return found


def _is_listed(line: str) -> bool:
    """A line of a list of sources: a number and an address or the name of a file."""
    listed = _LISTED.match(line)
    return listed is not None and bool(re.search(r"https?://|folder:|\.(?:md|txt|html?|pdf)\b|\]\(", listed[3]))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(found[1]) for found in _CITED.finditer(text)))


def _unmarked(text: str) -> str:
    """Words without the marks of Markdown around them."""
    text = re.sub(r"(?<!\\)(\*\*|__)(.+?)(?<!\\)\1", r"\2", text)
    text = re.sub(r"(?<![\w\\*])([*_])(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)", r"\2", text)
    text = _ESCAPE.sub(r"\1", text)
    text = re.sub(r"^[“„«\"](.*)[”“»\"]$", r"\1", " ".join(text.split()))
    return text.strip()


def _checked(claim: Claim, sources: Mapping[str, str], named: Mapping[int, str], corpus: Corpus) -> Checked:
    cited = [named[number] for number in claim.cites if number in named]
    if claim.kind == "claim":
        return _checked_fact(claim, cited, corpus)
    for name in cited:
        if (place := _find(claim.text, sources[name], claim.page)) is not None:
            return _stands(claim, "stands there word for word", name, place, sources[name])
    for name, words in sources.items():
        if (place := _find(claim.text, words)) is None:
            continue
        if not claim.cites:
            return _stands(claim, "stands there word for word; no source is cited", name, place, words)
        return Checked(claim, "elsewhere", _not_there(claim, name, cited, place.page), name, place)
    source, near = _nearest(claim.text, {name: sources[name] for name in cited} or sources)
    return Checked(claim, "not found", "stands in no source that was given", source if near else None, None, near)


def _checked_fact(claim: Claim, cited: Sequence[str], corpus: Corpus) -> Checked:
    fact = corpus.check(claim.text, cited, claim.page if cited else None)
    verdict: Verdict = fact.verdict
    why = fact.why
    if claim.cites and (verdict != "supported" or not cited):
        other = corpus.check(claim.text)
        if other.verdict == "supported" and other.sentence is not None:
            fact, verdict = other, "elsewhere"
            why = _not_there(claim, other.sentence.source, cited, other.sentence.page)
        elif not cited or fact.sentence is None:
            fact, verdict, why = other, other.verdict, other.why
    if fact.sentence is None:
        return Checked(claim, verdict, why)
    there = fact.sentence
    stands = Found(there.start, there.end, there.page)
    return Checked(claim, verdict, why, there.source, stands, " ".join(there.text.split()))


def _not_there(claim: Claim, name: str, cited: Sequence[str], page: int | None) -> str:
    if name in cited:
        return f"stands on page {page}, not on page {claim.page}"
    cites = f"[{claim.cites[0]}]"
    return f"not in the source it cites, {cites}" if cited else f"{cites} is none of the sources that were given"


def _stands(claim: Claim, why: str, name: str, place: Found, words: str) -> Checked:
    """Found, but for a quote that a "not" of the source stands right before, which nothing around it here says."""
    before = re.split(r"[.!?;:,]\s|\n\s*\n", words[max(0, place.start - 40) : place.start])[-1].split()[-2:]
    if not claim.denied and not _NO.search(claim.text) and (no := _NO.search(" ".join(before))):
        near = " ".join(words[max(0, place.start - 40) : place.end].split())
        return Checked(
            claim, "contradicted", f"“{no[0]}” stands right before it there, and not here", name, place, near
        )
    return Checked(claim, "found", why, name, place)


def _find(quote: str, source: str, page: int | None = None) -> Found | None:
    """The place of a quote, on that page where one is given; of one with parts left out (“… ”) that of its parts."""
    if page is not None:
        return _find_on(quote, source, page)
    parts = [part for part in _CUT.split(quote) if part.strip(" .,;:")]
    if len(parts) < 2:
        return find_quote(quote, source) or find_quote(quote.rstrip(".,;:"), source)
    at, first = 0, None
    for part in parts:
        place = find_quote(part.rstrip(".,;:") if part is parts[-1] else part, source[at:])
        if place is None:
            return None
        left_out = source[at : at + place.start] if first else ""
        if len(left_out) > MOST_LEFT_OUT or _NO.search(left_out):
            return None  # "was … lost" of "was not lost" is no quote
        first = first or place
        last, at = at + place.end, at + place.end
    assert first is not None
    return Found(first.start, last, first.page)


def _find_on(quote: str, source: str, page: int) -> Found | None:
    """The place of a quote that begins on the page; anywhere in a source without pages."""
    if PAGE_END not in source:
        return _find(quote, source)
    pages = source.split(PAGE_END)
    if page > len(pages):
        return None
    start = sum(len(each) + 1 for each in pages[: page - 1])
    place = _find(quote, PAGE_END.join(pages[page - 1 : page + 1]))
    if place is None or place.start > len(pages[page - 1]):
        return None
    return Found(start + place.start, start + place.end, page)


def _nearest(quote: str, sources: Mapping[str, str]) -> tuple[str | None, str]:
    """The source and the words in it that are most like the quote, ("", None) where none are."""
    wanted = plain(quote).text
    best: tuple[float, str | None, str] = (NEAR, None, "")
    if not 12 <= len(wanted) <= 600:
        return None, ""
    rare = max(re.findall(r"\w+", wanted), key=len, default="")
    for name, source in sources.items():
        there = plain(source[:MOST_LOOKED]).text
        for match in list(re.finditer(re.escape(rare), there))[:50]:
            start = max(0, match.start() - wanted.find(rare))
            words = there[start : start + len(wanted)]
            score = SequenceMatcher(None, wanted, words, autojunk=False).ratio()
            if score > best[0]:
                best = (score, name, words)
    return best[1], best[2]
