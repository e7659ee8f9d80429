"""Tasks over HTTP: understood, made, changed by words and by form, held, run by hand, undone, listed in a calendar."""

from typing import Any

from .conftest import Client, House

BERLIN = "Europe/Berlin"


def daily(at: str = "19:00:00", zone: str = BERLIN, **more: Any) -> dict[str, Any]:
    schedule = {"type": "calendar", "start": "2026-01-01", "freq": "daily", "times": [at], **more}
    return {"schedule": schedule, "zone": zone}


async def make(client: Client, **more: Any) -> dict[str, Any]:
    body = {"instruction": "Summarise the news about solar power", "timetable": daily(), **more}
    found: dict[str, Any] = await client.ok("POST", "/api/tasks", body)
    return found


async def test_a_sentence_is_previewed_made_and_listed(house: House) -> None:
    owner = await house.owner()
    said = {"text": "every weekday at 7 pm summarise the AI news", "zone": BERLIN}
    seen = await owner.ok("POST", "/api/tasks/preview", said)
    task = seen["tasks"][0]
    assert seen["question"] is None
    assert task["sentence"] == "every weekday at 19:00"
    assert [one["local"] for one in task["next"][:2]] == ["2026-01-01T19:00:00+01:00", "2026-01-02T19:00:00+01:00"]
    assert (await owner.ok("GET", "/api/tasks"))["tasks"] == []  # nothing was made
    made = await owner.ok(
        "POST", "/api/tasks", {"instruction": task["instruction"], "timetable": task["timetable"], "title": "News"}
    )
    listed = await owner.ok("GET", "/api/tasks")
    assert listed == {"tasks": [made], "paused_all": False}
    assert made["next"][0] == {"utc": "2026-01-01T18:00:00Z", "local": "2026-01-01T19:00:00+01:00", "note": ""}
    assert made["settings"]["tools"], "the tools allowed unattended are frozen at creation"
    assert (await owner.ok("GET", f"/api/rooms/{made['room']}"))["title"] == "News"


async def test_earlier_words_and_a_timetable_are_previewed_too(house: House) -> None:
    owner = await house.owner()
    both = {"text": "no, 8 not 7", "earlier": ["every day at 7 pm water the plants"], "zone": BERLIN}
    assert (await owner.ok("POST", "/api/tasks/preview", both))["tasks"][0]["sentence"] == "every day at 20:00"
    shown = await owner.ok("POST", "/api/tasks/preview", {"timetable": daily("06:30:00"), "zone": BERLIN})
    assert shown["tasks"][0]["sentence"] == "every day at 06:30"
    asked = await owner.ok("POST", "/api/tasks/preview", {"text": "remind me at 7 to call Ann", "zone": BERLIN})
    assert asked["question"]


async def test_words_say_what_kind_of_task_it_is(house: House) -> None:
    owner = await house.owner()

    async def seen(text: str) -> Any:
        preview = await owner.ok("POST", "/api/tasks/preview", {"text": text, "zone": BERLIN})
        return preview["tasks"][0]

    reminder = await seen("remind me tomorrow at 9 am to water the plants")
    assert (reminder["settings"]["kind"], reminder["instruction"]) == ("reminder", "Water the plants")
    watch = await seen("every hour check https://example.org/prices and tell me if it changes")
    assert watch["settings"]["watch"]["url"] == "https://example.org/prices"
    assert (await seen("every sunday at 18:00 continue the story"))["settings"]["output"]["kind"] == "append"
    assert (await seen("remind me tomorrow at 9 am"))["instruction"] == ""  # still to be said


async def test_a_change_that_raises_a_question_changes_nothing(house: House) -> None:
    owner = await house.owner()
    task = await make(owner)
    asked = await owner.patch(f"/api/tasks/{task['id']}", json={"text": "make it different"})
    assert (asked.status_code, asked.json()["error"]["code"]) == (422, "question")
    assert asked.json()["error"]["message"].endswith("?")
    assert (await owner.ok("GET", f"/api/tasks/{task['id']}"))["version"] == 1


