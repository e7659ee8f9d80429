"""The plain words of HTML and of Markdown, with where their headings are. What no reader sees is left out and told."""

import re

from gesso.formats.html_tokens import Tag, tokens
from gesso.reading.parts import Part

MOST_DEPTH = 400
_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr"
_VOID = frozenset(_VOID_NAMES.split())
_BLOCK_NAMES = """
    address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_CHROME = frozenset(("nav", "footer", "button"))
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|font-size\s*:\s*[01]?(?:\.\d+)?px|"
    r"font-size\s*:\s*0|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{4,}px|"
    r"(?<![-\w])color\s*:\s*(?:#fff(?:fff)?|white)\b",
    re.IGNORECASE,
)
NO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
MOST_NO_WIDTH = 8  # letters without width that a text may hold without being told of


def part_of_html(source: str) -> Part:
    """The words of a page or chapter, a line for each block and a blank line between."""
    lines: list[tuple[str, bool]] = []
    pieces: list[str] = []
    open_: list[tuple[str, bool]] = []
    heading = hidden = False

    def end() -> None:
        words = " ".join("".join(pieces).split())
        if words:
            lines.append((words, heading))
        pieces.clear()

    for piece in tokens(source):
        if isinstance(piece, Tag):
            if piece.name in _BLOCKS:
                end()
                heading = piece.name in _HEADINGS and not piece.closing
            if piece.closing:
                _close(open_, piece.name)
            elif piece.name not in _VOID and len(open_) < MOST_DEPTH:
                style = piece.attributes.get("style", "")
                unseen = "hidden" in piece.attributes or bool(_UNSEEN.search(style)) or piece.name in _CHROME
                open_.append((piece.name, unseen))
            continue
        bare = NO_WIDTH.sub("", piece)
        hidden = hidden or len(piece) - len(bare) > MOST_NO_WIDTH
        if any(unseen for _, unseen in open_):
            hidden = hidden or bool(bare.strip() and not any(name in _CHROME for name, _ in open_))
            continue
        pieces.append(bare)
    end()
    return _joined(lines, hidden)


def part_of_markdown(source: str) -> Part:
    """Its words without the marks of emphasis, links and headings; code and tables as they are."""
    bare = NO_WIDTH.sub("", source)
    fenced = False
    text = ""
    heads: list[tuple[int, str]] = []
    for line in bare.replace("\r\n", "\n").split("\n"):
        if re.match(r"\s*(?:```|~~~)", line):
            fenced = not fenced
            continue
        found = None if fenced else re.match(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$", line)
        words = line.rstrip() if fenced else _unmarked(found[1] if found else line).rstrip()
        if found:
            heads.append((len(text), words))
        text += words + "\n"
    return Part(text.rstrip(), tuple(heads), len(source) - len(bare) > MOST_NO_WIDTH)


def _close(open_: list[tuple[str, bool]], name: str) -> None:
    if any(each == name for each, _ in open_):
        while open_.pop()[0] != name:
            pass


def _joined(lines: list[tuple[str, bool]], hidden: bool) -> Part:
    text = ""
    heads = []
    for words, heading in lines:
        text += "\n\n" if text else ""
        if heading:
            heads.append((len(text), words))
        text += words
    return Part(text, tuple(heads), hidden)


def _unmarked(line: str) -> str:
    line = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", line)
    line = re.sub(r"(?<!\\)(\*\*|__)(.+?)(?<!\\)\1", r"\2", line)
    line = re.sub(r"(?<![\w\\*])([*_])(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)", r"\2", line)
    line = re.sub(r"^\s{0,3}(?:>\s?)+", "", line)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line)
