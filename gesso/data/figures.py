"""Numbers and charts in documents that came of a query: a link that names the cell, found again and compared with what
it is now, and a picture that names the query.

`[46,100](#data/canvas_ab/q3/0/revenue)` says: the words are the value of column `revenue` in row 0 of what query q3 of
that canvas gives, and `![what it shows](#data/canvas_ab/q3)` is the chart of that query as it is now. A document keeps
them like every link, so they survive edits, copies and exports. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from gesso.data.findings import Cell, Finding, cell_of
from gesso.data.table import Table

_LINK = re.compile(r"\[((?:[^\[\]\n\\]|\\.){1,200})\]\((#data/(\w{1,80})/(q\d{1,6})/(\d{1,6})/([^()\s]{1,400}))\)")


_DRAWN = re.compile(r"!\[[^\[\]\n]*\]\((#data/(\w{1,80})/(q\d{1,6}))\)")


@dataclass(frozen=True)
class Figure:
    """A linked number as it stands in a text; `suffix` is what follows the value inside the link, as in "12%"."""

    address: str
    text: str
    canvas: str
    card: str
    cell: Cell


def figures_in(text: str, most: int = 500) -> list[Figure]:
    """In the order of the text; one that stands there twice is found twice."""
    found = []
    for match in _LINK.finditer(text):
        column = unquote(match[6])
        name, _, suffix = column.partition("~")
        found.append(Figure(match[2], _plain(match[1]), match[3], match[4], Cell(int(match[5]), name, suffix)))
        if len(found) == most:
            break
    return found


def linked(value: str, canvas: str, card: str, cell: Cell) -> str:
    """The value as Markdown that says where it is from."""
    column = quote(cell.column + (f"~{cell.suffix}" if cell.suffix else ""), safe="~")
    return f"[{_escaped(value + cell.suffix)}](#data/{canvas}/{card}/{cell.row}/{column})"


def sentence(finding: Finding, table: Table, canvas: str, card: str) -> str | None:
    """The finding's sentence with every number linked; None where the result has no such cell."""
    words = []
    for part in finding.parts:
        if isinstance(part, str):
            words.append(_escaped(part))
            continue
        value = cell_of(table, part)
        if value is None:
            return None
        words.append(linked(value, canvas, card, part))
    return "".join(words)


def now(figure: Figure, table: Table) -> str | None:
    """What the figure's cell says now; None where there is none."""
    value = cell_of(table, figure.cell)
    return None if value is None else value + figure.cell.suffix


def updated(text: str, values: dict[str, str]) -> str:
    """The text with the words of each link whose address is in `values` replaced."""

    def put(match: "re.Match[str]") -> str:
        value = values.get(match[2])
        return match[0] if value is None else f"[{_escaped(value)}]({match[2]})"

    return _LINK.sub(put, text)


def drawn(words: str, canvas: str, card: str) -> str:
    """The chart of a query as a picture in a document; `words` are for who does not see it."""
    return f"![{_escaped(' '.join(words.split()))}](#data/{canvas}/{card})"


def charts_in(text: str, most: int = 100) -> dict[str, tuple[str, str]]:
    """Canvas and query of each chart that a text shows, by its address."""
    found = {match[1]: (match[2], match[3]) for match in _DRAWN.finditer(text)}
    return dict(list(found.items())[:most])


def report(title: str, sections: Sequence[tuple[str, Sequence[str]]]) -> str:
    """A document: a heading for each section and its paragraphs under it, which also are its slides."""
    parts = [f"# {_escaped(title)}", "Every number here is linked to the query it came from."]
    parts += ["\n\n".join([f"## {_escaped(heading)}", *words]) for heading, words in sections]
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
