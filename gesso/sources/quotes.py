"""Finding a quote again: in the words of a source, exactly, but for white space and how letters are encoded.

What counts as the same: Unicode's compatibility forms, kinds of white space, line breaks and hyphens at their ends,
kinds of quotation marks, dashes and ellipses, letters without width. What does not: a letter, a digit, a sign, a word,
or capitals. So a quote with one changed digit is not found.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

PAGE_END = "\f"
_NO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SAME = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″＂", '"'), **dict.fromkeys("‘’‚‛′‹›`´＇", "'"),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"), "…": "...",
    }
)  # fmt: skip
AROUND = 160
LARGE = 120_000  # characters, from where on a source is looked through window by window
WINDOW = 12_000
MOST_PASSAGES = 5


@dataclass(frozen=True)
class Found:
    """Where a quote stands in the words of a source: code points, and of a PDF the page (from 1)."""

    start: int
    end: int
    page: int | None


@dataclass(frozen=True)
class Plain:
    """Words as they are compared, with the place in the original of each letter."""

    text: str
    places: tuple[int, ...]


@lru_cache(maxsize=12)
def plain(text: str) -> Plain:
    """The words as they are compared. Those of the last sources are kept, for many quotes are looked up in each."""
    letters: list[str] = []
    places: list[int] = []
    gap = False
    for at, letter in enumerate(text):
        if letter < "\x80":  # most letters, and books are long
            if letter.isspace():
                gap = bool(letters)
                continue
            if gap:
                letters.append(" ")
                places.append(at)
                gap = False
            letters.append("'" if letter == "`" else letter)
            places.append(at)
            continue
        if _NO_WIDTH.match(letter):
            continue
        above = unicodedata.decomposition(letter).startswith(("<super>", "<sub>", "<fraction>"))
        if above and letters and letters[-1].isdigit():
            letters.append("^")  # 10² is not 102
            places.append(at)
        for same in unicodedata.normalize("NFKC", letter.translate(_SAME)):
            if same.isspace():
                gap = bool(letters)
                continue
            if gap:
                letters.append(" ")
                places.append(at)
                gap = False
            letters.append(same)
            places.append(at)
    return _composed(letters, places)


def _composed(letters: list[str], places: list[int]) -> Plain:
    """Marks joined to the letters before them, as far as Unicode has a letter for both."""
    out: list[str] = []
    where: list[int] = []
    for letter, at in zip(letters, places, strict=True):
        if letter >= "\x80" and out and unicodedata.combining(letter):
            joined = unicodedata.normalize("NFC", out[-1] + letter)
            if len(joined) == 1:
                out[-1] = joined
                continue
        out.append(letter)
        where.append(at)
    return Plain("".join(out), tuple(where))


def find_quote(quote: str, source: str) -> Found | None:
    """Where the quote first stands as whole words; None when it does not, and for a quote of nothing."""
    wanted = plain(quote).text.strip()
    if not wanted:
        return None
    if len(source) > LARGE:
        return _find_in_windows(quote, wanted, source)
    there = plain(source)
    at = -1
    while (at := there.text.find(wanted, at + 1)) >= 0:
        end = at + len(wanted)
        if _whole(there.text, at, end):
            break
    if at < 0:
        return None
    start = there.places[at]
    page = source.count(PAGE_END, 0, start) + 1 if PAGE_END in source else None
    return Found(start, there.places[end - 1] + 1, page)


def _find_in_windows(quote: str, wanted: str, source: str) -> Found | None:
    """The same for a book, of which only the windows are compared that hold every word of the quote."""
    needed = sorted(set(re.findall(r"[^\W_]+", wanted)), key=len, reverse=True)
    overlap = min(4 * len(quote) + 2_000, 80_000)  # a quote may go on over line breaks and the end of a page
    for start in range(0, len(source), WINDOW):
        window = source[start : start + WINDOW + overlap]
        there = _NO_WIDTH.sub("", unicodedata.normalize("NFKC", window))
        if all(word in there for word in needed):
            # A step back, so that the word before the window is seen, and with it whether the quote begins a word.
            back = min(start, 8)
            found = find_quote(quote, source[start - back : start + WINDOW + overlap])
            if found is not None:
                at = start - back + found.start
                page = source.count(PAGE_END, 0, at) + 1 if PAGE_END in source else None
                return Found(at, start - back + found.end, page)
    return None


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no word or number goes on across either end: “5 %” is not in “15 %”, nor “1” in “1.5”."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and _joins(before) and _joins(text[start]):
        return False
    if after and _joins(after) and _joins(text[end - 1]):
        return False
    digit_before = text[start].isdigit() and re.search(
        r"\d[.,]$|[-+±^]$|[<>≤≥≠≈~]\s?$", text[max(0, start - 2) : start]
    )
    digit_after = text[end - 1].isdigit() and re.match(r"[.,]\d|\^", text[end : end + 2])
    return not (digit_before or digit_after)


def _joins(letter: str) -> bool:
    return (letter.isalnum() and not "\u3040" <= letter <= "\u9fff") or letter == "_"


def passages(text: str, words: str) -> list[str]:
    """What stands around each place with these words, capitals aside: at most MOST_PASSAGES, word for word."""
    flexible = r"\s+".join(map(re.escape, words.split()))
    found: list[str] = []
    last = -1
    for match in re.finditer(flexible, text, re.IGNORECASE) if flexible else ():
        if match.start() < last:
            continue
        start, end = max(0, match.start() - AROUND), min(len(text), match.end() + AROUND)
        found.append(" ".join(text[start:end].split()))
        last = end
        if len(found) == MOST_PASSAGES:
            break
    return found
