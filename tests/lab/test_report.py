"""The report: what it is about, that it needs nothing from anywhere, and that no case can write into the page."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gesso.cli import main
from gesso.lab.errors import LabError
from gesso.lab.report import read_chapters, render_report
from gesso.lab.report.charts import curve, interval, number
from gesso.lab.summary import CurvePoint
from tests.lab.cases import episode, write_episodes

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def files(folder: Path) -> Path:
    weak = [episode(n, float(n < 10), candidate="bayes") for n in range(30)]
    strong = [
        episode(n, float(n < 25), candidate="adapter:open", scores={"chat": 0.5 + n / 100, "code": 0.2 + n / 100},
                slice="plain" if n < 26 else f"rare{n % 2}", latency_ms=40.0, prompt_tokens=25, layer="adapter")
        for n in range(30)
    ]  # fmt: skip
    (folder / "a").mkdir(parents=True)
    write_episodes(folder / "a" / "weak.jsonl", weak)
    write_episodes(folder / "a" / "strong.jsonl", strong)
    write_episodes(
        folder / "b.jsonl", [episode(n, behavior="dance", ask=EVIL, answer=EVIL, value=0.0) for n in range(2)]
    )
    return folder


def test_the_report_is_about_what_was_trained_and_tells_its_lead(tmp_path: Path) -> None:
    dance, kindness = read_chapters([files(tmp_path / "runs")])
    assert (dance.behavior, kindness.behavior) == ("dance", "kindness")
    assert kindness.summaries[kindness.subject].candidate == "adapter:open"
    (lead,) = [found for found in kindness.against if found is not None]
    assert (lead.only_second, lead.verdict) == (15, "better")
    page = render_report([kindness], NOW)
    assert "It is better than the best of the others, bayes: +0.500" in page
    assert "27 November 2026, 09:30" in page
    assert "2 more with fewer than 5 cases" in page


def test_the_product_is_the_subject_even_when_it_is_worse(tmp_path: Path) -> None:
    write_episodes(tmp_path / "p.jsonl", [episode(n, 0.0, candidate="product") for n in range(5)])
    write_episodes(tmp_path / "q.jsonl", [episode(n, 1.0, candidate="rule") for n in range(6)])
    (chapter,) = read_chapters([tmp_path])
    assert chapter.summaries[chapter.subject].candidate == "product"
    page = render_report([chapter], NOW)
    assert "worse than the best of the others, rule" in page
    assert "did not answer the same cases" in page


def test_the_page_is_sound_and_nothing_in_it_comes_from_elsewhere(tmp_path: Path) -> None:
    page = render_report(read_chapters([files(tmp_path)]), NOW)
    tags = Tags(page)
    assert tags.open == []
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in tags.seen}
    assert not [attrs for _, attrs in tags.seen if any(name.startswith("on") for name in attrs)]
    assert not re.search(r"https?://|url\(|@import", page)
    assert {str(attrs.get("href"))[0] for tag, attrs in tags.seen if tag == "a"} == {"#"}
    assert "&lt;script&gt;alert(1)" in page


def test_the_command_writes_it_whole_or_says_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs, out = files(tmp_path / "runs"), tmp_path / "report.html"
    assert main(["lab", "report", str(runs), "--out", str(out)]) == 0
    assert "2 behaviours, 3 candidates" in capsys.readouterr().out
    assert out.read_text(encoding="utf-8").endswith("</html>\n")
    (tmp_path / "empty").mkdir()
    for path, complaint in ((tmp_path / "empty", "no graded answers"), (tmp_path / "lost", "is not there")):
        assert main(["lab", "report", str(path), "--out", str(tmp_path / "no.html")]) == 1
        assert complaint in capsys.readouterr().err
    assert not (tmp_path / "no.html").exists()


def test_in_a_folder_what_is_no_graded_answer_is_left_out(tmp_path: Path) -> None:
    folder = files(tmp_path)
    before = [chapter.behavior for chapter in read_chapters([folder])]
    (folder / "rows.jsonl").write_text('{"prompt": "hi", "completion": "chat"}\n', encoding="utf-8")
    assert [chapter.behavior for chapter in read_chapters([folder])] == before
    with pytest.raises(LabError, match=r"rows\.jsonl line 1 is not a graded answer"):
        read_chapters([folder / "rows.jsonl"])
    (folder / "torn.jsonl").write_text('{"type": "epis\n')
    with pytest.raises(LabError, match=r"torn\.jsonl line 1"):
        read_chapters([folder])


def test_a_candidate_in_two_files_with_the_same_case_is_refused(tmp_path: Path) -> None:
    write_episodes(tmp_path / "a.jsonl", [episode(0)])
    write_episodes(tmp_path / "b.jsonl", [episode(0)])
    with pytest.raises(LabError, match="c000 is answered twice"):
        read_chapters([tmp_path])


def test_pictures_say_what_they_show() -> None:
    assert [number(value) for value in (0.0, 0.8666, 0.9996, 1.0)] == [".000", ".867", "1.00", "1.00"]
    assert 'aria-label=".500, between .400 and .600"' in interval(0.4, 0.5, 0.6)
    points = [CurvePoint(threshold=t, precision=0.5 + t / 2, recall=1 - t) for t in (0.2, 0.6, 1.0)]
    assert "From a threshold of .200 to 1.00 precision goes from .600 to 1.00" in curve(points)
    assert curve(points[:1]) == ""
