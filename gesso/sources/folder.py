"""A folder of texts and saved pages on this machine, searched and read without any network.

The owner of the machine names it (`GESSO_SOURCES`); nobody can name another over the network. Files are named by
`folder:` and their path inside it, and what leads out of the folder is not there.
"""

import asyncio
import math
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

from gesso.base.errors import BadInput
from gesso.formats.plain import decode
from gesso.sources.fetching import Fetched, NotFetched
from gesso.sources.page import MOST_PDF_BYTES, Page, read_page
from gesso.sources.search import Hit, pattern_of, terms_of

SCHEME = "folder:"
MOST_FILES = 5_000
MOST_FILE_BYTES = 2_000_000
_TEXTS = frozenset((".md", ".markdown", ".txt", ".text", ".rst", ".org", ".csv"))
_PAGES = frozenset((".html", ".htm", ".xhtml"))
SNIPPET = 240


class Folder:
    """An `Engine` over the files of a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def search(self, query: str, n: int) -> list[Hit]:
        """Files that speak of every word of the query that matters, best first; PDFs are told by their names."""
        return await asyncio.to_thread(self._search, query, n)

    async def open(self, url: str) -> Page:
        """Raises NotFetched."""
        path = await asyncio.to_thread(self._path, unquote(url.removeprefix(SCHEME)))
        if path is None:
            raise NotFetched(f"There is no {url[:120]} in the folder of sources.")
        kind = "text/html" if path.suffix.lower() in _PAGES else "text/plain"
        data = await asyncio.to_thread(_start_of, path, MOST_PDF_BYTES)
        try:
            text, _ = (data.decode("latin-1"), ()) if data.startswith(b"%PDF-") else decode(data[:MOST_FILE_BYTES])
        except BadInput as error:
            raise NotFetched(f"{url[:120]} cannot be read: {error.message}") from None
        body = data if data.startswith(b"%PDF-") else text.encode()
        page = await read_page(Fetched(url, kind, "utf-8", body))
        title = page.title or _title(path, page.text)
        return Page(url, title, page.text, page.kind, page.published, page.hidden, page.cut)

    def names(self) -> list[tuple[str, str]]:
        """Every file by its path inside the folder, and what it is opened by."""
        found = [path.relative_to(self._root).as_posix() for path in self._files()]
        return [(name, SCHEME + quote(name)) for name in found]

    def _search(self, query: str, n: int) -> list[Hit]:
        terms = [pattern_of(term) for term in terms_of(query)]
        if not terms:
            return []
        scored: list[tuple[float, str, Hit]] = []
        for path in self._files():
            name = path.relative_to(self._root).as_posix()
            text = _text_of(path)
            low = f"{name}\n{text}".casefold()
            found = [len(list(term.finditer(low))) for term in terms]
            if not all(found):
                continue
            score = sum(1 + math.log(count) for count in found) / math.log(200 + len(text))
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            scored.append((-score, name, Hit(_title(path, text), SCHEME + quote(name), _near(text, terms), at)))
        return [hit for _, _, hit in sorted(scored, key=lambda each: each[:2])[:n]]

    def _files(self) -> Iterator[Path]:
        count = 0
        for folder, folders, names in os.walk(self._root):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                path = Path(folder, name)
                if name.startswith(".") or path.suffix.lower() not in _TEXTS | _PAGES | {".pdf"} or path.is_symlink():
                    continue
                count += 1
                if count > MOST_FILES:
                    return
                yield path

    def _path(self, name: str) -> Path | None:
        """The file of that name, if it is one of those that can be found."""
        if "\x00" in name or "\\" in name or Path(name).is_absolute():
            return None
        path = (self._root / name).resolve()
        inside = path.is_relative_to(self._root.resolve()) and not any(
            part.startswith(".") for part in path.relative_to(self._root.resolve()).parts
        )
        return path if inside and path.is_file() and path.suffix.lower() in _TEXTS | _PAGES | {".pdf"} else None


def _start_of(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise NotFetched(f"{path.name} cannot be read: {error.strerror}.") from None


def _text_of(path: Path) -> str:
    """Its words for searching, "" where they cannot be read."""
    if path.suffix.lower() == ".pdf":
        return ""
    try:
        return decode(_start_of(path, MOST_FILE_BYTES))[0]
    except (BadInput, NotFetched):
        return ""


def _title(path: Path, text: str) -> str:
    head = re.search(r"<title[^>]*>([^<]{1,200})", text[:4_000], re.IGNORECASE) or re.search(
        r"^#\s+(.{1,200})$", text[:4_000], re.MULTILINE
    )
    return " ".join(head.group(1).split()) if head else path.stem.replace("_", " ").replace("-", " ")


def _near(text: str, terms: list[re.Pattern[str]]) -> str:
    """Words around the first place that speaks of it."""
    plain = " ".join(re.sub(r"<[^<>]{0,500}>", " ", text).split())
    places = [found.start() for term in terms if (found := term.search(plain.casefold()))]
    start = max(0, min(places, default=0) - 60)
    return plain[start : start + SNIPPET]