async def test_a_change_is_a_version_and_undo_takes_it_back(house: House) -> None:
    owner = await house.owner()
    task = await make(owner)
    later = await owner.ok("PATCH", f"/api/tasks/{task['id']}", {"text": "make it 8"})
    assert (later["version"], later["sentence"]) == (2, "every day at 20:00")
    assert later["next"][0]["local"] == "2026-01-01T20:00:00+01:00"
    quiet = await owner.ok("PATCH", f"/api/tasks/{task['id']}", {"settings": {"notify": "failures"}, "title": "Sun"})
    assert quiet["settings"] == {**task["settings"], "notify": "failures"}
    assert (quiet["version"], quiet["title"]) == (3, "Sun")
    assert (await owner.ok("PATCH", f"/api/tasks/{task['id']}", {"title": "Sun"}))["version"] == 3  # nothing new
    undone = await owner.ok("POST", f"/api/tasks/{task['id']}/undo")
    assert (undone["version"], undone["title"], undone["sentence"]) == (4, task["title"], "every day at 20:00")
    unclear = await owner.request("PATCH", f"/api/tasks/{task['id']}", json={"text": "sometimes"})
    assert unclear.status_code == 422
    assert "?" in unclear.json()["error"]["message"]


async def test_what_can_never_be_due_is_refused(house: House) -> None:
    owner = await house.owner()
    past = {"schedule": {"type": "once", "at": "2025-01-01T09:00:00"}, "zone": BERLIN}
    for body in (
        {"instruction": "x", "timetable": past},
        {"instruction": "x"},
        {"instruction": " ", "timetable": daily()},
        {"instruction": "x", "timetable": daily(zone="Mars/Base")},
        {"instruction": "x", "timetable": daily(monthdays=[31])},
        {"instruction": "x", "timetable": daily(), "settings": {"after": "task_x"}},
    ):
        answer = await owner.request("POST", "/api/tasks", json=body)
        assert answer.status_code == 422, answer.text
    assert await owner.status("POST", "/api/tasks", {"instruction": "x", "settings": {"after": "task_x"}}) == 404
    assert (await owner.ok("GET", "/api/rooms")) == []  # a refused task leaves no room


async def test_pause_resume_snooze_and_run_by_hand(house: House) -> None:
    owner = await house.owner()
    task = await make(owner)
    path = f"/api/tasks/{task['id']}"
    paused = await owner.ok("POST", f"{path}/pause")
    assert (paused["state"], paused["next"]) == ("paused", [])
    house.clock.advance(86_400)
    resumed = await owner.ok("POST", f"{path}/resume")
    assert resumed["next"][0]["utc"] == "2026-01-02T18:00:00Z"
    assert resumed["last_run"]["state"] == "skipped"
    assert resumed["last_run"]["reason"] == "paused since 1 January 2026 at 01:00"
    run = await owner.ok("POST", f"{path}/run")
    assert (run["state"], run["note"]) == ("queued", "by hand")
    assert await owner.status("POST", f"{path}/run") == 409  # one at a time
    assert (await owner.ok("GET", f"{path}/runs?limit=1")) == {"runs": [run], "more": True}
    snoozed = await owner.ok("POST", f"{path}/snooze", {"minutes": 10})
    assert snoozed["next"][0] == {
        "utc": "2026-01-02T00:10:00Z",
        "local": "2026-01-02T01:10:00+01:00",
        "note": "snoozed",
    }


async def test_a_deleted_task_is_gone_until_it_is_undone(house: House) -> None:
    owner = await house.owner()
    task = await make(owner)
    path = f"/api/tasks/{task['id']}"
    await owner.ok("POST", f"{path}/run")
    await owner.ok("DELETE", path)
    assert await owner.status("GET", path) == 404
    assert (await owner.ok("GET", "/api/tasks"))["tasks"] == []
    back = await owner.ok("POST", f"{path}/undo")
    assert (back["state"], back["last_run"]["state"]) == ("active", "cancelled")


async def test_all_are_paused_and_resumed(house: House) -> None:
    owner = await house.owner()
    task = await make(owner)
    assert (await owner.ok("POST", "/api/tasks/pause-all"))["paused_all"]
    house.clock.advance(3 * 86_400)
    listed = await owner.ok("POST", "/api/tasks/resume-all")
    assert not listed["paused_all"]
    runs = (await owner.ok("GET", f"/api/tasks/{task['id']}/runs"))["runs"]
    assert [run["state"] for run in runs] == ["skipped"] * 3
    assert listed["tasks"][0]["next"][0]["utc"] == "2026-01-04T18:00:00Z"


async def test_a_task_that_follows_its_owner_moves_with_them(house: House) -> None:
    owner = await house.owner()
    fixed = await make(owner, timetable=daily())
    follows = await make(owner, timetable={**daily(), "follows": True})
    listed = await owner.ok("POST", "/api/tasks/zone", {"zone": "Asia/Tokyo"})
    zones = {task["id"]: (task["zone"], task["version"]) for task in listed["tasks"]}
    assert zones == {fixed["id"]: (BERLIN, 1), follows["id"]: ("Asia/Tokyo", 2)}


