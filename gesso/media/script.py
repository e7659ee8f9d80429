"""A document as it is read aloud: chapters of sentences, each with where it stands and who says it.

Chapters are the headings of the first two levels. What the words in quotation marks of a story are said by is what the
Characters lens finds beside them; all else is told. Code and HTML are not read, and that is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gesso.formats import tree as t
from gesso.formats.document import Lost, counted
from gesso.lenses.characters.look import look
from gesso.lenses.lens import Piece
from gesso.media.passages import Block, Sentence, bare, blocks_of, sentences_of

CODE, HTML, NOTES = "code", "HTML", "footnotes"


@dataclass(frozen=True, slots=True)
class Line:
    """Code points `start..end` of the text, the words as they are said, and who says them, "" for the narrator."""

    start: int
    end: int
    words: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    start: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """`speakers` by how often they speak; `silent` is what is not read."""

    chapters: tuple[Chapter, ...]
    speakers: tuple[str, ...]
    silent: tuple[Lost, ...]


def script_of(title: str, text: str) -> Script:
    """The script; a document without headings is one chapter of that title."""
    from gesso.formats.markdown_read import read_tree  # slow to load

    blocks = list(blocks_of(text))
    chapters: list[Chapter] = []
    silent: list[Lost] = []
    spoken: list[list[tuple[Line, ...]]] = []
    for block in blocks:
        if isinstance(block.block, t.Heading) and block.block.level <= 2:
            chapters.append(Chapter(bare(block.source) or title, block.start, ()))
            spoken.append([])
        elif not chapters:
            chapters.append(Chapter(title, block.start, ()))
            spoken.append([])
        if isinstance(block.block, t.Fence | t.Html):
            silent.append(Lost(CODE if isinstance(block.block, t.Fence) else HTML))
        elif chapters:
            spoken[-1].append(tuple(_lines(block)))
    if "[^" in text and (notes := read_tree(text).notes):
        silent.append(Lost(NOTES, count=len(notes)))
    names = _names([line.speaker for chapter in spoken for lines in chapter for line in lines if line.speaker])
    done = []
    for chapter, parts in zip(chapters, spoken, strict=True):
        lines = (Line(line.start, line.end, line.words, names.get(line.speaker, "")) for part in parts for line in part)
        done.append(Chapter(chapter.title, chapter.start, tuple(lines)))
    counts: dict[str, int] = {}
    for chapter in done:
        for line in chapter.lines:
            if line.speaker:
                counts[line.speaker] = counts.get(line.speaker, 0) + 1
    speakers = tuple(sorted(counts, key=lambda name: -counts[name]))
    return Script(tuple(chapter for chapter in done if chapter.lines), speakers, counted(silent))


def _lines(block: Block) -> Iterator[Line]:
    if isinstance(block.block, t.Table):
        yield from _rows(block, block.block)
        return
    spans = _spoken(block) if isinstance(block.block, t.Paragraph) else []
    for sentence in sentences_of(block):
        yield from _cut(sentence, block, spans)


def _spoken(block: Block) -> list[tuple[int, int, str]]:
    """Where in the document somebody's words stand whose name is beside them."""
    leaf = look(Piece("paragraph", block.source))
    found = []
    for line in leaf.lines:
        mention = leaf.mentions[line.speaker] if line.speaker is not None else None
        if mention is not None and mention.how == "name":
            found.append((block.start + line.start, block.start + line.end, mention.words))
    return found


def _cut(sentence: Sentence, block: Block, spans: Sequence[tuple[int, int, str]]) -> Iterator[Line]:
    """A sentence, in pieces where somebody begins or ends to speak."""
    edges = {sentence.start, sentence.end}
    edges |= {at for start, end, _ in spans for at in (start, end) if sentence.start < at < sentence.end}
    places = sorted(edges)
    for start, end in pairwise(places):
        piece = block.source[start - block.start : end - block.start]
        words = sentence.words if len(places) == 2 else bare(piece)
        if any(letter.isalnum() for letter in words):
            speaker = next((name for a, b, name in spans if a <= start and end <= b), "")
            yield Line(end - len(piece.lstrip()), start + len(piece.rstrip()), words, speaker)


def _rows(block: Block, table: t.Table) -> Iterator[Line]:
    """The rows of a table, each cell after the name of its column."""
    head = [t.words_of(cell).strip() for cell in table.rows[0]]
    lines = [at for at, line in enumerate(block.source.split("\n")) if line.strip()]
    starts = [0]
    for line in block.source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for number, row in enumerate(table.rows[1:], 2):
        cells = [t.words_of(cell).strip() for cell in row]
        words = "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(head, cells, strict=True) if cell)
        at = lines[number] if number < len(lines) else len(starts) - 2
        if words:
            yield Line(block.start + starts[at], block.start + max(starts[at], starts[at + 1] - 1), f"{words}.")


def _names(said: Sequence[str]) -> dict[str, str]:
    """The fullest name for each that is used: “Anna” is “Anna Holm” where only one such is named."""
    known = sorted(set(said))
    found = {}
    for name in known:
        fuller = [other for other in known if other != name and set(name.split()) < set(other.split())]
        found[name] = fuller[0] if len(fuller) == 1 else name
    return found


_COMMON = {
    "en": "the and of to in is that was it for with as on are this",
    "de": "der die und das ist nicht ein eine zu mit den von sich auf es",
    "es": "el la que de y en los se del las un por con una su",
    "fr": "le la les de et est un une dans que pour qui des il elle",
    "it": "il la che di e un una per non sono con del della gli nel",
}


def language_of(text: str) -> str:
    """Which language with a voice the text is in, by its commonest words; English when in doubt."""
    words = text[:20_000].casefold().split()
    counts = {language: sum(word in common.split() for word in words) for language, common in _COMMON.items()}
    return max(counts, key=lambda language: (counts[language], language == "en"))
