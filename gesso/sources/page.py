"""What a reader gets of what was fetched: the title and the words of a web page, a text or a PDF.

A PDF is read by a process of its own, which is ended when it takes too long. Between its pages stands a form feed.
"""

import asyncio
import json
import os
import re
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gesso.base.ending import end
from gesso.canvas.text import clean
from gesso.sources.article import article_of
from gesso.sources.fetching import MAX_TEXT, Fetched, NotFetched, readable

PDF_TIMEOUT_S = 30.0
MOST_PDF_BYTES = 20_000_000
MOST_PDF_TEXT = 400_000
PAGE_END = "\f"


@dataclass(frozen=True)
class Page:
    """`url` is where it was found in the end. `hidden`: words that no reader sees were left out.

    `cut`: it was longer than what is kept.
    """

    url: str
    title: str
    text: str
    kind: str
    published: datetime | None = None
    hidden: bool = False
    cut: bool = False


async def read_page(found: Fetched) -> Page:
    """The words of a page. Raises NotFetched for what holds none."""
    if found.is_pdf:
        return await _read_pdf(found)
    if not found.is_text:
        said = found.kind or "of no known kind"
        raise NotFetched(f"{found.url[:120]} is {said}: only web pages, texts and PDFs can be read.")
    if found.is_marked_up:
        article = await asyncio.to_thread(article_of, found.text)
        page = Page(found.url, article.title, article.text, "text/html", article.published, article.hidden)
    else:
        text = await asyncio.to_thread(readable, found.text, False)
        page = Page(found.url, "", text, "text/plain", cut=len(text) >= MAX_TEXT)
    if not page.text.strip():
        raise NotFetched(f"{found.url[:120]} holds no words: it may be made by scripts, which are not run.")
    return page


async def _read_pdf(found: Fetched) -> Page:
    said = await _ask_child(found.body)
    if "wrong" in said:
        raise NotFetched(f"{found.url[:120]} is a PDF that cannot be read: {said['wrong']}.")
    pages = [clean(_lines(str(text))) for text in said.get("pages", ())]
    text = PAGE_END.join(pages)[:MOST_PDF_TEXT]
    if not text.replace(PAGE_END, "").strip():
        raise NotFetched(f"{found.url[:120]} is a PDF without words: it may be pictures of pages.")
    cut = len(pages) < int(said.get("all", 0)) or len(text) >= MOST_PDF_TEXT
    return Page(found.url, clean(str(said.get("title", "")))[:300], text, "application/pdf", cut=cut)


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.replace(PAGE_END, "\n").splitlines() if line.strip())


async def _ask_child(data: bytes) -> dict[str, Any]:
    script = str(Path(__file__).with_name("pdf_child.py"))
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", script, env=kept, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(PDF_TIMEOUT_S):
            out, _ = await child.communicate(data)
    except TimeoutError:
        return {"wrong": f"reading it took more than {PDF_TIMEOUT_S:.0f} seconds"}
    finally:
        await end(child)
    try:
        said = json.loads(out)
    except ValueError:
        return {"wrong": "it takes more time or memory than it may"}
    return said if isinstance(said, dict) else {"wrong": "it is damaged"}


def host_of(url: str) -> str:
    """“bbc.co.uk” of an address, or what stands for it."""
    found = re.match(r"https?://(?:www\.)?([^/?#:]+)", url)
    return found.group(1) if found else url.partition(":")[0]
