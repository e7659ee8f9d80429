"""The training rows about an open canvas: they parse, and what they point at is in their documents."""

from pathlib import Path

from gesso.canvas.outline import heading_marker, item_marker
from gesso.canvas.snapshot import Snapshot, take_snapshot

SEEDS = Path(__file__).parents[2] / "gesso" / "lab" / "seeds"
CODE = {".py.txt": "python", ".ts.txt": "typescript", ".sql.txt": "sql", ".html.txt": "html"}
CHANGES = ("edit", "insert", "delete", "rewrite", "rename", "new", "chat", "undo", "comment", "ask")
DID = ("edit", "insert", "delete", "rewrite", "rename", "new")


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a seeds file by column."""
    path = SEEDS / name
    header, *lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    columns = header.split("\t")
    wrong = [line for line in lines if line.count("\t") != len(columns) - 1]
    assert wrong == [], f"{name}: rows with another number of columns than {columns}"
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines]


def snapshot_of(document: str) -> Snapshot:
    language = next((lang for end, lang in CODE.items() if document.endswith(end)), None)
    text = (SEEDS / "documents" / document).read_text(encoding="utf-8")
    return take_snapshot(text, 1, "code" if language else "document", language)


def blocks_opening(snapshot: Snapshot, words: str) -> list[int]:
    """The leaf blocks that begin with `words`, their list, heading, quote or fence mark counted or not."""
    found = []
    for block in snapshot.leaves():
        text = block.text
        bare = text[len(item_marker(text)) :] if item_marker(text) else text[len(heading_marker(text)) :]
        inner = text.partition("\n")[2] if block.kind == "fence" else text.lstrip("> ")
        if any(form.startswith(words) for form in (text, bare, inner)):
            found.append(block.number)
    return found


def repeated(rows: list[dict[str, str]], *columns: str) -> list[tuple[str, ...]]:
    keys = [tuple(row[column] for column in columns) for row in rows]
    return sorted({key for key in keys if keys.count(key) > 1})


def test_edit_or_rewrite_rows_name_a_change_and_a_canvas() -> None:
    rows = rows_of("edit_or_rewrite.tsv")
    assert {row["label"] for row in rows} <= set(CHANGES)
    assert {row["canvas"] for row in rows} == {"document", "code"}
    assert {row["selected"] for row in rows} == {"yes", "no"}
    assert [row for row in rows if not row["text"].strip()] == []
    befores = [row["before"] for row in rows if row["before"]]
    assert [before for before in befores if before.partition(": ")[0] not in DID or not before.partition(": ")[2]] == []
    assert repeated(rows, "canvas", "selected", "before", "text") == []


def test_pick_passage_rows_point_at_the_beginning_of_one_block() -> None:
    rows = rows_of("pick_passage.tsv")
    wrong = []
    for document in sorted({row["document"] for row in rows}):
        snapshot = snapshot_of(document)
        for row in (row for row in rows if row["document"] == document):
            parts = [part for part in row["target"].split(" | ") if part]
            wrong += [(document, part) for part in parts if len(blocks_opening(snapshot, part)) != 1]
            if row["selection"] and row["selection"] not in snapshot.text:
                wrong.append((document, row["selection"]))
    assert wrong == []
    assert repeated(rows, "document", "selection", "text") == []
