"""A folder of Markdown as a zip, such as an Obsidian vault: notes in, notes out, with what they show.

Texts stay byte for byte, front matter and `[[links]]` too. Only what shows an attachment of the archive changes:
`![[picture.png|300]]` and `![alt](img/picture.png)` come to name it as `attachment:PATH`, with the embed itself as the
title, so that writing the folder again gives the same words back.
"""

import posixpath
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote

from gesso.base.errors import BadInput
from gesso.formats.archive import Archive, pack
from gesso.formats.document import COMMENTS, SUGGESTIONS, Attachment, Document, Lost, check_size, counted
from gesso.formats.links import ATTACHMENT
from gesso.formats.pictures import media_type_of
from gesso.formats.plain import ending_of, read_text

MAX_NOTES = 1_000
_NOTES = frozenset({"md", "markdown", "txt"})
_EMBED = re.compile(r"!\[\[([^\[\]|#\n]+)((?:[#|][^\[\]\n]*)?)\]\]")
_WIKI = re.compile(r"(?<!!)\[\[([^\[\]|#\n]+)(?:[#|][^\[\]\n]*)?\]\]")
_SHOWN = re.compile(r"(!?\[[^\[\]\n]*\]\()(<[^<>\n]+>|[^\s()<>]+)((?:\s+\"[^\"\n]*\")?\))")
_KEPT = re.compile(r"!\[[^\[\]\n]*\]\(<?attachment:[^()<>\n]*>? \"(\[\[[^\"\n]*\]\])\"\)")
_WRITTEN = re.compile(r"(!?\[[^\[\]\n]*\]\()<?attachment:([^()<>\n\"]*?)>?((?:\s+\"[^\"\n]*\")?\))")
_HIDDEN = re.compile(r"(?:^|/)(?:\.|__MACOSX/)")


def read_folder(data: bytes, name: str = "") -> list[Document]:
    """Its notes and code files, in the order of the archive, each with the attachments it shows."""
    check_size(data)
    archive = Archive(data)
    names = [each for each in archive.names if not _HIDDEN.search(each)]
    notes = [each for each in names if ending_of(each) in _NOTES]
    if not notes:
        raise BadInput("There is no Markdown or text file in this archive.")
    if len(notes) > MAX_NOTES:
        raise BadInput(f"An archive to import may hold at most {MAX_NOTES:,} notes.")
    files = {each for each in names if each not in notes}
    shown: set[str] = set()
    found = []
    for note in notes:
        document = read_text(archive.read(note), note)
        text, used, missing = _resolved(document.text, note, files, set(notes))
        shown |= used
        kept = tuple(_attachment(archive, each) for each in sorted(used))
        lost = [*document.lost, *(Lost("links to notes that are not in the archive", each) for each in missing)]
        if posixpath.dirname(note):
            lost.append(Lost("folders of notes (they stand side by side)"))
        found.append(replace(document, kind="document", text=text, attachments=kept, lost=counted(lost)))
    left = [Lost("files that no note shows", each) for each in sorted(files - shown)]
    left += [Lost("files in the archive with a dangerous name", each[-80:]) for each in archive.left_out]
    if left:
        found[0] = replace(found[0], lost=counted([*found[0].lost, *left]))
    return found


def write_folder(documents: Sequence[Document]) -> bytes:
    """A zip of the documents as Markdown and what they show; equal titles are numbered."""
    used: set[str] = set()
    files: dict[str, bytes] = {}
    for document in documents:
        files[_unique(_file_name(document.title), used)] = _restored(document.text).encode("utf-8", "replace")
        for one in document.attachments:
            files.setdefault(one.name, one.data)
    return pack(files.items())


def losses_folder(document: Document) -> tuple[Lost, ...]:
    """What a folder of Markdown has no place for."""
    return counted([Lost(COMMENTS, count=len(document.comments)), Lost(SUGGESTIONS, count=len(document.suggestions))])


def _attachment(archive: Archive, name: str) -> Attachment:
    data = archive.read(name)
    return Attachment(name, media_type_of(name, data), data)


def _resolved(text: str, note: str, files: set[str], notes: set[str]) -> tuple[str, set[str], list[str]]:
    """The text that names its attachments, which they are, and the notes it links to that are not there."""
    by_name: dict[str, str] = {}
    for each in sorted(files, key=len, reverse=True):
        by_name[posixpath.basename(each).lower()] = each
    known = {posixpath.splitext(posixpath.basename(each))[0].lower() for each in notes}
    folder = posixpath.dirname(note)
    used: set[str] = set()

    def find(target: str) -> str | None:
        near = posixpath.normpath(posixpath.join(folder, target))
        for candidate in (near, target, by_name.get(posixpath.basename(target).lower(), "")):
            if candidate in files:
                used.add(candidate)
                return candidate
        return None

    def embed(match: re.Match[str]) -> str:
        path = find(match[1].strip())
        if path is None or any(letter in path or letter in match[2] for letter in '<>()"'):
            return match[0]
        return f'![{posixpath.basename(path)}](<{ATTACHMENT}{path}> "{match[0][1:]}")'

    def show(match: re.Match[str]) -> str:
        target = match[2].strip("<>")
        if ":" in target or target.startswith(("#", "/")):
            return match[0]
        path = find(unquote(target))
        if path is None or posixpath.normpath(posixpath.join(folder, unquote(target))) != path:
            return match[0]
        return f"{match[1]}<{ATTACHMENT}{path}>{match[3]}" if " " in path else f"{match[1]}{ATTACHMENT}{path}{match[3]}"

    done = _EMBED.sub(embed, text)
    done = _SHOWN.sub(show, done)
    linked = {match[1].strip() for match in _WIKI.finditer(text)}
    missing = [each for each in sorted(linked) if posixpath.splitext(posixpath.basename(each))[0].lower() not in known]
    return done, used, [each for each in missing if find(each) is None]


def _restored(text: str) -> str:
    """The text with its attachments named as files beside it."""
    text = _KEPT.sub(lambda match: "!" + match[1], text)
    return _WRITTEN.sub(lambda m: f"{m[1]}<{m[2]}>{m[3]}" if " " in m[2] else f"{m[1]}{m[2]}{m[3]}", text)


def _file_name(title: str) -> str:
    name = " ".join(re.sub(r'[\x00-\x1f\\/:*?"<>|]+', " ", title).split())[:100].strip(" .") or "Untitled"
    return f"{name}.md"


def _unique(name: str, used: set[str]) -> str:
    found, count = name, 1
    while found.casefold() in used:
        count += 1
        found = f"{name.removesuffix('.md')} ({count}).md"
    used.add(found.casefold())
    return found
