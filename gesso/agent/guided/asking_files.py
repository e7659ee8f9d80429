"""Answering from attached files on the guided path: code looks, chooses the sentences that answer, and quotes them.

The small model is asked nothing: whatever it said of a file would be made up. Where no passage speaks of enough of the
question, it says that it is not found in these files. Pure.
"""

import math
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from gesso.agent.guided.ask import strip_politeness
from gesso.agent.guided.calls import whole_call
from gesso.agent.guided.researching import asks_to_search, escaped
from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.agent.scene import Scene, SceneFile
from gesso.base.late import late
from gesso.model.messages import Chunk, EndChunk, Message, TextChunk, ThoughtChunk
from gesso.reading.finding import How, Line, parse_looked
from gesso.sources.search import SMALL, stem, terms_of

MOST_QUOTES = 3
ENOUGH = 0.55  # of the weight of a question's words that an answer has to speak of
NEAR_BEST = 0.72  # of the best sentence's score, from where on another is quoted, too
MOST_LETTERS = 700  # of one quote

_ABOUT_FILES = late(
    r"\b(?:files?|books?|pdfs?|reports?|papers?|attach(?:ed|ments?)|attachments?|chapters?|slides?|presentations?|"
    r"spreadsheets?|manuals?|contracts?|datei(?:en)?|buch|bericht|anhang)\b",
    re.IGNORECASE,
)
_ASKS = late(
    r"\?\s*$|^(?:who|whom|whose|what|which|when|where|why|how|does|do|did|is|are|was|were|can|could|has|have|had|"
    r"tell me|find|look(?: for| up)?|search|quote|show me|list|explain|according to|"
    r"wer|was|wann|wo|warum|wie|welche\w*)\b",
    re.IGNORECASE,
)
_WHOLE = late(r"\b(?:summar(?:y|i[sz]e)|sum up|what is (?:it|this|that|the \w+) about|overview|gist|fasse?)\b", re.I)
_LEANS = late(
    r"^(?:he|she|it|they|this|that|these|those|his|her|its|their|there|but|however|so|then|er|sie|es)\b", re.I
)
_NOTHING_WORDS = """
    file files book books pdf report paper document documents attached attachment according say says said mention
    mentions mentioned page chapter find tell show quote list explain many much long
"""
_NOTHING = frozenset(_NOTHING_WORDS.split())


def asks_files(scene: Scene) -> bool:
    """Whether the message asks what attached files say, and not to write or change something."""
    if not scene.files or scene.run is not None or scene.goal is not None or asks_to_search(scene.ask):
        return False
    said = strip_politeness(scene.ask)
    names = any(_names(said, file) for file in scene.files)
    asks = bool(_ASKS.search(said)) or bool(_WHOLE.search(said))
    if scene.active is not None:
        return asks and scene.active.selection is None and (names or bool(_ABOUT_FILES.search(said)))
    return asks or names


def answer_from_files(scene: Scene, messages: Sequence[Message], offered: Set[str]) -> Iterator[Chunk] | None:
    """The next step of answering from files; None where the message asks for something else."""
    if "search_files" not in offered or not asks_files(scene):
        return None
    results = [message for message in messages if message.role == "tool"]
    if not results:
        return _look(scene)
    if any(message.call_name != "search_files" for message in results):
        return None
    return _answer(scene, results[-1].text)


def _look(scene: Scene) -> Iterator[Chunk]:
    said = strip_politeness(scene.ask)
    named = [
        file.name for file in scene.files if len(_stem_of(file)) > 2 and _stem_of(file).casefold() in said.casefold()
    ]
    waiting = [file.name for file in scene.files if file.state in ("queued", "reading")]
    if waiting:
        yield ThoughtChunk(f"Waiting until {', '.join(waiting)} is read.\n")
    question = "" if _WHOLE.search(said) and not _topic(said, scene.files) else scene.ask
    yield ThoughtChunk("Looking in the attached files: only what stands there is told.\n")
    yield from whole_call("search_files", {"question": question[:1_000], "files": named})
    yield EndChunk("calls")


def _answer(scene: Scene, told: str) -> Iterator[Chunk]:
    lines = parse_looked(told)
    unread = [line.removeprefix("Not read: ") for line in told.splitlines() if line.startswith("Not read: ")]
    names = ", ".join(dict.fromkeys(line.name for line in lines)) or ", ".join(file.name for file in scene.files)
    topic = _topic(strip_politeness(scene.ask), scene.files)
    quotes = _beginnings(lines) if _WHOLE.search(scene.ask) and not topic else best_quotes(lines, topic)
    if quotes:
        yield TextChunk(render_quotes(quotes))
    elif lines or not unread:
        yield TextChunk(f"Not found in these files: I looked in {escaped(names)} for “{escaped(' '.join(topic))}”.")
    if unread:
        yield TextChunk(("\n\n" if quotes or lines else "") + "Not read: " + " ".join(map(escaped, unread)))
    yield EndChunk("stop")


