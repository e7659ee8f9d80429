"""Changes of a passage that need no model: honest, small, and never wrong about facts.

Each function returns the passage changed, or the same passage when it can do nothing. Links, code and addresses
inside a passage are never touched. English word lists; the sentence-wise ones work in any language.
"""

import re
from collections import Counter
from collections.abc import Callable

from gesso.agent.guided.overlap import topic_words
from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.agent.guided.swaps import CONTRACTED, FILLERS, FORMAL, SIMPLE, TYPOS, WARM

_KEEP = re.compile(r"\[[^\]]*\]\([^)]*\)|`[^`]*`|https?://\S+|<[^>]+>")


def _outside(text: str, change: Callable[[str], str]) -> str:
    """`change` applied to everything but links, code and addresses."""
    parts: list[str] = []
    at = 0
    for kept in _KEEP.finditer(text):
        parts += [change(text[at : kept.start()]), kept.group(0)]
        at = kept.end()
    return "".join([*parts, change(text[at:])])


def _swap(text: str, table: dict[str, str]) -> str:
    """Whole words and phrases replaced by `table`, keeping a capital at the beginning."""
    lowered = {find.lower(): new for find, new in table.items()}
    pattern = re.compile(
        r"\b(?:" + "|".join(sorted(map(re.escape, lowered), key=len, reverse=True)) + r")\b", re.IGNORECASE
    )

    def put(match: re.Match[str]) -> str:
        found = match.group(0)
        new = lowered[found.lower()]
        return new[:1].upper() + new[1:] if found[:1].isupper() and new else new

    def put_in(part: str) -> str:
        # "I therefore suspect" takes no other word there; it does without.
        bare = re.sub(r"(?<=\w) (?:therefore|consequently)(?= \w)", "", part) if "therefore" in lowered else part
        return pattern.sub(put, bare)

    swapped = _outside(text, put_in)
    if swapped == text:
        return text
    swapped = re.sub(r"(?<=\S) {2,}(?=\S)", " ", swapped)
    swapped = re.sub(r" +(?=[,.;!?])", "", swapped)
    return re.sub(r"^\s*[,;]\s*", "", swapped)


