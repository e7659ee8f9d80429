"""Cuts programs, data, subtitles and plain text into blocks, line by line, without ever failing.

Not a parser: top-level definitions are found by how their first line looks, which holds for programs that are half
written, as they are while somebody types. A wrong guess costs a coarser or finer block, never a lost line. One pass,
linear in the text.
"""

import re
from collections.abc import Sequence

from gesso.base.late import late
from gesso.canvas.outline import BlockKind, Line, Part, lines_of

_PYTHON_START = late(r"(?:@|(?:async\s+)?def\s+(\w+)|class\s+(\w+))")
_PYTHON_NAME = late(r"(?:async\s+)?(?:def|class)\s+(\w+)")
_PYTHON_IMPORT = late(r"(?:import|from)\s")
_SCRIPT_NAME = late(
    r"(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?"
    r"(?:function\*?|class|interface|type|enum|namespace|const|let|var)\s+([\w$]+)"
)
_SCRIPT_START = late(_SCRIPT_NAME.pattern + r"|export\s+default\b|module\.exports|describe\(|@\w")
_SCRIPT_IMPORT = late(r"import[\s{*'\"]|(?:const|let|var)\s+[\w${},\s]+=\s*require\(")
_GENERIC_START = late(
    r"(?:pub(?:\([^)]*\))?\s+|public\s+|private\s+|protected\s+|static\s+|final\s+|abstract\s+|async\s+|unsafe\s+|export\s+"
    r"|open\s+|sealed\s+|internal\s+|virtual\s+|inline\s+)*"
    r"(?:fn|func|fun|function|class|struct|enum|trait|impl|interface|module|namespace|def|type|record|object|protocol"
    r"|extension|create\s+(?:or\s+replace\s+)?(?:table|view|function|index|procedure))\b\s*(?:<[^>]*>\s*)?([\w:.$]*)",
    re.IGNORECASE,
)
_CLOSER = late(r"[)\]}]|end\b|else\b|elif\b|except\b|finally\b|catch\b|EOF\b|\"\"\"|'''")
_CUE = late(r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->\s")

_QUOTE_OR_COMMENT = late(r"\"{3}|'{3}|#")

_LONG = 80
_PART = 40
_GROUP = 20


def cut_code(text: str, language: str | None) -> list[Part]:
    """The blocks of a text in some language: definitions for code, cues for subtitles, line groups for data."""
    lines = lines_of(text)
    if language in ("srt",):
        return _cut_cues(lines)
    if language in ("csv", "json", "text", "markdown"):
        return _cut_paragraphs(lines) if language in ("text", "markdown") else _cut_groups(lines)
    parts: list[Part] = []
    for first, last, kind, title in _top_level(lines, language):
        parts += _divided(lines, first, last, kind, title)
    return parts


def cut_lines(text: str) -> list[Part]:
    """The blocks of plain text: paragraphs, or cues when it is subtitles."""
    lines = lines_of(text)
    if any(_CUE.match(line.text) for line in lines[:12]):
        return _cut_cues(lines)
    return _cut_paragraphs(lines)


def _span(kind: BlockKind, lines: Sequence[Line], first: int, last: int, title: str = "") -> list[Part]:
    """A part from line `first` to `last`, blank lines at its ends left out; nothing if all are blank."""
    while first <= last and lines[first].blank:
        first += 1
    while last >= first and lines[last].blank:
        last -= 1
    if first > last:
        return []
    return [Part(kind, lines[first].start, lines[last].end, title[:80])]


def _cut_paragraphs(lines: list[Line]) -> list[Part]:
    out: list[Part] = []
    first = 0
    for index in range(len(lines) + 1):
        if index == len(lines) or lines[index].blank:
            out += _span("paragraph", lines, first, index - 1)
            first = index + 1
    return out


def _cut_groups(lines: list[Line]) -> list[Part]:
    """Groups of a few lines: what can be pointed at in data."""
    out: list[Part] = []
    for first in range(0, len(lines), _GROUP):
        last = min(first + _GROUP, len(lines)) - 1
        out += _span("lines", lines, first, last, f"lines {first + 1} to {last + 1}")
    return out


def _cut_cues(lines: list[Line]) -> list[Part]:
    out: list[Part] = []
    for part in _cut_paragraphs(lines):
        out.append(Part("cue", part.start, part.end))
    return out


def _top_level(lines: list[Line], language: str | None) -> list[tuple[int, int, BlockKind, str]]:
    """(first line, last line, kind, title) of each top-level stretch, in order and without gaps."""
    starts: list[tuple[int, BlockKind, str]] = []
    quoted = ""
    decorated = False
    for index, line in enumerate(lines):
        text = line.text
        inside = bool(quoted)
        if language == "python":
            quoted = _after_quotes(text, quoted)
        if inside or not text or text[0] in " \t":
            continue
        kind, title = _kind_of(text, language)
        if decorated:
            decorated = text.startswith("@")
            if title and starts:
                starts[-1] = (starts[-1][0], "definition", title)
            continue
        if kind == "definition":
            decorated = text.startswith("@")
        elif _CLOSER.match(text):
            continue
        comment = text.startswith(("#", "//", "/*", "--")) and not text.startswith(("#!", "#include"))
        last = starts[-1][1] if starts else None
        after_blank = index == 0 or lines[index - 1].blank
        if comment:
            if after_blank:
                starts.append((index, "code", ""))
        elif last == "code" and kind == "definition" and _only_comments(lines, starts[-1][0], index):
            starts[-1] = (starts[-1][0], kind, title)
        elif kind != last or kind == "definition" or (kind == "code" and after_blank):
            starts.append((index, kind, title))
    if not starts or starts[0][0] > 0:
        starts.insert(0, (0, "code", ""))
    ends = [start[0] - 1 for start in starts[1:]] + [len(lines) - 1]
    return [(first, last, kind, title) for (first, kind, title), last in zip(starts, ends, strict=True)]


def _kind_of(text: str, language: str | None) -> tuple[BlockKind, str]:
    text = text[:400]
    if language == "python":
        if _PYTHON_IMPORT.match(text):
            return "imports", ""
        name = _PYTHON_NAME.match(text)
        return ("definition", name.group(1) if name else "") if _PYTHON_START.match(text) else ("code", "")
    if language in ("javascript", "typescript"):
        if _SCRIPT_IMPORT.match(text):
            return "imports", ""
        name = _SCRIPT_NAME.match(text)
        return ("definition", name.group(1) if name else "") if _SCRIPT_START.match(text) else ("code", "")
    found = _GENERIC_START.match(text)
    return ("definition", found.group(1)) if found else ("code", "")


def _only_comments(lines: list[Line], first: int, last: int) -> bool:
    """Whether lines `first` up to `last` are a comment right above it."""
    return last - first <= 30 and all(
        line.text.startswith(("#", "//", "/*", " *", "*", "--")) for line in lines[first:last]
    )


def _after_quotes(text: str, quoted: str) -> str:
    """Which triple quote, if any, is open at the end of a line that began inside `quoted`."""
    for found in _QUOTE_OR_COMMENT.finditer(text):
        mark = found.group()
        if not quoted and mark == "#":
            return ""
        if not quoted:
            quoted = mark
        elif mark == quoted:
            quoted = ""
    return quoted


def _divided(lines: list[Line], first: int, last: int, kind: BlockKind, title: str) -> list[Part]:
    """The stretch as one part, or, when it is long, as one with parts of some forty lines cut at blank lines."""
    whole = _span(kind, lines, first, last, title)
    if last - first < _LONG or not whole:
        return whole
    inner: list[Part] = []
    begin = first
    for index in range(first, last + 1):
        full = index - begin + 1
        if index == last or (full >= _PART and lines[index].blank) or full >= 2 * _PART:
            inner += _span("part", lines, begin, index, f"lines {begin + 1} to {index + 1}")
            begin = index + 1
    if len(inner) < 2:
        return whole
    return [Part(kind, whole[0].start, whole[0].end, title[:80], tuple(inner))]
