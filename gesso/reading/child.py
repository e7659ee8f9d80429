"""A process that reads one file from its input and writes its words, one JSON line for each part, then ends.

Bounded by the system where that can be (time of the processor, memory), and by whoever started it in any case: a file
may be made to take for ever. It opens no file and no connection.
"""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # it runs apart from the environment (-I)

if TYPE_CHECKING:
    from gesso.reading.parts import Part

CPU_S = 400
MEMORY_BYTES = 1_500_000_000
MOST_PARTS = 5_000
MOST_TEXT = 12_000_000  # characters


def main() -> None:
    """Lines: {"unit", "title", "all"}, then {"text", "heads", "hidden"} for each part, then {"end"} or {"wrong"}.

    The input is one JSON line that says the kind, and the bytes.
    """
    _bound()
    from gesso.base.errors import GessoError

    asked = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        size = 0
        for number, part in enumerate(_READERS[asked["kind"]](data), start=1):
            if number > MOST_PARTS or size >= MOST_TEXT:
                _say({"end": "cut"})
                return
            text = part.text[: MOST_TEXT - size].replace("\f", "\n")
            size += len(text)
            _say({"text": text, "heads": part.heads, "hidden": part.hidden})
        _say({"end": ""})
    except MemoryError:
        _say({"wrong": "Reading it takes more memory than it may."})
    except GessoError as wrong:
        _say({"wrong": wrong.message})
    except RecursionError:
        _say({"wrong": "It is nested too deeply to be read."})
    except Exception as error:  # noqa: BLE001  (libraries raise what they like; this process is the boundary)
        _say({"wrong": f"It is damaged and cannot be read ({type(error).__name__})."})


def _pdf(data: bytes) -> "Iterator[Part]":
    from pypdf import PdfReader

    from gesso.base.errors import BadInput
    from gesso.reading.pdf_words import words_of_page

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise BadInput("It is locked by a password: remove it, save the PDF and attach it again.")
    title = reader.metadata.title if reader.metadata and isinstance(reader.metadata.title, str) else ""
    _say({"unit": "page", "title": title, "all": len(reader.pages)})
    for page in reader.pages:
        yield words_of_page(page)


def _docx(data: bytes) -> "Iterator[Part]":
    from gesso.formats.docx_read import read_docx
    from gesso.reading.docx_hidden import has_hidden
    from gesso.reading.markup import part_of_markdown
    from gesso.reading.parts import Part

    document = read_docx(data)
    _say({"unit": "", "title": document.title if document.title != "Imported" else "", "all": 1})
    part = part_of_markdown(document.text)
    yield Part(part.text, part.heads, part.hidden or has_hidden(data))


def _pptx(data: bytes) -> "Iterator[Part]":
    from gesso.reading.office import read_pptx

    slides = list(read_pptx(data))
    _say({"unit": "slide", "title": "", "all": len(slides)})
    yield from slides


def _xlsx(data: bytes) -> "Iterator[Part]":
    from gesso.reading.office import read_xlsx

    sheets = list(read_xlsx(data))
    _say({"unit": "sheet", "title": "", "all": len(sheets)})
    yield from (part for _, part in sheets)


def _epub(data: bytes) -> "Iterator[Part]":
    from gesso.reading.office import read_epub, title_of_epub

    chapters = list(read_epub(data))
    _say({"unit": "chapter", "title": title_of_epub(data), "all": len(chapters)})
    yield from chapters


def _html(data: bytes) -> "Iterator[Part]":
    from gesso.formats.plain import decode
    from gesso.reading.markup import part_of_html

    _say({"unit": "", "title": "", "all": 1})
    yield part_of_html(decode(data)[0])


def _markdown(data: bytes) -> "Iterator[Part]":
    from gesso.formats.plain import decode
    from gesso.reading.markup import part_of_markdown

    _say({"unit": "", "title": "", "all": 1})
    yield part_of_markdown(decode(data)[0])


def _text(data: bytes) -> "Iterator[Part]":
    from gesso.formats.plain import decode
    from gesso.reading.markup import MOST_NO_WIDTH, NO_WIDTH
    from gesso.reading.parts import Part

    text = decode(data)[0].replace("\r\n", "\n")
    bare = NO_WIDTH.sub("", text)
    _say({"unit": "", "title": "", "all": 1})
    yield Part(bare, (), len(text) - len(bare) > MOST_NO_WIDTH)


_READERS: dict[str, Any] = {
    "pdf": _pdf, "docx": _docx, "pptx": _pptx, "xlsx": _xlsx, "epub": _epub, "html": _html, "markdown": _markdown,
    "text": _text,
}  # fmt: skip


def _say(value: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def _bound() -> None:
    try:
        import resource
    except ImportError:
        return  # not a Unix: whoever started this ends it in time
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    main()
