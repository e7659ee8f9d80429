"""Text cut into tokens with places in code points. Nothing is lost but white space, and nothing is understood here."""

import re
from dataclasses import dataclass

# One character for one, so that places stay true: dashes, quotes and spaces as keyboards and phones write them.
_PLAIN = {ord(c): "-" for c in "‐‑‒–—―−"} | {ord(c): "'" for c in "‘’ʼ´`"} | {ord(c): '"' for c in "“”„«»"}
_PLAIN |= {ord(c): " " for c in "\u00a0\u202f\u2009\u2007\u200b\ufeff\t"} | {ord("："): ":", ord("，"): ","}
_PLAIN |= {ord(full): half for full, half in zip("０１２３４５６７８９", "0123456789", strict=True)}

_TOKEN = re.compile(
    r"(?P<opaque>https?://\S+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}|\"[^\"\n]{1,600}\""
    r"|(?<![^\s(])'(?=[^'\s])[^'\n]{1,300}(?:'\w[^'\n]{0,300}){0,20}(?<=\S)'(?![^\s.,;:!?)])"
    r"|(?<![\w:.])1:1s?(?![\w:])|(?:\w+_)+\w+(?:\.\w+|\(\))*|[\w-]{1,80}\.(?:txt|md|csv|pdf|docx?|xlsx?|py|js|ts|json|log|png|jpe?g|html?|ya?ml)\b)"
    r"|(?P<meridiem>(?<![^\W\d_])[ap]\.\s?m\b\.?)"
    r"|(?P<texted>(?<!\w)2(?:morr?ow|moro|day|nite|night)\b)"
    r"|(?P<number>[0-9]+)"
    r"|(?P<possessive>'s\b)"
    r"|(?P<word>[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*)"
    r"|(?P<line>\n)"
    r"|(?P<sign>\S)",
    re.IGNORECASE,
)


# "1) this 2) that": the numbers of a list, which part like line breaks. In brackets, "(at 7)", a figure is none.
_LIST = re.compile(r"(?:^|\s)1\)\s[^(]*\s2\)\s[^(]*$|(?:^|:\s)1\.\s[^(]*[.;,]\s2\.\s|\(a\)\s.*\s\(b\)\s")
_ITEM = re.compile(r"(?<!\S)[0-9]{1,2}\)(?=\s)|(?:(?<=[.;,:]\s)|^)[0-9]\.(?=\s)|(?<!\S)\([a-h]\)(?=\s)")
_LINES = re.compile(r"^[ ]*[0-9]{1,2}[.)](?=\s)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text. `kind` is a group of the pattern above; `glued` when no white space comes before it."""

    kind: str
    text: str
    start: int
    end: int
    glued: bool


def tokenize(text: str) -> list[Token]:
    """The tokens of `text`, in order, in lower case."""
    plain, found, end = text.translate(_PLAIN), [], -1
    if _LIST.search(plain):
        plain = _ITEM.sub(lambda item: "\n" + " " * (len(item[0]) - 1), plain)
    for match in _TOKEN.finditer(plain):
        kind = match.lastgroup or "sign"
        said = match.group().lower()
        if kind == "meridiem":
            said = said[0] + "m"
            kind = "word"
        if kind == "texted":
            kind = "word"
        found.append(Token(kind, said, match.start(), match.end(), match.start() == end))
        end = match.end()
    return found


def items(text: str) -> list[tuple[int, int]]:
    """The places of the numbers of a list: "1)" and "2)", or "1." and "2." at the beginning of lines."""
    found = [*(_ITEM.finditer(text) if _LIST.search(text) else ()), *_LINES.finditer(text)]
    return sorted({match.span() for match in found}) if len(found) > 1 else []
