"""The lab's page over HTTP: what was measured, cases, evals in the background, people's verdicts, shipping."""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gesso.behaviors.behavior import BEHAVIORS, load_behavior
from gesso.lab.desk.evals import Eval, Evals
from gesso.lab.episode import Episode
from gesso.lab.verdict import read_verdicts

from .conftest import House

PATHS = (
    "/api/lab", "/api/lab/behaviors/title", "/api/lab/evals", "/api/lab/training", "/api/lab/audits",
    "/api/lab/rollouts", "/api/lab/adapters", "/api/lab/wins", "/api/lab/behaviors/title/cases/x",
)  # fmt: skip


def lab(house: House) -> Path:
    return house.parts.settings.data / "lab"


def write_run(house: House, candidate: str, answers: Mapping[str, str], behavior: str = "open_canvas") -> Path:
    """A file of graded answers to the first dev cases, whose answer is `answers[target]` or the target itself."""
    path = lab(house) / "runs" / behavior / f"{candidate}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    cases = [case for case in load_behavior(behavior).cases if case.split == "dev"][:40]
    rows = [
        Episode(
            key="k", behavior=behavior, candidate=candidate, case=case.id, spec_id=case.spec_id,
            group_id=case.group_id, split=case.split, slice=case.slice, lang=case.lang, ask=case.input.ask,
            target=case.target, answer=(answer := answers.get(str(case.target), str(case.target))),
            scores={answer: 0.75}, layer="baseline", value=float(answer == case.target), latency_ms=1.5,
        )
        for case in cases
    ]  # fmt: skip
    path.write_text("".join(f"{row.model_dump_json()}\n" for row in rows))
    return path


async def run_id(house: House, candidate: str) -> str:
    files = (await (await house.owner()).ok("GET", "/api/lab"))["files"]
    return next(file["id"] for file in files if file["candidate"] == candidate)


async def test_only_administrators_see_the_lab(house: House) -> None:
    ben, stranger = await house.member("Ben"), house.client()
    reader = await house.key(await house.owner(), "read", "write")
    for path in PATHS:
        assert await ben.status("GET", path) == 403, path
        assert await stranger.status("GET", path) == 401, path
        assert await reader.status("GET", path) == 403, path
    for path in ("/api/lab/evals", "/api/lab/ship", "/api/lab/rollback", "/api/lab/judging"):
        assert await ben.status("POST", path, {}) == 403, path


async def test_an_empty_lab_has_every_behaviour_and_nothing_measured(house: House) -> None:
    owner = await house.owner()
    found = await owner.ok("GET", "/api/lab")
    assert [row["behavior"] for row in found["rows"]] == list(BEHAVIORS)
    assert all(row["scores"] == [] and row["dev"] + row["test"] > 0 for row in found["rows"])
    assert found["files"] == found["evals"] == [] and "rule" in found["candidates"]
    for path in ("training", "audits", "rollouts", "wins"):
        assert await owner.ok("GET", f"/api/lab/{path}") == []
    bare = await owner.ok("GET", "/api/lab/behaviors/title")
    assert bare["candidates"] == [] and bare["lines"][0]["line"] == "I1"
    assert await owner.status("GET", "/api/lab/report") == 422


