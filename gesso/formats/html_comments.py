"""Comments in our own pages: the list at the end that people read, taken back as comments when the page comes in again.

In the text an empty `<span data-comment="1">` begins what comment 1 is about, and a `<sup data-comment="1">` ends it.
Pages of others have no such list, and their attributes mean nothing.
"""

import html
import re
from collections.abc import Iterable

from gesso.formats.document import Note, Reply
from gesso.formats.html_tokens import Tag, tokens

_OPEN = '<section class="notes" aria-label="Comments" data-comments>'
_CLOSE = "</section>"
_NUMBER = re.compile(r"[1-9]\d{0,5}")


def write_comments(comments: Iterable[tuple[Note, str]]) -> str:
    """The list of comments, each with the words it is about."""
    items = []
    for number, (note, quote) in enumerate(comments, 1):
        said = [(note.author, note.body), *((reply.author, reply.body) for reply in note.replies)]
        lines = "".join(f'<p><span class="by">{html.escape(by)}:</span> {html.escape(body)}</p>' for by, body in said)
        items.append(f'<li id="comment-{number}">{f"<p>“{html.escape(quote)}”</p>" if quote else ""}{lines}</li>')
    return f"{_OPEN}<ol>{''.join(items)}</ol>{_CLOSE}" if items else ""


def take_comments(source: str) -> tuple[str, list[Note]]:
    """The page without its list of comments, and the comments, not yet placed, in the order of their numbers."""
    start = source.find(_OPEN)
    end = source.find(_CLOSE, start) if start >= 0 else -1
    if end < 0:
        return source, []
    said: list[list[tuple[str, str]]] = []
    by: str | None = None
    body = ""
    named = False
    for token in tokens(source[start + len(_OPEN) : end]):
        if isinstance(token, str):
            if named:
                by = (by or "") + token
            elif by is not None:
                body += token
        elif token.name == "li" and not token.closing:
            said.append([])
        elif token.name == "span":
            named = not token.closing
            by = "" if named else by
        elif token.name == "p" and token.closing and by is not None and said:
            said[-1].append((by.removesuffix(":"), body.removeprefix(" ")))
            by, body = None, ""
    notes = [
        Note(0, 0, *each[0], replies=tuple(Reply(*reply) for reply in each[1:])) if each else Note(0, 0, "", "")
        for each in said
    ]
    return source[:start] + source[end + len(_CLOSE) :], notes


def mark_of(tag: Tag, count: int) -> int | None:
    """The number of the mark (`2n` begins, `2n + 1` ends comment n) that an opening tag stands for; of `count`."""
    number = tag.attributes.get("data-comment", "")
    if tag.closing or tag.name not in ("span", "sup") or not _NUMBER.fullmatch(number) or int(number) > count:
        return None
    return 2 * int(number) - (2 if tag.name == "span" else 1)
