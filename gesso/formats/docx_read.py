"""A Word file as a document: Markdown text, comments with their replies, tracked changes as suggestions, pictures.

Reads what Word and LibreOffice write. Macros, embedded programs and everything outside the file are never touched; they
are left out and said.
"""

import posixpath
from dataclasses import replace
from xml.etree.ElementTree import Element

from gesso.base.errors import BadInput
from gesso.formats import docx_parts as x
from gesso.formats import tree as t
from gesso.formats.archive import Archive
from gesso.formats.document import (
    Attachment,
    Document,
    Lost,
    Note,
    Proposal,
    Reply,
    check_size,
    check_text,
    counted,
    stem_of,
)
from gesso.formats.docx_body import Body, Context, Entry, Relation
from gesso.formats.docx_styles import Styles, w
from gesso.formats.markdown_write import write_tree
from gesso.formats.pictures import media_type_of, picture_of
from gesso.formats.xml import parse_xml

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_docx(data: bytes, name: str = "") -> Document:
    """The document. Raises BadInput with what is wrong with the file, TooLarge past the limits."""
    check_size(data)
    if data.startswith(OLE):
        raise BadInput("This file is protected by a password, or in Word's format from before 2007. Save it as .docx.")
    return _File(Archive(data), name).document()


class _File:
    def __init__(self, archive: Archive, name: str) -> None:
        self.archive, self.name = archive, name
        self.path = self.main_part()
        self.relations = self.relations_of(self.path)
        self.attachments: dict[str, Attachment] = {}
        self.lost: list[Lost] = []

    def main_part(self) -> str:
        if "_rels/.rels" in self.archive.names:
            for relation in parse_xml(self.archive.read("_rels/.rels"), "_rels/.rels"):
                if relation.get("Type", "").endswith("/officeDocument"):
                    path = relation.get("Target", "").lstrip("/")
                    if path in self.archive.names:
                        return path
        if "word/document.xml" in self.archive.names:
            return "word/document.xml"
        raise BadInput("This is no Word file: it has no main document.")

    def relations_of(self, path: str) -> dict[str, tuple[str, Relation]]:
        """Relations of a part by id, each with its kind; targets inside the file as names in the archive."""
        folder, file = posixpath.split(path)
        where = posixpath.join(folder, "_rels", f"{file}.rels")
        if where not in self.archive.names:
            return {}
        found = {}
        for relation in parse_xml(self.archive.read(where), where):
            target, outside = relation.get("Target", ""), relation.get("TargetMode") == "External"
            if not outside:
                target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = (kind, Relation(target, outside))
        return found

    def part(self, kind: str) -> tuple[str, Element] | None:
        """The part that the main one names by that kind of relation."""
        for its, relation in self.relations.values():
            if its == kind and not relation.outside and relation.target in self.archive.names:
                root = parse_xml(self.archive.read(relation.target), relation.target)
                return relation.target, root
        return None

    def document(self) -> Document:
        main = parse_xml(self.archive.read(self.path), self.path)
        body = main.find(w("body"))
        if body is None:
            raise BadInput("This Word file has no text in it.")
        styles, numbering = self.part("styles"), self.part("numbering")
        context = Context(
            Styles.of(styles[1] if styles else None, numbering[1] if numbering else None),
            {id: relation for id, (_, relation) in self.relations.items()},
            self.pictures(self.relations),
        )
        notes, context.comments = self.comments()
        blocks = build(Body(context).entries(body), context)
        tree = t.Tree(blocks, notes=self.footnotes(context))
        written = write_tree(tree)
        text = check_text(written.text)
        files = tuple(replace(one, name=context.names.get(one.name, one.name)) for one in self.attachments.values())
        document = Document(self.title(), text, attachments=files)
        marked = {n: written.places[2 * n] for n in range(len(notes)) if 2 * n in written.places}
        comments = tuple(
            replace(note, start=marked[n], end=max(marked[n], written.places.get(2 * n + 1, marked[n])))
            for n, note in enumerate(notes)
            if n in marked
        )
        self.note_losses(context, len(notes) - len(comments), written.unformed)
        suggestions = tuple(
            sorted(self.suggestions(context, written.places, written.after, text), key=lambda s: s.start)
        )
        lost = counted([*self.lost, *context.lost])
        return replace(document, comments=comments, suggestions=suggestions, lost=lost)

    def suggestions(self, context: Context, places: dict[int, int], after: dict[int, str], text: str) -> list[Proposal]:
        found = []
        for index, author in enumerate(context.authors):
            start, end = places.get(-2 * index - 1), places.get(-2 * index - 2)
            if start is not None and end is not None and (start != end or after.get(index)):
                found.append(Proposal(start, end, after.get(index, ""), author))
        for code, entry, author in context.inserted:
            words = write_tree(t.Tree(build([entry], context))).text.strip("\n")
            at = places.get(code, 0)
            gap = "\n" if entry.numbering and not entry.loose else "\n\n"
            found.append(Proposal(at, at, gap + words if at else words + gap, author))
        return found

    def title(self) -> str:
        fallback = stem_of(self.name) if self.name else "Imported"
        if "docProps/core.xml" in self.archive.names:
            core = parse_xml(self.archive.read("docProps/core.xml"), "docProps/core.xml")
            for element in core.iter("{http://purl.org/dc/elements/1.1/}title"):
                return " ".join((element.text or "").split())[:200] or fallback
        return fallback

    def pictures(self, relations: dict[str, tuple[str, Relation]]) -> dict[str, str]:
        """The pictures of a part as attachments, their names by relation."""
        found: dict[str, str] = {}
        used: dict[str, str] = {}
        for id, (kind, relation) in relations.items():
            if kind != "image":
                continue
            if relation.outside or relation.target not in self.archive.names:
                self.lost.append(Lost("pictures that are not in the file"))
                continue
            if relation.target not in used:
                data = self.archive.read(relation.target)
                if picture_of(data) is None:
                    self.lost.append(Lost("pictures in a format that no browser shows", relation.target))
                name = posixpath.basename(relation.target)
                self.attachments[name] = Attachment(name, media_type_of(name, data), data)
                used[relation.target] = name
            found[id] = used[relation.target]
        return found

    def comments(self) -> tuple[list[Note], dict[str, int]]:
        """The comments without their places, and the number of each by its id; replies have their parent's."""
        part = self.part("comments")
        if part is None:
            return [], {}
        extended = self.part("commentsExtended")
        parents = {}
        for entry in extended[1] if extended else ():
            key, parent = entry.get(f"{{{x.W15}}}paraId", ""), entry.get(f"{{{x.W15}}}paraIdParent", "")
            if parent:
                parents[key] = parent
        notes: list[Note] = []
        numbers: dict[str, int] = {}
        keys: dict[str, int] = {}
        waiting: list[tuple[str, Reply]] = []
        for comment in part[1].iter(w("comment")):
            paragraphs = list(comment.iter(w("p")))
            body = "\n".join(_words(paragraph) for paragraph in paragraphs).strip()
            key = paragraphs[-1].get(f"{{{x.W14}}}paraId", "") if paragraphs else ""
            author, at = comment.get(w("author"), "")[:200], comment.get(w("date"), "")[:40]
            if key in parents:
                waiting.append((parents[key], Reply(author, body, at)))
            else:
                numbers[comment.get(w("id"), "")] = keys[key] = len(notes)
                notes.append(Note(0, 0, author, body, at))
        for parent, reply in waiting:
            if parent in keys:
                note = notes[keys[parent]]
                notes[keys[parent]] = replace(note, replies=(*note.replies, reply))
        return notes, numbers

    def footnotes(self, context: Context) -> tuple[tuple[str, t.Blocks], ...]:
        found: dict[str, t.Blocks] = {}
        for kind in ("footnote", "endnote"):
            part = self.part(f"{kind}s")
            if part is None:
                continue
            if kind == "endnote" and any(its == kind for its, _ in context.labels):
                context.lose("endnotes (kept as footnotes)")
            relations = self.relations_of(part[0])
            own = replace(context, relations={id: relation for id, (_, relation) in relations.items()},
                          pictures=self.pictures(relations))  # fmt: skip
            for note in part[1].iter(w(kind)):
                label = context.labels.get((kind, note.get(w("id"), "")))
                if label is not None:
                    found[label] = build(Body(own).entries(note), own)
        return tuple((label, found[label]) for label in sorted(found, key=int))

    def note_losses(self, context: Context, unplaced: int, unformed: int) -> None:
        names = self.archive.names
        parts = {kind for kind, _ in self.relations.values()}
        for present, what in (
            (any(name.endswith("vbaProject.bin") for name in names), "macros"),
            (parts & {"header", "footer"}, "headers and footers"),
            (any("/embeddings/" in name or "/activeX/" in name for name in names), "embedded files and controls"),
            (parts & {"attachedTemplate", "aFChunk", "subDocument"}, "parts that are kept in other files"),
        ):
            if present:
                context.lose(what)
        context.lost.append(Lost("comments without a place in the text", count=unplaced))
        context.lost.append(Lost("passages whose form Markdown cannot write", count=unformed))
        for lost in self.archive.left_out:
            context.lost.append(Lost("files in the archive with a dangerous name", lost[-80:]))


