"""The front door: which format a file is, and writing a document in one that is named.

The bytes decide where they can; the name only says what a text is. Heavy parts load when they are needed.
"""

from collections.abc import Sequence
from typing import Literal, get_args

from gesso.base.errors import BadInput
from gesso.formats.document import Document, Lost, check_size
from gesso.formats.plain import ending_of
from gesso.formats.worded import losses_worded, worded

Format = Literal["md", "txt", "html", "docx", "pdf", "ipynb", "code", "folder", "pptx", "slides"]
FORMATS: tuple[Format, ...] = get_args(Format)
READ = ("md", "txt", "html", "docx", "pdf", "pptx", "slides")

MEDIA_TYPES: dict[Format, str] = {
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "ipynb": "application/x-ipynb+json",
    "code": "text/plain; charset=utf-8",
    "folder": "application/zip",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "slides": "text/html; charset=utf-8",
}
_UNREAD = {
    "doc": "Save it as .docx in your word processor and import that.",
    "odt": "Save it as .docx in your word processor and import that.",
    "rtf": "Save it as .docx in your word processor and import that.",
    "pages": "Export it as Word and import that.",
    "pdf": "A PDF has lost its structure; import the file that it was made from.",
    "xlsx": "Export the sheet as CSV and import that.",
    "pptx": "Export it as text and import that.",
    "epub": "Import the Markdown or HTML that it was made from.",
}


def read_any(name: str, data: bytes) -> list[Document]:
    """The documents in a file: one, or several for an archive. Raises BadInput, TooLarge."""
    check_size(data)
    ending = ending_of(name)
    if data.startswith(b"%PDF") or (ending in _UNREAD and not data.startswith(b"PK\x03\x04")):
        kind = "pdf" if data.startswith(b"%PDF") else ending
        raise BadInput(f"A file of the kind .{kind} cannot be imported. {_UNREAD[kind]}")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(name, data)
    if ending in ("docx", "docm", "dotx") or data.startswith(b"\xd0\xcf\x11\xe0"):
        from gesso.formats.docx import read_docx

        return [read_docx(data, name)]
    if ending == "zip":
        return _packed(name, data)
    if ending in ("html", "htm", "xhtml") or (ending in ("", "txt") and _is_page(data)):
        from gesso.formats.html_read import read_html

        return [read_html(data, name)]
    if ending == "ipynb":
        from gesso.formats.notebook import read_notebook

        return [read_notebook(data, name)]
    from gesso.formats.plain import read_text

    return [read_text(data, name)]


def _packed(name: str, data: bytes) -> list[Document]:
    """What lies in a zip: a Word file by whatever name, or a folder."""
    from gesso.formats.archive import Archive

    names = Archive(data).names
    if "word/document.xml" in names or "[Content_Types].xml" in names:
        if not any(each.startswith("word/") for each in names):
            kind = "xlsx" if any(each.startswith("xl/") for each in names) else "pptx"
            raise BadInput(f"A file of the kind .{kind} cannot be imported. {_UNREAD[kind]}")
        from gesso.formats.docx import read_docx

        return [read_docx(data, name)]
    if "mimetype" in names:
        raise BadInput(f"A file of the kind .odt cannot be imported. {_UNREAD['odt']}")
    from gesso.formats.folder import read_folder

    return read_folder(data, name)


def _is_page(data: bytes) -> bool:
    head = data[:500].lstrip().lower()
    return head.startswith((b"<!doctype html", b"<html"))


def write_as(format: Format, document: Document) -> bytes:
    """The file. Widgets are written as their words where a file is to be read; a folder and a notebook come back."""
    if format in READ:
        document = worded(document)
    match format:
        case "docx":
            from gesso.formats.docx import write_docx

            return write_docx(document)
        case "html":
            from gesso.formats.html_write import write_html

            return write_html(document)
        case "pdf":
            from gesso.formats.pdf import write_pdf

            return write_pdf(document)
        case "ipynb":
            from gesso.formats.notebook import write_notebook

            return write_notebook(document)
        case "folder":
            from gesso.formats.folder import write_folder

            return write_folder([document])
        case "pptx":
            from gesso.formats.pptx_write import write_pptx

            return write_pptx(document)
        case "slides":
            from gesso.formats.slides_html import write_slides

            return write_slides(document)
        case "md" | "txt" | "code":
            from gesso.formats.plain import write_text

            return write_text(document)


def losses(format: Format, document: Document) -> tuple[Lost, ...]:
    """What `write_as` would lose, to be shown before it is lost."""
    if format in READ:
        return (*losses_worded(document), *_losses(format, worded(document)))
    return _losses(format, document)


def _losses(format: Format, document: Document) -> tuple[Lost, ...]:
    match format:
        case "docx":
            from gesso.formats.docx import losses_docx

            return losses_docx(document)
        case "html":
            from gesso.formats.html_write import losses_html

            return losses_html(document)
        case "pdf":
            from gesso.formats.pdf import losses_pdf

            return losses_pdf(document)
        case "ipynb":
            from gesso.formats.notebook import losses_notebook

            return losses_notebook(document)
        case "folder":
            from gesso.formats.folder import losses_folder

            return losses_folder(document)
        case "pptx":
            from gesso.formats.pptx_write import losses_pptx

            return losses_pptx(document)
        case "slides":
            from gesso.formats.slides import losses_slides

            return losses_slides(document)
        case "md" | "txt" | "code":
            from gesso.formats.plain import losses_text

            return losses_text(document)


def write_all(documents: Sequence[Document]) -> bytes:
    """A zip of several documents as Markdown with what they show."""
    from gesso.formats.folder import write_folder

    return write_folder(documents)
