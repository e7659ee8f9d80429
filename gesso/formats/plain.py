"""Plain text, Markdown and code files: any common encoding in, UTF-8 out, line ends as they came."""

from gesso.base.errors import BadInput
from gesso.formats.document import (
    COMMENTS,
    REPLIES,
    SUGGESTIONS,
    Document,
    Lost,
    check_size,
    check_text,
    counted,
    stem_of,
)

ENCODING = "the file's encoding (it is UTF-8 from here on)"
GUESSED = "letters beyond ASCII were guessed to be Latin-1"
FILES = "attachments (a folder as a zip keeps them)"
DOCUMENTS = frozenset({"md", "markdown", "mdown", "mkd", "txt", "text", "rst", "adoc", "log", "org", ""})
"""Endings of files that open as a document; others open as code in the language their ending names."""
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_BINARY = (b"%PDF", b"\x7fELF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"MZ\x90")


def decode(data: bytes) -> tuple[str, tuple[Lost, ...]]:
    """The text of a file and what reading it could not keep. Raises BadInput for what is no text."""
    if data.startswith(_BINARY):
        raise BadInput("This is no text file, whatever its name says.")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                raise BadInput(
                    f"This file says that it is {encoding[:6].upper()}, but it is not; it may be cut off."
                ) from None
            return _clean(text), (Lost(ENCODING, encoding.removesuffix("-sig")),) if encoding != "utf-8-sig" else ()
    bare = _bare_utf_16(data)
    if bare:
        return _clean(data.decode(bare, "replace")), (Lost(ENCODING, bare),)
    try:
        return _clean(data.decode("utf-8")), ()
    except UnicodeDecodeError:
        guess = "cp1252" if not any(letter in data for letter in b"\x81\x8d\x8f\x90\x9d") else "latin-1"
        return _clean(data.decode(guess)), (Lost(GUESSED), Lost(ENCODING, guess))


def _bare_utf_16(data: bytes) -> str:
    """The byte order of UTF-16 without a mark, told by where the zeros of its Latin letters are; else empty."""
    sample = data[:4000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if (
        len(data) % 2 == 0
        and len(sample) >= 8
        and max(even, odd) > len(sample) // 4
        and min(even, odd) * 8 < max(even, odd)
    ):
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def _clean(text: str) -> str:
    if text.count("\x00") > len(text) // 100:
        raise BadInput("This is no text file: it is full of zero bytes.")
    return text


def ending_of(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    return last.rpartition(".")[2] if "." in last else ""


def read_text(data: bytes, name: str) -> Document:
    """A text file; its ending decides between a document and code."""
    check_size(data)
    text, lost = decode(data)
    ending = ending_of(name)
    base = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    language = base if base in ("dockerfile", "makefile") else ending
    if ending in DOCUMENTS and base not in ("dockerfile", "makefile"):
        return Document(stem_of(name), check_text(text), lost=lost)
    title = stem_of(name) if base == language else name.replace("\\", "/").rsplit("/", 1)[-1][:200]
    return Document(title, check_text(text), "code", language, lost=lost)


def write_text(document: Document) -> bytes:
    """The text as it is, in UTF-8."""
    return document.text.encode("utf-8", "replace")


def losses_text(document: Document) -> tuple[Lost, ...]:
    """What a bare text has no place for."""
    return counted(
        [
            Lost(COMMENTS, count=len(document.comments)),
            Lost(REPLIES, count=sum(len(note.replies) for note in document.comments)),
            Lost(SUGGESTIONS, count=len(document.suggestions)),
            Lost(FILES, count=len(document.attachments)),
        ]
    )
