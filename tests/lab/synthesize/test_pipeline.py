"""`gesso lab synthesize`: rows out of stages and shards, with the grammar and with a model as the teacher."""

import json
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any

import pytest

from gesso.cli import main
from gesso.lab.errors import LabError
from gesso.lab.sharding import Runner, output_of, run_shards
from gesso.lab.synthesize.build import build_rows
from gesso.lab.synthesize.draft import Draft
from gesso.lab.synthesize.pipeline import make_by_grammar, read_drafts, sort_out, synthesize, write_drafts
from gesso.lab.synthesize.stages import check, seed_draft
from gesso.lab.synthesize.teacher import ModelTeacher
from gesso.model.messages import Chunk, EndChunk, Message, TextChunk
from gesso.schedule.schedule import FIRST_YEAR


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GESSO_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("GESSO_DATABASE_URL", raising=False)


class Says:
    """A model that says the message over again with two more words, or only junk."""

    id, name, context_tokens = "says", "Says", 4096

    def __init__(self, *, junk: bool = False, guided: bool = True, label: str = "") -> None:
        self.junk, self.guided, self.label, self.asked = junk, guided, label, 0

    async def stream(self, messages: Sequence[Message], *_: Any, **__: Any) -> AsyncGenerator[Chunk, None]:
        self.asked += 1
        plain = messages[0].text.partition(": ")[2].partition("\n\nWrite the same")[0]
        yield TextChunk("Sure! Here is your message." if self.junk else f"hey you, {plain}")
        yield EndChunk("stop")

    async def choose(self, messages: Sequence[Message], labels: Sequence[str]) -> dict[str, float]:
        rest = [label for label in labels if label != self.label]
        return {self.label: 0.9} | dict.fromkeys(rest, 0.1 / len(rest))


def test_rows_of_the_command_can_be_trained_on_and_are_the_same_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        out = tmp_path / f"{name}.jsonl"
        assert main(["lab", "synthesize", "ask_first", "-n", "40", "--seed", "4", "--out", str(out)]) == 0
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    rows = read_drafts(tmp_path / "one.jsonl")
    assert len(rows) == 40 and {row.label for row in rows} == {"go", "ask"} and len({row.lang for row in rows}) == 5
    folder, more = tmp_path / "rows", ["--more", str(tmp_path / "one.jsonl"), "--synthetic", "10"]
    assert main(["lab", "rows", "ask_first", "--out", str(folder), *more]) == 0
    made = json.loads((folder / "MANIFEST.json").read_text())["synthetic"]
    assert made["rows"] == made["teachers"]["grammar"] + 10 and made["teachers"]["grammar"] > 30
    assert main(["lab", "audit", str(folder / "train.jsonl"), "--behaviour", "ask_first"]) == 0
    assert "left out" in capsys.readouterr().out


async def test_schedules_come_with_their_instants(tmp_path: Path) -> None:
    made = await synthesize("schedule", 30, 2, tmp_path)
    for row in made.rows:
        assert row.label in ("ask", "none") or all(int(word[:4]) > FIRST_YEAR for word in row.label.split())
        assert row.given["now"] and row.given["zone"]


async def test_a_model_writes_and_its_odds_are_kept(tmp_path: Path) -> None:
    made = await synthesize("ask_first", 10, 1, tmp_path, ModelTeacher(Says(label="go"), "says"))  # type: ignore[arg-type]
    assert all(row.text.startswith("hey you, ") and row.label == "go" and row.odds["go"] == 0.9 for row in made.rows)
    assert made.left["the teacher sees another answer"] > 0
    built = build_rows("ask_first", made.rows[:1])
    assert [(row["completion"], round(row["weight"], 2)) for row in built.train[-2:]] == [(" go", 0.9), (" ask", 0.1)]


async def test_a_teacher_that_answers_junk_is_stopped_with_its_words(tmp_path: Path) -> None:
    teacher = Says(junk=True)
    with pytest.raises(LabError, match=r"20 unusable answers of 20.*Sure!"):
        await synthesize("open_canvas", 100, 1, tmp_path, ModelTeacher(teacher, "says"))  # type: ignore[arg-type]
    assert teacher.asked == 20


