"""The gate: sound rows pass, and each fault alone turns it red."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from gesso.agent.deciding.question import ANSWER
from gesso.behaviors.behavior import load_behavior
from gesso.cli import main
from gesso.lab.audit.contamination import Contamination
from gesso.lab.audit.gate import Audit, audit
from gesso.lab.audit.page import render_page
from gesso.lab.audit.reading import AuditRow, read_audit_rows, seeds_to_audit
from gesso.lab.errors import LabError
from gesso.lab.rows import load_seeds

CASES = Contamination([("ask-1", "please pry the lid off my uncle's third accordion")])


@pytest.fixture(scope="module")
def hand() -> list[AuditRow]:
    return seeds_to_audit(load_seeds("ask_first"))


def reds(found: Audit) -> list[str]:
    return [check.name for check in found.checks if check.red]


def other(rows: Sequence[AuditRow], **changes: str) -> AuditRow:
    return replace(rows[0], where="planted", **changes)


def test_the_rows_that_people_wrote_pass(hand: list[AuditRow]) -> None:
    found = audit("ask_first", hand, hand, CASES)
    assert reds(found) == [] and not found.red


def test_each_fault_alone_is_red(hand: list[AuditRow]) -> None:
    first = hand[0]
    opposite = "ask" if first.label == "go" else "go"
    nearly = [
        replace(first, where=f"{n}", text=f"Tell Mr Wanjiru at the quarry office that lorry number {n} comes late")
        for n in range(20, 32)
    ]
    planted = {
        "again": [other(hand)],
        "another label": [other(hand, label=opposite)],
        "nearly the same": nearly,
        "share words": [other(hand, text="Pry the lid off my uncle's suitcase")],
        "personal data": [other(hand, text="Ask jana.novak@posteo.de whether she comes")],
        "labels": [other(hand, text="Something else entirely, then", label="perhaps")],
    }
    for name, rows in planted.items():
        red = reds(audit("ask_first", [*hand, *rows], hand, CASES))
        assert len(red) == 1 and name in red[0], (name, red)


def test_missing_languages_and_labels_are_red(hand: list[AuditRow]) -> None:
    english = [row for row in hand if row.lang == "en"]
    assert reds(audit("ask_first", english, english, CASES)) == ["languages"]
    go = [row for row in hand if row.label == "go"]
    assert reds(audit("ask_first", go, go, CASES)) == ["labels"]


def test_rows_of_one_template_are_red(hand: list[AuditRow]) -> None:
    nouns = ["poem", "speech", "letter", "menu", "toast", "plan", "song", "list", "report", "card"]
    rows = [
        AuditRow(f"write a {noun} for {number} guests in {langs}", ("go", "ask")[number % 2], "", f"{number}", langs)
        for number, noun in enumerate(nouns * 20) for langs in ("en", "de", "es", "vi", "zh")
    ]  # fmt: skip
    red = reds(audit("ask_first", rows, hand, CASES))
    assert any("distinct-2" in name for name in red) and any("Vendi" in name for name in red)


def test_a_file_contaminated_on_purpose_fails_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GESSO_DATA", str(tmp_path / "data"))
    rows, page = tmp_path / "rows" / "train.jsonl", tmp_path / "audit.html"
    assert main(["lab", "rows", "ask_first", "--out", str(tmp_path / "rows")]) == 0
    assert main(["lab", "audit", str(rows), "--behavior", "ask_first", "--out", str(page)]) == 0
    case = next(case for case in load_behavior("ask_first").cases if len(case.input.ask.split()) > 8)
    row = {"prompt": f"first: {case.input.ask}{ANSWER}", "completion": " go", "marks": [" go", " ask"]}
    rows.write_text(rows.read_text() + json.dumps(row) + "\n")
    assert main(["lab", "audit", str(rows), "--behavior", "ask_first", "--out", str(page)]) == 1
    assert case.id in capsys.readouterr().out and "Red:" in page.read_text()


def test_a_page_shows_what_rows_say_as_text(hand: list[AuditRow]) -> None:
    found = audit("ask_first", [*hand, other(hand, text="<script>x</script> a@b.io")], hand, CASES)
    assert "<script>" not in render_page(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "no rows"), ("[1]\n", "JSON object"), ("{\n", "not JSON"), ('{"prompt": "x"}\n', "neither")],
)
def test_a_file_that_is_none_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(text)
    with pytest.raises(LabError, match=said):
        read_audit_rows(tmp_path / "rows.jsonl")
