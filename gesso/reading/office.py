"""The words of PowerPoint, Excel and EPUB files: a part for each slide, sheet or chapter. Opens nothing outside."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from gesso.base.errors import BadInput
from gesso.formats.archive import Archive
from gesso.formats.plain import decode
from gesso.formats.xml import parse_xml
from gesso.reading.markup import part_of_html
from gesso.reading.parts import Part

MOST_CELLS = 400_000  # of a sheet; more is data, and read where data is
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NOTES = "/notesSlide"


def read_pptx(data: bytes) -> Iterator[Part]:
    """A part for each slide in the order they are shown, speaker's notes last. Raises BadInput, TooLarge."""
    archive = Archive(data)
    named = _relations(archive, "ppt/presentation.xml")
    for element in parse_xml(_member(archive, "ppt/presentation.xml"), "presentation").iter():
        if _local(element) == "sldId" and (slide := named.get(element.get(_RELATION, ""))) is not None:
            yield _slide(archive, slide[0])


def read_xlsx(data: bytes) -> Iterator[tuple[str, Part]]:
    """The name of each sheet and its cells, a line for each row, as the file stores them. Raises BadInput, TooLarge."""
    archive = Archive(data)
    named = _relations(archive, "xl/workbook.xml")
    shared = _shared(archive)
    for element in parse_xml(_member(archive, "xl/workbook.xml"), "workbook").iter():
        if _local(element) == "sheet" and (target := named.get(element.get(_RELATION, ""))) is not None:
            if "/worksheets/" not in target[0]:
                continue  # a sheet that is a chart
            rows = list(_rows(parse_xml(_member(archive, target[0]), target[0]), shared))
            name = element.get("name", "")
            yield name, Part("\n".join([name, *rows]), ((0, name),))


def read_epub(data: bytes) -> Iterator[Part]:
    """A part for each chapter in the order of reading. Raises BadInput, TooLarge."""
    archive = Archive(data)
    if "META-INF/encryption.xml" in archive.names and b"font" not in archive.read("META-INF/encryption.xml").lower():
        raise BadInput("This book is locked to its shop (DRM), so its words cannot be read.")
    root = _first(parse_xml(_member(archive, "META-INF/container.xml"), "container"), "rootfile")
    book = root.get("full-path", "") if root is not None else ""
    package = parse_xml(_member(archive, book), "package")
    places = {
        item.get("id", ""): posixpath.normpath(posixpath.join(posixpath.dirname(book), unquote(item.get("href", ""))))
        for item in package.iter()
        if _local(item) == "item"
    }
    for step in package.iter():
        place = places.get(step.get("idref", "")) if _local(step) == "itemref" else None
        if place in archive.names and place is not None:
            part = part_of_html(decode(archive.read(place))[0])
            if part.text:
                yield part


def title_of_epub(data: bytes) -> str:
    archive = Archive(data)
    root = _first(parse_xml(_member(archive, "META-INF/container.xml"), "container"), "rootfile")
    package = parse_xml(_member(archive, root.get("full-path", "") if root is not None else ""), "package")
    title = _first(package, "title")
    return "" if title is None else " ".join("".join(title.itertext()).split())


def _slide(archive: Archive, path: str) -> Part:
    root = parse_xml(_member(archive, path), path)
    title = ""
    blocks: list[str] = []
    for shape in root.iter():
        if _local(shape) in ("sp", "graphicFrame"):
            holder = _first(shape, "ph")
            words = _paragraphs(shape)
            if not title and holder is not None and holder.get("type") in ("title", "ctrTitle") and words:
                title = " ".join(words)
            blocks.extend(words)
    for place, kind in _relations(archive, path).values():
        if kind.endswith(_NOTES) and place in archive.names:
            notes = [line for line in _paragraphs(parse_xml(archive.read(place), place)) if not line.isdigit()]
            blocks.extend(["Notes:", *notes] if notes else [])
    hidden = root.get("show") == "0"
    text = "\n".join(blocks)
    return Part(text, ((max(text.find(title), 0), title),) if title else (), hidden)


def _paragraphs(root: Element) -> list[str]:
    found = []
    for paragraph in root.iter():
        if _local(paragraph) == "p":
            words = "".join(
                (piece.text or "") if _local(piece) == "t" else " " if _local(piece) == "br" else ""
                for piece in paragraph.iter()
            )
            if words.strip():
                found.append(" ".join(words.split()))
    return found


def _rows(sheet: Element, shared: list[str]) -> Iterator[str]:
    count = 0
    for row in sheet.iter():
        if _local(row) != "row":
            continue
        cells = [_cell(cell, shared) for cell in row if _local(cell) == "c"]
        count += len(cells)
        if count > MOST_CELLS:
            return
        if any(cells):
            yield " | ".join(cells).strip()


def _cell(cell: Element, shared: list[str]) -> str:
    value = _first(cell, "v")
    text = "" if value is None else value.text or ""
    if cell.get("t") == "s":
        return shared[int(text)] if text.isdigit() and int(text) < len(shared) else ""
    if cell.get("t") == "inlineStr":
        return " ".join("".join(piece.text or "" for piece in cell.iter() if _local(piece) == "t").split())
    return " ".join(text.split())


def _shared(archive: Archive) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.names:
        return []
    root = parse_xml(archive.read("xl/sharedStrings.xml"), "shared strings")
    return [
        " ".join("".join(piece.text or "" for piece in each.iter() if _local(piece) == "t").split()) for each in root
    ]


def _relations(archive: Archive, path: str) -> dict[str, tuple[str, str]]:
    """The parts that a part names: id to path inside the archive and kind; what leads outside is left out."""
    folder, _, name = path.rpartition("/")
    at = f"{folder}/_rels/{name}.rels"
    if at not in archive.names:
        return {}
    found = {}
    for each in parse_xml(archive.read(at), at):
        if each.get("TargetMode") != "External":
            target = each.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[each.get("Id", "")] = (place, each.get("Type", ""))
    return found


def _member(archive: Archive, name: str) -> bytes:
    try:
        return archive.read(name)
    except KeyError:
        raise BadInput("This file lacks a part that it needs; it may be cut off or damaged.") from None


def _first(root: Element, name: str) -> Element | None:
    return next((element for element in root.iter() if _local(element) == name), None)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