def _words(paragraph: Element) -> str:
    return "".join(part.text or "" for part in paragraph.iter(w("t")))


def build(entries: list[Entry], context: Context, quote: int = 0) -> t.Blocks:
    """Blocks from entries: what belongs to one list, item, quote or stretch of code is put together."""
    done: list[t.Block] = []
    at = 0
    while at < len(entries):
        entry = entries[at]
        end = at + 1
        if entry.quote > quote:
            while end < len(entries) and entries[end].quote > quote:
                end += 1
            done.append(t.Quote(build(entries[at:end], context, quote + 1)))
        elif entry.numbering:
            end = _list_end(entries, at, quote)
            done.append(_list(entries[at:end], context, quote))
        elif isinstance(entry.block, t.Fence) and _joins(entry, done[-1] if done else None):
            last = done.pop()
            assert isinstance(last, t.Fence)
            done.append(t.Fence(last.info, t.joined((*last.content, t.Text("\n"), *entry.block.content))))
        else:
            done.append(entry.block)
        at = end
    return tuple(done)


def _joins(entry: Entry, last: t.Block | None) -> bool:
    """Whether a paragraph of code goes on with the block before it."""
    if entry.apart or not isinstance(last, t.Fence) or not isinstance(entry.block, t.Fence):
        return False
    return last.info == entry.block.info


