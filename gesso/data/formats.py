"""Which format a file of data has, by its bytes first and its name second. Reads only the beginning; parses nothing."""

from pathlib import PurePath
from typing import Literal

from gesso.data.table import BadData

Format = Literal["csv", "xlsx", "json", "parquet"]
ENDINGS = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".pq", ".json", ".jsonl", ".ndjson")
HEAD = 65_536
_OTHERS = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file; unpack it first"), (b"BZh", "a compressed file; unpack it first"),
    (b"7z\xbc\xaf", "a compressed file; unpack it first"), (b"SQLite format 3", "a SQLite database"),
    (b"ARROW1", "an Arrow file; save it as Parquet"), (b"\x28\xb5\x2f\xfd", "a compressed file; unpack it first"),
)  # fmt: skip


def is_data(name: str) -> bool:
    """Whether a file of that name is opened as data. A `.json` may also be code: whoever asks decides."""
    return PurePath(name.lower()).suffix in ENDINGS


def format_of(name: str, head: bytes) -> Format:
    """`head` is the first HEAD bytes. Raises BadData naming what it is instead."""
    if not head.strip(b" \t\r\n\x00"):
        raise BadData(f"“{name}” is empty.")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return _packed(name, head)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "xlsx"
    for mark, what in _OTHERS:
        if head.startswith(mark):
            raise BadData(f"“{name}” is {what}. A table comes as CSV, TSV, XLSX, Parquet, JSON or JSON lines.")
    ending = PurePath(name.lower()).suffix
    if ending in (".parquet", ".pq", ".xlsx", ".xlsm", ".xls", ".ods"):
        if _text(head):
            return "json" if _like_json(head) else "csv"  # many programs save text under such a name
        raise BadData(f"“{name}” is damaged, or no {ending} file: it does not begin as one.")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise BadData(f"“{name}” is a web page. A table comes as CSV, TSV, XLSX, Parquet, JSON or JSON lines.")
    if ending in (".json", ".jsonl", ".ndjson") or (ending not in (".csv", ".tsv", ".tab") and _like_json(head)):
        return "json"
    return "json" if _like_json(head) and start[1:2] in (b"{", b'"') else "csv"


def _packed(name: str, head: bytes) -> Format:
    if b"word/" in head:
        raise BadData(f"“{name}” is a Word document, not a workbook.")
    if b"ppt/" in head:
        raise BadData(f"“{name}” is a presentation, not a workbook.")
    return "xlsx"


def _like_json(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def _text(head: bytes) -> bool:
    return b"\x00" not in head[:4_000]