async def test_a_behaviour_shows_every_candidate_with_its_interval_and_who_leads(house: House) -> None:
    owner = await house.owner()
    write_run(house, "rule", {})
    write_run(house, "bayes", {"chat": "document"})
    row = next(r for r in (await owner.ok("GET", "/api/lab"))["rows"] if r["behavior"] == "open_canvas")
    assert [score["candidate"] for score in row["scores"]] == ["rule", "bayes"]
    best, other = row["scores"]
    assert best["score"] == 1.0 and best["subject"] and 0.9 < best["low"] < 1.0
    assert 0 < other["low"] < other["score"] < other["high"] < 1
    shown = await owner.ok("GET", "/api/lab/behaviors/open_canvas")
    assert shown["split"] == "dev" and shown["splits"] == ["dev"]
    lead = shown["candidates"][1]["lead"]
    assert lead["verdict"] == "better" and lead["value"] == pytest.approx(1 - other["score"])
    assert sum(line["score"]["n"] for line in shown["lines"] if line["score"]) == 40
    run = await owner.ok("GET", f"/api/lab/runs/{other['run']}")
    wrong = {(cell["target"], cell["answer"]) for cell in run["summary"]["confusion"] if cell["count"]}
    assert ("chat", "document") in wrong and ("chat", "chat") not in wrong
    assert run["summary"]["worst"][0]["answer"] == "document"
    compared = await owner.ok("GET", f"/api/lab/compare?first={other['run']}&second={best['run']}")
    assert compared["verdict"] == "better" and compared["only_second"] > 0 == compared["only_first"]
    differs = [each["first"]["value"] != each["second"]["value"] for each in compared["cases"]]
    assert differs == sorted(differs, reverse=True), "where they differ comes first"
    report = await owner.get("/api/lab/report")
    assert report.status_code == 200 and "attachment" in report.headers["content-disposition"]
    assert "<h1>" in report.text and "sandbox" in report.headers["content-security-policy"]


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]\n", '{"type": "episode"}\n', "\x00\n", b"\xff\xfe\n", '{"a": "\\ud800"}\n'],
    ids=["empty", "torn", "list", "fields", "nul", "bytes", "surrogate"],
)
async def test_a_broken_file_is_shown_as_such_and_hides_no_other(house: House, content: str | bytes) -> None:
    owner = await house.owner()
    write_run(house, "rule", {})
    bad = lab(house) / "runs" / "bad \udcff.jsonl"
    bad.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = await owner.ok("GET", "/api/lab")
    broken = [file for file in found["files"] if file["fault"]]
    assert len(broken) == 1 and broken[0]["fault"].strip() and len(found["files"]) == 2
    answer = await owner.get(f"/api/lab/runs/{broken[0]['id']}")
    assert answer.status_code == 422 and answer.json()["error"]["message"].strip()


async def test_a_behaviour_of_another_program_or_cases_of_ones_own_are_kept_apart(house: House) -> None:
    owner = await house.owner()
    path = write_run(house, "rule", {})
    strange = path.read_text().replace("open_canvas", "open_sesame")
    path.with_name("strange.jsonl").write_text(strange)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    for row in rows:
        row |= {"case": f"mine-{row['case']}", "candidate": "own"}
    path.with_name("own.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    found = await owner.ok("GET", "/api/lab")
    by = {file["name"].rpartition("/")[2]: file for file in found["files"]}
    assert "open_sesame" in by["strange.jsonl"]["fault"] and not by["own.jsonl"]["own"]
    scores = next(row["scores"] for row in found["rows"] if row["behavior"] == "open_canvas")
    assert [score["candidate"] for score in scores] == ["rule"]
    assert (await owner.ok("GET", f"/api/lab/runs/{by['own.jsonl']['id']}"))["summary"]["n"] == 40


async def test_a_case_opens_as_a_conversation_with_its_document(house: House) -> None:
    owner = await house.owner()
    case = next(c for c in load_behavior("edit_or_rewrite").cases if c.input.document and not c.input.before)
    path = f"/api/lab/behaviors/edit_or_rewrite/cases/{case.id}"
    found = await owner.ok("GET", f"{path}?now=true")
    assert found["situation"]["ask"] == case.input.ask and found["situation"]["text"]
    assert found["now"]["layer"] == "rule" and found["now"]["answer"] and not found["now"]["fault"]
    made = await owner.ok("POST", f"{path}/room")
    text = (await owner.ok("GET", f"/api/canvases/{made['canvas']}"))["text"]
    assert text == found["situation"]["text"] and made["draft"] == case.input.ask
    events = (await owner.ok("GET", f"/api/rooms/{made['room']}/events"))["events"]
    said = [event["body"]["text"] for event in events if event["body"]["type"] == "message.posted"]
    assert said == list(case.input.earlier), "its own message waits to be sent"
    assert await owner.status("GET", "/api/lab/behaviors/title/cases/no-such") == 404
    assert await owner.status("POST", "/api/lab/behaviors/nothing/cases/x/room") == 404


async def test_an_eval_runs_in_the_background_and_its_result_appears(house: House) -> None:
    owner = await house.owner()
    started = await owner.ok("POST", "/api/lab/evals", {"behavior": "title", "candidate": "rule", "split": "dev"})
    assert started["state"] == "running" and started["total"] > 0
    again = await owner.post("/api/lab/evals", json={"behavior": "title", "candidate": "rule", "split": "dev"})
    assert again.status_code == 409 and "rule on title" in again.json()["error"]["message"]
    await house.parts.lab.evals.finished()
    [ended] = await owner.ok("GET", "/api/lab/evals")
    assert ended["state"] == "done" and ended["done"] == ended["total"], ended["message"]
    row = next(r for r in (await owner.ok("GET", "/api/lab?split=dev"))["rows"] if r["behavior"] == "title")
    assert [score["candidate"] for score in row["scores"]] == ["rule"]
    assert await owner.status("POST", f"/api/lab/evals/{ended['id']}/stop") == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"behavior": "nothing", "candidate": "rule"}, 404),
        ({"behavior": "title", "candidate": "--out"}, 404),
        ({"behavior": "title", "candidate": "rule", "split": "train"}, 422),
        ({"behavior": "title"}, 422),
    ],
)
async def test_an_eval_of_nothing_known_is_refused(house: House, body: dict[str, str], status: int) -> None:
    owner = await house.owner()
    answer = await owner.post("/api/lab/evals", json=body)
    assert answer.status_code == status and answer.json()["error"]["message"].strip()
    assert await owner.ok("GET", "/api/lab/evals") == []