async def test_the_calendar_holds_what_was_and_what_will_be(house: House) -> None:
    owner = await house.owner()
    task = await make(owner)
    run = await owner.ok("POST", f"/api/tasks/{task['id']}/run")
    shown = await owner.ok("GET", "/api/tasks/calendar?from=2025-12-31T00:00:00Z&to=2026-01-04T00:00:00Z")
    assert [one["id"] for one in shown["runs"]] == [run["id"]]
    assert [one["utc"] for one in shown["planned"]] == [f"2026-01-0{day}T18:00:00Z" for day in (1, 2, 3)]
    assert await owner.status("GET", "/api/tasks/calendar?from=2026-01-01T00:00:00Z&to=2027-01-04T00:00:00Z") == 422


async def test_the_calendar_tells_tasks_apart(house: House) -> None:
    owner = await house.owner()
    await make(owner, title="Early", timetable=daily("06:00:00"))
    await make(owner, title="Late", timetable=daily("22:00:00"))
    shown = await owner.ok("GET", "/api/tasks/calendar?from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z")
    assert [(one["title"], one["local"][11:16]) for one in shown["planned"]] == [("Early", "06:00"), ("Late", "22:00")]


async def test_a_crontab_and_a_calendar_file_are_imported(house: House) -> None:
    owner = await house.owner()
    cron = "# mail\n0 19 * * 1-5 summarise the news\n@daily tidy\n61 * * * * bad\n@reboot start\n"
    found = await owner.ok("POST", "/api/tasks/import", {"text": cron, "zone": BERLIN})
    assert [(one["instruction"], one["sentence"]) for one in found["tasks"]] == [
        ("summarise the news", "every weekday at 19:00"),
        ("tidy", "every day at 00:00"),
    ]
    assert [one["line"] for one in found["refused"]] == ["61 * * * * bad", "@reboot start"]
    ics = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Stand up\r\nDTSTART;TZID=Europe/Berlin:20260105T090000\r\n"
    )
    ics += "RRULE:FREQ=DAILY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    found = await owner.ok("POST", "/api/tasks/import", {"text": ics, "zone": BERLIN})
    assert [(one["title"], one["sentence"]) for one in found["tasks"]] == [("Stand up", "every day at 09:00")]


async def test_one_task_after_another_but_not_in_a_circle(house: House) -> None:
    owner = await house.owner()
    first = await make(owner, title="First")
    second = await owner.ok("POST", "/api/tasks", {"instruction": "Mail it", "settings": {"after": first["id"]}})
    assert second["sentence"] == "after “First”"
    circle = await owner.request("PATCH", f"/api/tasks/{first['id']}", json={"settings": {"after": second["id"]}})
    assert circle.status_code == 422
    assert "after each other" in circle.json()["error"]["message"]


async def test_a_task_after_another_is_said_in_a_sentence(house: House) -> None:
    owner = await house.owner()
    news = await owner.ok("POST", "/api/tasks", {"instruction": "Tell me the news", "timetable": daily()})
    said = {"text": "when the news is done, write a poem about it", "zone": "UTC"}
    [found] = (await owner.ok("POST", "/api/tasks/preview", said))["tasks"]
    assert (found["timetable"], found["sentence"]) == (None, "after “Tell me the news”")
    made = await owner.ok("POST", "/api/tasks", {key: found[key] for key in ("title", "instruction", "settings")})
    assert made["settings"]["after"] == news["id"] and made["sentence"] == found["sentence"]
    await owner.ok("POST", "/api/tasks", {"instruction": "Tell me the news of sports", "timetable": daily()})
    asked = await owner.ok("POST", "/api/tasks/preview", said)
    assert asked["question"].startswith("Which task do you mean: “") and not asked["tasks"]
    answered = {"text": "the one about sports", "earlier": [said["text"]], "zone": "UTC"}
    [found] = (await owner.ok("POST", "/api/tasks/preview", answered))["tasks"]
    assert found["sentence"] == "after “Tell me the news of sports”"


async def test_the_doctor_says_what_is_missing(house: House) -> None:
    owner = await house.owner()
    task = await make(owner)
    lines = (await owner.ok("GET", f"/api/tasks/{task['id']}/doctor"))["lines"]
    wrong = [line["what"] for line in lines if not line["ok"]]
    assert wrong == ["a gesso that runs tasks"]  # none does in this test
    await owner.ok("POST", f"/api/tasks/{task['id']}/pause")
    lines = (await owner.ok("GET", f"/api/tasks/{task['id']}/doctor"))["lines"]
    assert "You paused it." in lines[0]["why"]