def _list_end(entries: list[Entry], at: int, quote: int) -> int:
    first = entries[at].numbering
    assert first is not None
    end = at + 1
    while end < len(entries):
        entry = entries[end]
        if entry.numbering is None:
            if entry.level < first[1] + 1:
                break
        elif entry.quote != quote or _begins_another(entry.numbering, first):
            break
        end += 1
    return end


def _begins_another(here: tuple[str, int], first: tuple[str, int]) -> bool:
    return here[1] < first[1] or (here[1] == first[1] and here[0] != first[0])


def _list(entries: list[Entry], context: Context, quote: int) -> t.List:
    first = entries[0].numbering
    assert first is not None
    starts = [n for n, entry in enumerate(entries) if entry.numbering and entry.numbering[1] <= first[1]]
    items = []
    for here, following in zip(starts, [*starts[1:], len(entries)], strict=True):
        entry = entries[here]
        rest = build(entries[here + 1 : following], context, quote)
        empty = isinstance(entry.block, t.Paragraph) and not entry.block.content
        items.append(t.Item(rest if empty else (entry.block, *rest), entry.checked))
    level = context.styles.levels.get(first)
    start = None if level is None else level.start
    if level is not None and not level.kept:
        context.lose("lists numbered with letters or Roman numerals (kept as 1, 2, 3)")
    if start is not None:
        start = context.counts.get(first, start)
        context.counts[first] = start + len(items)
    return t.List(start, any(entries[n].loose for n in starts), tuple(items))
