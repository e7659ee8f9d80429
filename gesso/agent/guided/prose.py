"""Keeps a small model's prose presentable: no preamble, no loops, no chat at the end, always whole sentences.

Works on the stream: nothing is passed on before its sentence is complete and has been judged. Sentences dropped as
repetitions leave no hole; after a few of them the text is ended.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.base.late import late

_PREAMBLE = late(
    r"^\s*(?:(?:sure|certainly|of course|absolutely|okay|great)\b[^\n.!:]{0,80}[.!:]\s*)?"
    r"(?:(?:here(?:'s| is| are)|below is|this is|i(?:'ve| have) (?:written|rewritten|created|drafted)|i(?:'d|"
    r" would) be happy)\b[^\n]{0,160}?(?::\s*\n+|:\s+|\.\s*\n+))?",
    re.IGNORECASE,
)
_CHATTY = late(
    r"^\W*(?:i hope (?:this|that|you)|let me know|feel free|please (?:let me|feel free|note that i)|"
    r"if you (?:have any|need|would like|want me)|thank you for (?:reading|sharing|your (?:time|attention|interest))|"
    r"is there anything|i(?:'ve| have) (?:made|tried|included|used|added|kept|written)|i made (?:a few|some|"
    r"the following)|in this (?:revised|version|passage|rewritten)|"
    r"note:|\(?note that|remember,? i|as an ai|i(?:'m| am) (?:an ai|just an|(?:so |very )?(?:glad|happy|proud|"
    r"delighted|grateful|thrilled|excited)|sorry for any|here to help|ready to help)|i would love to hear|"
    r"what do you think|this (?:blog post|essay|story|letter|email|poem|text|speech|report) (?:is|was|"
    r"has been) (?:written|meant|intended)|"
    r"the (?:original|revised) (?:text|passage)|don'?t forget to (?:like|share|subscribe|comment)|stay tuned|"
    r"subscribe|please (?:go ahead|provide)|i(?:'ll| will| can) (?:assist|help)|the (?:report|text) is ready|"
    r"title:)\b",
    re.IGNORECASE,
)
_META = late(
    r"\b(?:in|throughout) this (?:blog|post|blog post|article|essay|section|paragraph|piece|poem|story|letter|"
    r"guide)\b|\b(?:this|the|my|our) (?:blog post|article|essay|post|blog) (?:will|is|has|aims|explores|concludes|"
    r"discusses|provides)\b|"
    r"\bas we (?:delve|explore|navigate)\b|\bi will (?:share|try to|discuss|explain|explore)\b|\bi'll be sharing\b|"
    r"\bmy (?:latest )?blog\b|\[(?:insert|your blog)|"
    r"\bthis (?:haiku|poem|sonnet|limerick|song|story|piece|speech|letter|email|list|checklist|"
    r"plan) (?:captures|explores|"
    r"conveys|evokes|shows|describes|aims|is (?:meant|intended|designed))\b|\bpersonal (?:chef|assistant)\b|"
    r"^\s*the lines (?:are|convey)\b",
    re.IGNORECASE,
)


@dataclass
class LoopGuard:
    """Judges sentences one after another; `spent` is true once the text goes in circles."""

    ngram: int = 4
    strikes: int = 0
    _seen: set[tuple[str, ...]] = field(default_factory=set)
    _sentences: set[str] = field(default_factory=set)
    _openings: dict[tuple[str, ...], int] = field(default_factory=dict)

    @property
    def spent(self) -> bool:
        return self.strikes >= 3

    def learn(self, text: str) -> None:
        """Take `text` as already said."""
        for sentence in split_sentences(text):
            self._remember(words_of(sentence))

    def admits(self, sentence: str) -> bool:
        """Whether `sentence` says something new; remembers it when it does."""
        words = words_of(sentence)
        if not words:
            return True
        grams = self._grams(words)
        known = sum(gram in self._seen for gram in grams)
        inner = len(grams) - len(set(grams))
        opening = tuple(words[:4])
        repeated = (
            " ".join(words) in self._sentences
            or (len(grams) >= 4 and known > 0.4 * len(grams))
            or inner > 0.25 * len(grams) + 1
        )
        if repeated or (len(words) > 4 and self._openings.get(opening, 0) >= 2):
            self.strikes += 1
            return False
        self._remember(words)
        return True

    def _remember(self, words: list[str]) -> None:
        self._seen.update(self._grams(words))
        self._sentences.add(" ".join(words))
        opening = tuple(words[:4])
        self._openings[opening] = self._openings.get(opening, 0) + 1

    def _grams(self, words: list[str]) -> list[tuple[str, ...]]:
        return [tuple(words[i : i + self.ngram]) for i in range(len(words) - self.ngram + 1)]


_BOAST = late(
    r"\bi(?:'ve| have|'m| am|'d| was) (?:a|an|got|always|been|working|here|currently|never|able|passionate|committed|"
    r"confident|happy|glad)\b|\bmy (?:team|knowledge|favou?rite|experience|primary|expertise|specialty|recipe|own)\b|"
    r"\bas an? \w+ expert\b|\bi'?m (?:more )?suited\b|\bi'specially\b|\bi'll\b",
    re.IGNORECASE,
)


def boasts(sentence: str) -> bool:
    """Whether a chat answer claims a life the model does not have."""
    return bool(_BOAST.search(sentence))


def strip_preamble(text: str) -> str:
    """`text` without "Sure, here is your letter:" in front."""
    return text[match.end() :] if (match := _PREAMBLE.match(text)) else text


def is_chatty(sentence: str) -> bool:
    """Whether a sentence talks to the person who asked rather than to the reader."""
    return bool(_CHATTY.match(sentence.lstrip()) or _META.search(sentence))


async def clean_sentences(
    pieces: AsyncIterator[str], guard: LoopGuard, max_words: int, *, title: str = "", lines: bool = False
) -> AsyncIterator[str]:
    """The sentences worth keeping, each with the white space after it, until `max_words` or the end.

    The last piece of a stream that was cut in mid-sentence is dropped. With `lines` each line is judged as a sentence
    (poems, lists). A first line that only repeats `title` is dropped.
    """
    buffer, started, words = "", False, 0
    dropped_break = ""

    def judge(sentence: str) -> str | None:
        nonlocal dropped_break
        if is_chatty(sentence) or (not guard.admits(sentence)):
            dropped_break = "\n\n" if "\n\n" in sentence else dropped_break
            return None
        kept, dropped_break = sentence, ""
        return kept

    async for piece in pieces:
        buffer += piece
        if not started:
            if len(buffer) < 200 and buffer.count("\n") < 3 and len(split_sentences(buffer)) < 3:
                continue
            buffer, started = _opening(buffer, title), True
        *complete, buffer = _cut(buffer, lines)
        for sentence in complete:
            gap = dropped_break
            if (kept := judge(sentence)) is not None:
                words += len(words_of(kept))
                yield (gap if gap else "") + kept
            elif is_chatty(sentence) and words > 40:
                return
            if guard.spent or words >= max_words:
                return
    if not started:
        buffer = _opening(buffer, title)
    *complete, last = _cut(buffer, lines)
    for sentence in complete:
        if (kept := judge(sentence)) is not None:
            yield kept
    if last.strip() and re.search(r"[.!?…:。！？\"”’)\]*]\s*$" if not lines else r"\S", last) and judge(last):
        yield last


def _cut(buffer: str, lines: bool) -> list[str]:
    parts = buffer.splitlines(keepends=True) if lines else split_sentences(buffer)
    if not parts or (lines and parts[-1].endswith("\n")) or (not lines and parts[-1].endswith("\n\n")):
        parts.append("")
    return parts


def _opening(buffer: str, title: str) -> str:
    text = strip_preamble(buffer).lstrip()
    first, _, rest = text.partition("\n")
    bare = first.strip().strip('#*"“” :').removeprefix("Title:").strip(' "*')
    looks_like_title = first.lstrip().startswith(("#", "**", "Title:", "Subject:")) or (
        bare and len(bare.split()) <= 10 and not re.search(r"[.,!?]$", bare) and rest.startswith("\n")
    )
    if rest.strip() and (looks_like_title or (title and words_of(bare) == words_of(title))):
        return rest.lstrip()
    return text


_ITEM = re.compile(r"(?P<mark>\s*(?:[-*+•]|\d+[.)])\s+)(?P<head>[^:(–\n]*)")
_MADE_UP = re.compile(r"(?::\s*\d[^\n]*|\s*\([^()\n]*\d[^()\n]*\)[.,]?)(?=\s*$)")


async def tidy_items(lines: AsyncIterator[str]) -> AsyncIterator[str]:
    """The lines of a list, no thing twice, and without the amounts a small model makes up: "tent: 3 litres (40%)"."""
    seen: set[str] = set()
    async for line in lines:
        if item := _ITEM.match(line):
            head = " ".join(words_of(item["head"])).lower()
            if head in seen:
                continue
            seen.add(head)
            line = _MADE_UP.sub("", line)
        yield line