def child(program: str) -> Any:
    return lambda job, out: [sys.executable, "-c", program, str(out)]


async def test_a_stopped_eval_goes_on_where_it_was_and_a_failed_one_says_why(house: House) -> None:
    part = "import sys,time,pathlib; p=pathlib.Path(sys.argv[1]+'.part'); p.parent.mkdir(parents=True,exist_ok=True); "
    waits = Evals(house.parts.settings, house.clock, child(part + "p.write_text('{}\\n{}\\n'); time.sleep(600)"))
    job = await waits.start("title", "rule", "dev", 10, "me")
    while waits.done(job) < 2:
        await asyncio.sleep(0.01)
    lost = Evals(house.parts.settings, house.clock)
    assert lost.all()[0].state == "stopped", "another server finds it without its process"
    stopped = await waits.stop(job.id)
    assert stopped.state == "stopped" and waits.all() == [stopped]
    fails = Evals(house.parts.settings, house.clock, child("import sys; sys.exit('gesso: the disk is full')"))
    house.clock.advance(1)
    second = await fails.start("title", "rule", "dev", 10, "me")
    assert second.out == stopped.out, "what was answered is kept"
    await fails.finished()
    ended: Eval = fails.all()[0]
    assert (ended.state, ended.message) == ("failed", "gesso: the disk is full")


async def test_people_judge_blind_and_their_verdicts_have_the_lab_s_form(house: House) -> None:
    owner = await house.owner()
    write_run(house, "rule", {})
    write_run(house, "bayes", {"chat": "document"})
    ids = {"first": await run_id(house, "rule"), "second": await run_id(house, "bayes")}
    asked = f"/api/lab/judging?first={ids['first']}&second={ids['second']}"
    standing = await owner.ok("GET", asked)
    total = standing["total"]
    assert standing["done"] == 0 < total < 40 and standing["equal"] == 40 - total
    assert "rule" not in json.dumps(standing) and "bayes" not in json.dumps(standing)
    lefts = []
    while (pair := standing["pair"]) is not None:
        assert {pair["left"], pair["right"]} == {"chat", "document"}
        lefts.append(pair["left"])
        choice = "left" if pair["left"] == "chat" else "right"
        standing = await owner.ok("POST", "/api/lab/judging", {**ids, "case": pair["case"], "choice": choice})
    assert standing["done"] == total and len(set(lefts)) == 2, "either may stand left"
    [rate] = await owner.ok("GET", "/api/lab/wins")
    assert (rate["first"], rate["second"], rate["by"], rate["n"]) == ("bayes", "rule", "people", total)
    assert rate["rate"]["value"] == 0.0
    [path] = (lab(house) / "verdicts").rglob("*.jsonl")
    verdicts = read_verdicts(path)
    assert {v.winner for v in verdicts} == {"second"} and {v.left for v in verdicts} == {"first", "second"}
    back = await owner.ok("DELETE", asked)
    assert back["done"] == total - 1 and back["pair"]["case"] == verdicts[-1].case
    for bad in ({"case": "nothing"}, {"choice": "both"}, {"second": ids["first"]}, {"first": "nobody"}):
        body = {**ids, "case": verdicts[-1].case, "choice": "tie", **bad}
        assert await owner.status("POST", "/api/lab/judging", body) in (404, 422)


