"""A spreadsheet becomes cases whole or not at all, and every fault is named by its line."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesso.behaviors import load_behavior
from gesso.behaviors.behavior import BEHAVIORS, parse_cases
from gesso.cli import main
from gesso.lab.coverage import cover, render_sizes, size_of
from gesso.lab.importing import line_of, read_sheet
from tests.lab.cases import behavior, cases

HEADER = "Situation,Current behavior,Ideal behavior,Why,Spec line"


def sheet(*rows: str, header: str = HEADER) -> str:
    return "\r\n".join([header, *rows]) + "\r\n"


def test_rows_become_cases_that_the_lab_reads(tmp_path: Path) -> None:
    source, out = tmp_path / "pm.csv", tmp_path / "cases.jsonl"
    long = '"a toast, please\r\nfor Anna ""the boss"" Lê",opens nothing,Document,people expect it,O7'
    source.write_bytes(b"\xef\xbb\xbf" + sheet(long, "", "who was Bach again?,opens a page,chat,,O3").encode())
    told = ["lab", "import", str(source), "--behaviour", "open_canvas", "--out", str(out)]
    assert main([*told, "--dry-run"]) == 0
    assert not out.exists()
    assert main(told) == 0
    of = load_behavior("open_canvas")
    first, second = parse_cases(out.read_text(encoding="utf-8"), of.spec, "out")
    assert first.input.ask == 'a toast, please\r\nfor Anna "the boss" Lê'
    assert (first.target, first.spec_id, second.target) == ("document", "O7", "chat")
    assert first.provenance == "pm.csv line 2; current behaviour: opens nothing; why: people expect it"
    assert second.provenance == "pm.csv line 5; current behaviour: opens a page"
    assert (
        main(["lab", "eval", "open_canvas", "--cases", str(out), "--model", "rule", "--out", str(tmp_path / "o")]) == 0
    )


def test_every_fault_is_told_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "pm.csv", tmp_path / "cases.jsonl"
    source.write_text(
        sheet("hello,,dance,,O3", "hello,,chat,,O99", ",,chat,,O1", "too few,chat", "fine,,chat,,O3", "fine,,code,,O2"),
        encoding="utf-8",
    )
    assert main(["lab", "import", str(source), "--behaviour", "open_canvas", "--out", str(out)]) == 1
    said = capsys.readouterr().err
    for fault in (
        "line 2: the ideal behaviour 'dance' is none of document, code, chat",
        "line 3: the spec of open_canvas has no line 'O99'",
        "line 4: situation is empty",
        "line 5: 2 cells instead of 5",
        "line 7: this situation is there twice",
    ):
        assert fault in said
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1: the column 'situation' is missing"),
        (sheet(header="situation,ideal behaviour"), "line 1: the column 'spec line' is missing"),
        (sheet(header=HEADER + ",mood"), "line 1: there is no column 'mood'"),
        (sheet(header=HEADER + ",why"), "line 1: the column 'why' is there twice"),
        (sheet(), "there are no rows under the header"),
        (sheet('"never closed,,chat,,O3'), "this is no CSV"),
        (sheet("hi,,chat,,O3,sometimes", header=HEADER + ",split"), "line 2: split: Input should be 'dev' or 'test'"),
        (
            sheet("hi,,chat,,O3,dev,g", "ho,,chat,,O3,test,g", header=HEADER + ",split,group"),
            "line 3: its group is in two splits",
        ),
    ],
)
def test_faults_of_the_sheet(text: str, fault: str) -> None:
    found = read_sheet(load_behavior("open_canvas"), text, "pm.csv")
    assert found.cases == ()
    assert any(fault in each for each in found.faults), found.faults


def test_a_situation_that_is_a_case_already_is_named() -> None:
    of = load_behavior("open_canvas")
    known = next(case for case in of.cases if "," not in case.input.ask and '"' not in case.input.ask)
    found = read_sheet(of, sheet(f"{known.input.ask.upper()},,chat,,O3"), "pm.csv")
    assert found.faults == (f"line 2: this situation is the case {known.id} already",)


def test_passages_and_selections_must_be_in_the_document() -> None:
    of = load_behavior("pick_passage")
    header = HEADER + ",document,selection"
    good = read_sheet(of, sheet("drier please,,Legend says,,P1,coffee.md,", header=header), "pm.csv")
    assert (good.faults, good.cases[0].target) == ((), ("Legend says",))
    for row, fault in (
        ("drier,,Once upon,,P1,coffee.md,", "coffee.md has no passage 'Once upon'"),
        ("drier,,Legend says,,P1,lost.md,", "lost.md is missing"),
        ("drier,,Legend says,,P1,coffee.md,not in it", "selects 'not in it'"),
    ):
        assert any(fault in each for each in read_sheet(of, sheet(row, header=header), "pm.csv").faults), fault


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda s: s.strip()))
def test_any_message_comes_through_a_sheet_unchanged(ask: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([["situation", "ideal behaviour", "spec line"], [ask, "chat", "A1"]])
    (case,) = read_sheet(behavior(cases(0)), written.getvalue(), "pm.csv").cases
    assert case.input.ask == ask.strip()
    assert parse_cases(line_of(case), {"A1": "x"}, "cases", "")[0] == case


def test_coverage_counts_lines_splits_and_contrast(capsys: pytest.CaptureFixture[str]) -> None:
    of = behavior(cases(4))
    first, second = cover(of)
    assert (first.line, first.dev, first.test, first.contrast, first.languages) == ("A1", 4, 0, 0, 1)
    assert (second.dev, second.test) == (0, 0)
    assert main(["lab", "coverage", "open_canvas"]) == 0
    assert "O12" in capsys.readouterr().out


def test_every_behaviour_has_cases_pairs_and_languages_enough() -> None:
    sizes = [size_of(load_behavior(name)) for name in BEHAVIORS]
    assert {size.behavior: size.lacks for size in sizes if size.lacks} == {}
    few = size_of(behavior(cases(4)))
    assert few.lacks == ["60 cases", "20 contrast pairs"] and "! " in render_sizes([few])
