"""Files made for tests: a book as PDF, and small ones of each kind."""

import io
import zipfile
from collections.abc import Sequence

from reportlab.pdfgen import canvas

from gesso.formats.document import Document
from gesso.formats.docx_write import write_docx

_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def pdf(pages: Sequence[str], hidden: str = "", title: str = "") -> bytes:
    """A PDF whose pages hold those lines; `hidden` is written in white on the first."""
    out = io.BytesIO()
    page = canvas.Canvas(out, invariant=1)
    page.setTitle(title)
    for number, text in enumerate(pages):
        lines = page.beginText(60, 780)
        for line in text.split("\n"):
            lines.textLine(line)
        page.drawText(lines)
        if hidden and number == 0:
            page.setFillColorRGB(1, 1, 1)
            page.drawString(60, 40, hidden)
        page.showPage()
    page.save()
    return out.getvalue()


def packed(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(text: str) -> bytes:
    return write_docx(Document("T", text))


def pptx(slides: Sequence[tuple[str, str]]) -> bytes:
    """Slides of a title and a text."""
    numbers = range(1, len(slides) + 1)
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(f'<Relationship Id="rId{n}" Type="{_RELS}/slide" Target="slides/slide{n}.xml"/>' for n in numbers)
    files: dict[str, str | bytes] = {
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{_SLIDES}" xmlns:r="{_RELS}"><p:sldIdLst>{listed}'
        "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{related}</Relationships>',
    }
    for n, (title, text) in zip(numbers, slides, strict=True):
        named = '<p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr>'
        head = f"<p:sp>{named}<p:txBody>{_line(title)}</p:txBody></p:sp>"
        body = f"<p:sp><p:txBody>{_line(text)}</p:txBody></p:sp>"
        files[f"ppt/slides/slide{n}.xml"] = f'<p:sld xmlns:p="{_SLIDES}" xmlns:a="{_DRAWING}">{head}{body}</p:sld>'
    return packed(files)


def _line(text: str) -> str:
    return f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"


def xlsx(name: str, rows: Sequence[Sequence[str | int]]) -> bytes:
    cells = "".join(
        "<row>" + "".join(
            f"<c><v>{cell}</v></c>" if isinstance(cell, int) else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
            for cell in row
        ) + "</row>"
        for row in rows
    )  # fmt: skip
    return packed({
        "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_RELS}"><sheets>'
        f'<sheet name="{name}" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_RELS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEETS}"><sheetData>{cells}</sheetData></worksheet>',
    })  # fmt: skip


def epub(title: str, chapters: Sequence[str]) -> bytes:
    """A book of chapters in HTML."""
    items = "".join(f'<item id="c{n}" href="c{n}.xhtml"/>' for n, _ in enumerate(chapters))
    spine = "".join(f'<itemref idref="c{n}"/>' for n, _ in enumerate(chapters))
    files: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OPS/book.opf"/></rootfiles></container>',
        "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata><dc:title '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{title}</dc:title></metadata><manifest>{items}</manifest>'
        f"<spine>{spine}</spine></package>",
    }
    return packed(files | {f"OPS/c{n}.xhtml": f"<html><body>{text}</body></html>" for n, text in enumerate(chapters)})


BOOK = [
    "The Lamp at Skerry Point\nA history",
    "Chapter 1. The tower\nThe lighthouse at Skerry Point was first lit in 1823. Its builder was Agnes Rowe.\n"
    "She had built two bridges before. The tower is 41 metres high.",
    "Chapter 2. The keepers\nThe first keeper, Tobias Finch, stayed for nineteen years.\n"
    "He never missed a night. The lamp burned 2 litres of oil an hour.",
    "Chapter 3. The storm\nIn the storm of 1871 the lamp went out for three hours.\n"
    "No ship was lost, because fishermen lit fires on the beach.",
]
"""The pages of a small book, lines and sentences known."""