@dataclass(frozen=True)
class Quote:
    """Words of a file as they stand there, and where."""

    line: Line
    text: str
    score: float


def best_quotes(lines: Sequence[Line], terms: Sequence[str]) -> list[Quote]:
    """The sentences that speak of most of the terms, rare ones above all; none where that is too little."""
    pieces = [(line, piece) for line in lines if not line.hidden for piece in _pieces(line.text)]
    stems = {term: {stem(word) for word in words_of(term)} for term in terms}
    said = [{stem(word) for word in words_of(text)} for _, text in pieces]
    weights = {
        term: math.log(1 + (len(pieces) + 1) / (1 + sum(needed <= words for words in said)))
        for term, needed in stems.items()
    }
    whole = sum(weights.values())
    if not whole:
        return []
    scored = []
    for (line, text), words in zip(pieces, said, strict=True):
        share = sum(weights[term] for term, needed in stems.items() if needed <= words) / whole
        if share >= ENOUGH and len(text) <= MOST_LETTERS:
            order = [stem(word) for word in words_of(text)]
            close = sum(_adjoin(order, one, other) for one, other in pairwise(terms))
            scored.append(Quote(line, text, share + 0.2 * close - 0.0002 * len(text)))
    scored.sort(key=lambda quote: -quote.score)
    kept: list[Quote] = []
    for one in scored:
        if one.score < NEAR_BEST * scored[0].score or len(kept) == MOST_QUOTES:
            break
        if all(one.text not in other.text and other.text not in one.text for other in kept):
            kept.append(one)
    return kept


def render_quotes(quotes: Sequence[Quote]) -> str:
    """The quotes with the number of their file, and what the numbers stand for."""
    parts = [f"Word for word; {_read({quote.line.how for quote in quotes})}:"]
    parts += [f"> {escaped(quote.text)} [{quote.line.number}]\n\n{_where(quote.line)}" for quote in quotes]
    files = dict.fromkeys((quote.line.number, quote.line.name) for quote in quotes)
    parts.append("**Sources**\n\n" + "\n".join(f"{number}. {escaped(name)}" for number, name in files))
    return "\n\n".join(parts)


def _read(hows: Set[How]) -> str:
    """How the files were read: whole, by their words, by what they mean."""
    if hows == {"all of it"}:
        return "all of it was read"
    if "passages of it by words and meaning" in hows:
        by = ", looked up by their words and by what they mean (vectors)"
    else:
        by = ", looked up by their words alone" if "passages of it by words" in hows else ""
    return (
        f"not all of it was read, but the passages that speak of it{by}"
        if by
        else "the beginnings of its parts were read"
    )


def _pieces(text: str) -> list[str]:
    """Each sentence, and each with the one before where it leans on that: word for word."""
    sentences = [sentence for sentence in split_sentences(text) if sentence.strip()]
    found = []
    for number, sentence in enumerate(sentences):
        leans = number > 0 and _LEANS.match(sentence.strip())
        found.append((sentences[number - 1] + sentence if leans else sentence).strip())
    return found


def _adjoin(words: Sequence[str], one: str, other: str) -> bool:
    """Whether two terms that follow one another in the question do so here, with at most one word between."""
    first, second = stem(one), stem(other)
    return any(word == first and second in words[at + 1 : at + 3] for at, word in enumerate(words))


def _beginnings(lines: Sequence[Line]) -> list[Quote]:
    """The first sentences of passages spread over the files."""
    step = max(1, len(lines) // (2 * MOST_QUOTES))
    return [Quote(line, pieces[0], 1.0) for line in lines[::step] if (pieces := _pieces(line.text))][: 2 * MOST_QUOTES]


def _topic(said: str, files: Sequence[SceneFile]) -> list[str]:
    """The words of the question that say what to look for, names of files left out."""
    for file in files:
        said = re.sub(re.escape(file.name), " ", said, flags=re.IGNORECASE)
        if len(_stem_of(file)) > 2:
            said = re.sub(re.escape(_stem_of(file)), " ", said, flags=re.IGNORECASE)
    said = _WHOLE.sub(" ", said)
    return [term for term in terms_of(said) if term not in _NOTHING and term not in SMALL]


def _names(said: str, file: SceneFile) -> bool:
    """Whether the words name the file, with or without its ending."""
    bare = _stem_of(file)
    return len(bare) > 2 and bare.casefold() in said.casefold()


def _stem_of(file: SceneFile) -> str:
    return file.name.rpartition(".")[0] or file.name


def _where(line: Line) -> str:
    where = "" if line.where.startswith("passage") else f", {line.where}"
    return f"— {escaped(line.name)}{where}"