async def test_a_model_that_gives_no_label_is_junk(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="no answer"):
        await synthesize("open_canvas", 9, 1, tmp_path, ModelTeacher(Says(guided=False), "says"))  # type: ignore[arg-type]


async def test_a_stopped_run_goes_on_with_the_shards_it_lacks(tmp_path: Path) -> None:
    teacher = Says(label="go")
    await synthesize("ask_first", 5, 1, tmp_path, ModelTeacher(teacher, "says"))  # type: ignore[arg-type]
    before = teacher.asked
    await synthesize("ask_first", 5, 1, tmp_path, ModelTeacher(teacher, "says"))  # type: ignore[arg-type]
    assert teacher.asked == before > 0


def test_shards_are_made_once_and_again_when_they_change(tmp_path: Path) -> None:
    source, done = tmp_path / "seeds.jsonl", tmp_path / "done"
    write_drafts(source, [seed_draft("ask_first", 0, 1)])
    (first,) = run_shards(make_by_grammar, [source], done, Runner())
    first.write_text(first.read_text().replace("grammar", "marked"))
    assert run_shards(make_by_grammar, [source], done, Runner()) == [first] and "marked" in first.read_text()
    write_drafts(source, [seed_draft("ask_first", 1, 1)])
    assert run_shards(make_by_grammar, [source], done, Runner()) != [first]


def test_a_step_that_fails_leaves_no_output(tmp_path: Path) -> None:
    source = tmp_path / "seeds.jsonl"
    source.write_text("no row\n")
    with pytest.raises(LabError, match="line 1"):
        run_shards(make_by_grammar, [source], tmp_path / "done", Runner())
    assert not output_of(source, tmp_path / "done").exists()


@pytest.mark.slow
def test_shards_over_processes_are_the_same(tmp_path: Path) -> None:
    sources = [tmp_path / f"{n}.jsonl" for n in range(3)]
    for n, source in enumerate(sources):
        write_drafts(source, [seed_draft("ask_first", n, 1)])
    one = run_shards(make_by_grammar, sources, tmp_path / "one", Runner())
    two = run_shards(make_by_grammar, sources, tmp_path / "two", Runner(processes=2))
    assert [out.read_bytes() for out in one] == [out.read_bytes() for out in two]


@pytest.mark.slow
def test_shards_over_ray_are_the_same(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="needs the extra ray")
    sources = [tmp_path / f"{n}.jsonl" for n in range(3)]
    for n, source in enumerate(sources):
        write_drafts(source, [seed_draft("ask_first", n, 1)])
    one = run_shards(make_by_grammar, sources, tmp_path / "one", Runner())
    two = run_shards(make_by_grammar, sources, tmp_path / "two", Runner(ray=True))
    assert [out.read_bytes() for out in one] == [out.read_bytes() for out in two]


def test_rows_with_a_problem_and_repeats_are_counted() -> None:
    row = seed_draft("ask_first", 0, 1).but(text="hello there", given={})
    bad = check(row.but(text="ring +49 30 901820 or jana@posteo.de"))
    assert bad.problems == ("personal data",) and check(row.but(text=" ")).problems[0] == "no message"
    made = sort_out([row, row.but(text="Hello there!"), bad, row.but(text="known")], known=["known"])
    assert [each.text for each in made.rows] == ["hello there"]
    assert made.left == {"personal data": 1, "the same message again": 2}


@pytest.mark.parametrize(
    ("args", "said"),
    [(["title", "-n", "5"], "can be made"), (["ask_first", "-n", "0"], "1 or more"),
     (["ask_first", "-n", "5", "--teacher", "nobody"], "nobody")],
)  # fmt: skip
def test_what_cannot_be_made_is_told(
    args: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lab", "synthesize", *args, "--out", str(tmp_path / "out.jsonl")]) != 0
    assert said in capsys.readouterr().err and not (tmp_path / "out.jsonl").exists()


def test_a_file_that_is_no_made_rows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps({"id": "x", "colour": 1}) + "\n")
    with pytest.raises(LabError, match="line 1"):
        read_drafts(tmp_path / "rows.jsonl")
    assert Draft(id="x", behavior="b", seed=1, label="l", lang="en").chance("a").random() != (
        Draft(id="x", behavior="b", seed=1, label="l", lang="en").chance("b").random()
    )