async def test_training_audits_and_played_conversations_are_read_as_they_are(house: House) -> None:
    owner = await house.owner()
    run = lab(house) / "training" / "one"
    run.mkdir(parents=True)
    progress = {"step": 8, "steps": 20, "tokens": 800, "seconds": 4.0, "best_loss": 0.5, "best_step": 6, "worse": 0,
                "train": [[i, 1 / i] for i in range(1, 900)], "dev": [[6, 0.5, {"accuracy": 0.9}]]}  # fmt: skip
    (run / "progress.json").write_text(json.dumps(progress))
    for name, text in (("two", "{"), ("three", "[1]"), ("four", '{"step": "x"}')):
        (lab(house) / "training" / name).mkdir()
        (lab(house) / "training" / name / "progress.json").write_text(text)
    found = {each["name"]: each for each in await owner.ok("GET", "/api/lab/training")}
    assert found["one"]["tokens_per_s"] == 200 and found["one"]["left_s"] == 6 and found["one"]["scores"]["accuracy"]
    assert len(found["one"]["train"]) < 300 and found["one"]["train"][-1]["step"] == 899
    assert all(found[name]["fault"] for name in ("two", "three", "four"))
    audits, played = lab(house) / "audits", lab(house) / "rollouts"
    audits.mkdir(), played.mkdir()
    checks = [{"name": "contamination", "value": "3 rows", "limit": "none", "red": True, "examples": ["a"]}]
    (audits / "a.json").write_text(json.dumps({"behavior": "title", "rows": 9, "checks": checks}))
    (audits / "b.json").write_text("nothing")
    by = {each["name"]: each for each in await owner.ok("GET", "/api/lab/audits")}
    assert by["audits/a.json"]["checks"][0]["red"] and by["audits/b.json"]["fault"]
    rollout = {"environment": "canvas", "reward": 0.5, "components": {"goals": 1.0},
               "messages": [{"role": "user", "content": "hi"}], "exchanges": []}  # fmt: skip
    (played / "p.jsonl").write_text(f'{json.dumps(rollout)}\n{{"model": "\\ud800"}}\n')
    [file] = await owner.ok("GET", "/api/lab/rollouts")
    assert len(file["items"]) == 1 and file["mean"] == 0.5 and "Line 2" in file["fault"]
    one = await owner.ok("GET", f"/api/lab/rollouts/{file['id']}/0")
    assert one["messages"][0]["content"].startswith("hi")
    for path in (f"{file['id']}/1", f"{file['id']}/x", "nothing/0"):
        assert await owner.status("GET", f"/api/lab/rollouts/{path}") in (404, 422)


async def test_what_did_not_pass_the_gate_cannot_be_shipped(house: House) -> None:
    owner = await house.owner()
    folder = lab(house) / "training" / "one"
    folder.mkdir(parents=True)
    zero = "0" * 64
    sums = dict.fromkeys(
        ("base_sha256", "question_sha256", "data_sha256", "config_sha256", "code_sha256", "adapter_sha256"), zero
    )
    manifest = {"name": "decisions", "version": "9", "behaviors": {"open_canvas": {}}, **sums,
                "gate": {"passed": False, "reasons": ["leaks JSON into 3 of 20 chats"]}}  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "card.md").write_text("# Decisions 9\n")
    broken = lab(house) / "training" / "two"
    broken.mkdir()
    (broken / "manifest.json").write_text("{")
    found = {each["key"]: each for each in (await owner.ok("GET", "/api/lab/adapters"))["adapters"]}
    one = found["decisions-9"]
    assert not one["passed"] and one["reasons"] and one["card"] == "# Decisions 9\n" and one["faults"]
    assert found["two"]["faults"]
    for each in (one, found["two"]):
        answer = await owner.post("/api/lab/ship", json={"adapter": each["id"]})
        assert answer.status_code == 422 and "Nothing was shipped" in answer.json()["error"]["message"]
    assert await owner.status("POST", "/api/lab/ship", {"adapter": "nothing"}) == 404
    assert (await owner.ok("GET", "/api/lab/adapters"))["registry"] == []