def shorter(text: str) -> str:
    """Without its least telling sentences; a lone sentence loses its filler words and its last side remark."""
    sentences = split_sentences(text)
    if len(sentences) >= 2:
        keep = max(1, (len(sentences) * 2) // 3) if len(sentences) > 2 else 1
        spread = Counter(word for s in sentences for word in topic_words(s))

        def telling(index: int) -> float:
            words = topic_words(sentences[index])
            linked = 2.0 if _KEEP.search(sentences[index]) else 0.0
            first = 1.0 if index == 0 else 0.0
            return (
                linked
                + first
                + sum(1 / spread[w] + (0.5 if spread[w] > 1 else 0) for w in words)
                / max(6, len(words_of(sentences[index])))
            )

        kept = sorted(sorted(range(len(sentences)), key=telling, reverse=True)[:keep])
        return "".join(sentences[i] for i in kept).rstrip()
    lean = _swap(text, FILLERS)
    trimmed = _outside(lean, lambda part: re.sub(r"\s*\([^()]*\)", "", part))
    cut = re.match(
        r"^(.{20,}?),\s+(?:which|where|when|because|although|though|while|and|so|as|exactly)\b[^.!?]*([.!?])\s*$",
        trimmed,
        re.DOTALL,
    )
    if cut and not _KEEP.search(trimmed[cut.end(1) :]):
        trimmed = cut.group(1) + cut.group(2)
    return trimmed[:1].upper() + trimmed[1:] if text[:1].isupper() else trimmed


def _if(match: re.Match[str]) -> str:
    return f"If {match.group(1)} {'do not ' if match.group(2) else ''}"


_SPLITS = {"and": ". ", "but": ". But ", "because": ". This is because ", "so": ". So ", "where": ". There "}


def simpler(text: str) -> str:
    """With common words for rare ones, and long sentences split where two clauses meet."""
    swapped = _swap(text, SIMPLE)
    out: list[str] = []
    for told in split_sentences(swapped):
        sentence = re.sub(r"^Should (I|you|we|they) (not )?(?=\w)", _if, told)
        whole = re.sub(r";\s+(\w)", lambda m: ". " + m.group(1).upper(), sentence)
        if len(words_of(whole)) > 8:
            whole = re.sub(
                r",\s+(and|but|because|so|where) (?=(?:i|you|he|she|it|we|they|the|this|these|nobody|people|only|her|"
                r"his|their|there|ivy|others|many|some|most)\b)",
                lambda m: _SPLITS[m.group(1).lower()],
                whole, count=1, flags=re.IGNORECASE,
            )  # fmt: skip
            whole = re.sub(r"(?<=\. )([a-z])", lambda m: m.group(1).upper(), whole)
        out.append(whole)
    return "".join(out)


def simpler_than(text: str) -> str:
    """`simpler`, or for a sentence it cannot help, the shorter form of it."""
    done = simpler(text)
    if done != text:
        return done
    if len(split_sentences(text)) > 1:
        return text  # leaving sentences out would lose what they say
    halves = re.match(
        r"^((?:It|He|She|They|We|I|You|This|That) (?:was|is|were|are|"
        r"am) )((?:\w+ly )?\w+),? and ((?!then\b)\w+[^,.;]*[.!?])(\s*)$",
        text,
    )
    return f"{halves[1]}{halves[2]}. {halves[1]}{halves[3]}{halves[4]}" if halves else shorter(text)


def warmed(text: str) -> str:
    """With contractions, warmer phrases and requests put as questions; no words of its own."""
    told = re.sub(r"(?:^|(?<=[.!?] ))Should (I|you|we|they) (not )?(?=\w)", _if, text)
    warm = _swap(_swap(told, WARM), CONTRACTED)
    return re.sub(r"(?:^|(?<=[.!?] ))Please (?!note|find)([a-z])([^.!?]*)\.", r"Could you please \1\2?", warm)


def friendlier(text: str) -> str:
    """With contractions and warmer phrases; failing those, with a short word to the reader in front."""
    asked = warmed(text)
    speaks = re.search(r"\b(?:I|you|your|my)\b", text)
    if len(_changes(text, asked)) >= 2 or speaks or not text[:1].isupper() or len(words_of(text)) < 8:
        return asked
    text = asked
    tells = re.search(r"\b(?:was|were|had|said|went|came|found|ran|\w+ed)\b", text)
    lead = (
        "Picture this: "
        if tells and not re.search(r"\d|%", text)
        else "Let's take a closer look: "
        if tells
        else "A little tip: "
        if re.match(r"(?:use|try|heat|take|add|put|good|keep|make|remember)\b", text, re.IGNORECASE)
        else "Here's something nice to know: "
    )
    first = text.split()[0]
    lower = first.lower() in (
        "the",
        "a",
        "an",
        "it",
        "they",
        "he",
        "she",
        "we",
        "there",
        "this",
        "these",
        "in",
        "on",
        "at",
        "when",
        "after",
        "from",
        "inside",
        "merchants",
        "legend",
        "good",
        "before",
    )
    return lead + (text[:1].lower() + text[1:] if lower else text)


def _changes(before: str, after: str) -> set[str]:
    return set(words_of(after)) - set(words_of(before))


def formal(text: str) -> str:
    """With contractions written out and everyday words replaced."""
    expand = {short: full for full, short in CONTRACTED.items() if full not in ("can not", "need not")}
    return _swap(_swap(text, expand), FORMAL)


def grammar(text: str) -> str:
    """With common misspellings, doubled words, spacing and capitals put right."""
    fixed = _swap(text, TYPOS)

    def tidy(part: str) -> str:
        part = re.sub(r"\bi\b(?=[ ',])", "I", part)
        part = re.sub(
            r"\b(\w+)(?: \1)+\b(?!-)",
            lambda m: m.group(0) if m.group(1).lower() in ("had", "that") else m.group(1),
            part,
        )
        part = re.sub(r"(?<=\w) +([,.;!?])(?=\s|$)", r"\1", part)
        return re.sub(r"(?<=\S)  +(?=\S)", " ", part)

    fixed = _outside(fixed, tidy)
    fixed = re.sub(r"(?<=[.!?] )([a-z])(?=\w* )", lambda m: m.group(1).upper(), fixed)
    return (
        fixed[:1].upper() + fixed[1:]
        if text[:1].islower() and len(split_sentences(text)) >= 1 and text.rstrip().endswith((".", "!", "?"))
        else fixed
    )


def to_bullets(text: str) -> str:
    """A list with one sentence an item."""
    sentences = [s.strip() for s in split_sentences(text) if s.strip()]
    return "\n".join(f"- {s}" for s in sentences)


def to_prose(text: str) -> str:
    """The items of a list as sentences of one paragraph."""
    items = [
        re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?", "", line).strip()
        for line in text.splitlines()
        if line.strip()
    ]
    return " ".join(item if item.endswith((".", "!", "?")) else item + "." for item in items)
