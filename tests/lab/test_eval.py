"""`gesso lab eval` through the command line: what it writes, and how it refuses what it cannot use."""

import json
from pathlib import Path

import pytest

from gesso.cli import main
from gesso.lab.episode import part_of, read_episodes
from tests.lab.cases import case_line


def mine(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def opening(number: int, ask: str, target: str, **changes: object) -> str:
    return case_line(number, target, spec_id="O1", input={"ask": ask}, **changes)


def test_other_peoples_cases_are_graded_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = mine(
        tmp_path / "mine.jsonl",
        opening(1, "Write a poem about the sea", "document"),
        opening(2, "what is the sea", "chat", split="test"),
        opening(3, "write a letter to my bank", "chat", slice="hard"),
    )
    out = tmp_path / "out" / "graded.jsonl"
    told = ["lab", "eval", "open_canvas", "--cases", str(cases), "--model", "rule", "--out", str(out), "--show"]
    assert main(told) == 0
    assert [(row.answer, row.value) for row in read_episodes(out)] == [("document", 1), ("chat", 1), ("document", 0)]
    said = capsys.readouterr().out
    assert "open_canvas · rule · dev, test · n = 3" in said
    assert "document instead of chat" in said
    assert main([*told, "--split", "test"]) == 0
    assert len(read_episodes(out)) == 1


@pytest.mark.parametrize(
    ("lines", "arguments", "complaint"),
    [
        (["{"], {}, r"mine.jsonl line 1 is not a case"),
        ([], {}, "has no cases. Each is a line of JSON"),
        ([opening(1, "hello", "chat"), opening(1, "hello", "chat")], {}, "line 2 repeats the id kindness-001"),
        ([opening(1, "hello", "chat")], {"--split": "test"}, "has 1 cases and none of them is of the split test"),
        ([opening(1, "hello", "dance")], {}, "has the target 'dance'; open_canvas knows document, code, chat"),
        ([opening(1, "hello", "chat")], {"--model": "gpt-9"}, "no candidate or model 'gpt-9'. There are: "),
        ([opening(1, "hello", "chat")], {"behavior": "dance"}, "no behaviour 'dance'. There are: open_canvas"),
        ([opening(1, "hello", "chat")], {"--seeds": "0"}, "--seeds should be 1 or more"),
        ([opening(1, "hello", "chat", mood="bad")], {}, "mood"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: list[str], arguments: dict[str, str], complaint: str
) -> None:
    given = {"--cases": str(mine(tmp_path / "mine.jsonl", *lines)), "--model": "rule"} | arguments
    behavior = given.pop("behavior", "open_canvas")
    out = tmp_path / "graded.jsonl"
    told = [word for pair in given.items() for word in pair]
    assert main(["lab", "eval", behavior, "--out", str(out), *told]) == 1
    assert complaint in capsys.readouterr().err
    assert not out.exists()
    assert not part_of(out).exists()


def test_a_file_that_is_no_text_or_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    for name, complaint in (("binary.jsonl", "not UTF-8 text (byte 0)"), ("lost.jsonl", "cannot be read")):
        cases = str(tmp_path / name)
        told = ["lab", "eval", "open_canvas", "--cases", cases, "--model", "rule", "--out", str(tmp_path / "o")]
        assert main(told) == 1
        assert complaint in capsys.readouterr().err


def test_a_case_whose_document_is_not_there_is_a_failed_row(tmp_path: Path) -> None:
    row = json.loads(case_line(1, ["Legend says"], spec_id="P1"))
    lines = [row | {"id": "a", "input": {"ask": "shorter", "document": "lost.md"}}]
    lines += [row | {"id": "b", "input": {"ask": "the second paragraph, shorter", "document": "coffee.md"}}]
    cases = mine(tmp_path / "mine.jsonl", *map(json.dumps, lines))
    out = tmp_path / "out.jsonl"
    told = ["lab", "eval", "pick_passage", "--cases", str(cases), "--model", "rule", "--out", str(out)]
    assert main(told) == 0
    failed, right = read_episodes(out)
    assert "lost.md is missing" in failed.error
    assert (failed.value, right.value) == (0.0, 1.0)
