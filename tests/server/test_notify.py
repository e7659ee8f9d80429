"""Being told, over HTTP: channels and their secrets, links in mails, the calendar feed, and who may not."""

import json
import re
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from gesso.schedule.ics import parse_ics
from gesso.sources import outward
from gesso.store import notices as rows
from gesso.store.notices import Notice
from gesso.store.runs import run_by_id
from gesso.tasks import links as links_module
from gesso.tasks.jobs import task_of
from gesso.tasks.links import Links
from gesso.tasks.stored import run_of
from gesso.tasks.task import Run
from tests.notify.servers import Letters, http_server, mail_server
from tests.notify.test_channels import Browser

from .conftest import Client, House

SERVER = {"host": "127.0.0.1", "security": "none", "sender": "gesso@example.org"}
ONCE = {"schedule": {"type": "once", "at": "2030-01-01T09:00:00"}, "zone": "Europe/Berlin"}
MORNING = {"type": "calendar", "start": "2026-01-01", "freq": "daily", "times": ["07:00"]}
DAILY = {"schedule": MORNING, "zone": "Europe/Berlin"}
HOOK = {"kind": "webhook", "address": "https://203.0.114.1/", "zone": "UTC"}
MAIL = {"kind": "email", "address": "me@example.org", "zone": "UTC"}


async def mail_through(house: House, port: int, **more: Any) -> Any:
    owner = await house.owner()
    return await owner.ok(
        "PUT", "/api/notify/server", {"mail": {**SERVER, "port": port, **more}, "private_addresses": True}
    )


def links_in(letter: EmailMessage) -> dict[str, str]:
    plain = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return dict(re.findall(r"^(.+): http://localhost:8787(/act/\S+)$", plain.replace("\r", ""), re.M))


async def confirmed(house: House, client: Client, letters: Letters) -> str:
    made = await client.ok(
        "POST", "/api/notify/channels", {"kind": "email", "address": "me@example.org", "zone": "UTC"}
    )
    page = await house.client().post(links_in(letters.got.pop()[2])["Yes, send it here"], headers=FORM)
    assert page.status_code == 200
    return str(made["id"])


FORM = {"content-type": "application/x-www-form-urlencoded"}


async def end(house: House, task: str, state: str = "done", **more: Any) -> Run:
    """A run of the task begins and ends, as the engine writes it."""
    house.clock.advance(1)
    made = await house.parts.tasks.run((await owner_of(house, task)), task)
    return await settle(house, task, made.id, state, **more)


async def settle(house: House, task: str, run_id: str, state: str, **more: Any) -> Run:
    parts = house.parts
    found = await parts.tasks.task(await owner_of(house, task), task)

    def job(conn: Any) -> Run:
        values = {"state": state, **more}
        sets = ", ".join(f"{name} = :{name}" for name in values)
        conn.execute(text(f"UPDATE runs SET {sets} WHERE id = :id"), {**values, "id": run_id})
        run = run_of(run_by_id(conn, run_id))  # type: ignore[arg-type]
        parts.notifier.write(conn, found, run, False)
        return run

    return await house.db.write(job)


async def owner_of(house: House, task: str) -> str:
    return str(
        await house.db.read(
            lambda conn: conn.execute(text("SELECT owner FROM tasks WHERE id = :t"), {"t": task}).scalar()
        )
    )


async def state(client: Client) -> str:
    return str((await client.ok("GET", "/api/notify/channels"))["channels"][0]["state"])


# ------------------------------------------------------------------ channels


async def test_an_address_is_told_nothing_until_its_owner_confirmed_it(house: House) -> None:
    async with mail_server() as letters:
        await mail_through(house, letters.port)
        ben = await house.member("Ben")
        body = {"kind": "email", "address": "me@example.org", "zone": "Europe/Berlin"}
        made = await ben.ok("POST", "/api/notify/channels", body)
        assert made["state"] == "unconfirmed" and made["to"] == "me@example.org"
        assert len(letters.got) == 1 and letters.got[0][2]["subject"] == "May gesso write to you?"
        task = await ben.ok("POST", "/api/tasks", {"instruction": "News", "timetable": ONCE})
        await end(house, task["id"], output="One.")
        await house.parts.deliveries.run_due()
        assert len(letters.got) == 1
        link = links_in(letters.got.pop()[2])["Yes, send it here"]
        shown = await house.client().get(link)
        assert shown.status_code == 200 and "<form method=post>" in shown.text
        assert (await ben.ok("GET", "/api/notify/channels"))["channels"][0]["state"] == "unconfirmed", (
            "a GET does nothing"
        )
        assert (await house.client().post(link, headers=FORM)).status_code == 200
        assert await state(ben) == "ready"
        await ben.ok("POST", "/api/inbox/read-all")
        await end(house, task["id"], output="Two.")
        await house.parts.deliveries.run_due()
        assert letters.got[0][1] == ["me@example.org"] and letters.got[0][2]["subject"] == "News"


async def test_no_secret_ever_comes_back(house: House) -> None:
    async with mail_server("anna", "mail-pass-word") as letters, http_server() as hook:
        shown = [json.dumps(await mail_through(house, letters.port, user="anna", password="mail-pass-word"))]
        owner = await house.owner()
        address = f"{hook.url}/path-is-a-secret"
        made = await owner.ok("POST", "/api/notify/channels", {"kind": "webhook", "address": address, "zone": "UTC"})
        secret = made.pop("secret")
        browser = Browser(hook.url + "/push-path")
        from gesso.tasks.channels.push import packed

        keys = {"p256dh": packed(browser.public), "auth": packed(browser.auth)}
        subscription = {"endpoint": hook.url + "/push-path", "keys": keys, "expirationTime": None}
        push = await owner.ok(
            "POST", "/api/notify/channels", {"kind": "push", "subscription": subscription, "zone": "UTC"}
        )
        hook.answers = [(500, {})]
        shown += [json.dumps(made), json.dumps(push)]
        for channel in (made["id"], push["id"]):
            shown.append(json.dumps(await owner.ok("POST", f"/api/notify/channels/{channel}/test")))
        for path in ("/api/notify/channels", "/api/notify/server", "/api/inbox"):
            shown.append((await owner.get(path)).text)
        kept = await owner.ok("PUT", "/api/notify/server", {"mail": {**SERVER, "port": letters.port, "user": "anna"}})
        assert kept["mail"]["has_password"] is True
        moved = {**SERVER, "port": letters.port, "user": "anna", "host": "mail.example.org"}
        assert (await owner.ok("PUT", "/api/notify/server", {"mail": moved}))["mail"]["has_password"] is False
    everything = "".join(shown)
    for hidden in ("mail-pass-word", secret, "path-is-a-secret", "push-path", *keys.values()):
        assert hidden not in everything


async def test_a_webhook_may_not_reach_into_the_network_unless_an_administrator_says_so(house: House) -> None:
    async with http_server() as hook:
        ben, owner = await house.member("Ben"), await house.owner()
        body = {"kind": "webhook", "address": hook.url, "zone": "UTC"}
        refused = await ben.post("/api/notify/channels", json=body)
        assert refused.status_code == 422 and "private network" in refused.json()["error"]["message"]
        await owner.ok("PUT", "/api/notify/server", {"private_addresses": True})
        made = await ben.ok("POST", "/api/notify/channels", body)
        assert (await ben.ok("POST", f"/api/notify/channels/{made['id']}/test"))["ok"] is True
        await owner.ok("PUT", "/api/notify/server", {"private_addresses": False})
        tried = await ben.ok("POST", f"/api/notify/channels/{made['id']}/test")
        assert tried["ok"] is False and "private network" in tried["message"]
        assert len(hook.got) == 1


async def test_a_webhook_reaches_into_the_network_where_the_check_is_missing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted hole: every address passes for a public one."""
    monkeypatch.setattr(outward, "is_public", lambda address: True)
    async with http_server() as hook:
        ben = await house.member("Ben")
        made = await ben.ok("POST", "/api/notify/channels", {**HOOK, "address": hook.url})
        assert (await ben.ok("POST", f"/api/notify/channels/{made['id']}/test"))["ok"] is True and len(hook.got) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "email", "address": "a@b.org", "zone": "UTC"},  # no mail server is set
        {"kind": "webhook", "address": "ftp://example.org", "zone": "UTC"},
        {"kind": "webhook", "zone": "UTC"},
        {"kind": "push", "zone": "UTC"},
        {
            "kind": "push",
            "zone": "UTC",
            "subscription": {"endpoint": "https://x.example", "keys": {"p256dh": "x", "auth": "y"}},
        },
        {"kind": "webhook", "address": "https://203.0.114.1/", "zone": "Mars/Olympus"},
        {
            "kind": "webhook",
            "address": "https://203.0.114.1/",
            "zone": "UTC",
            "quiet_from": "25:00",
            "quiet_to": "07:00",
        },
        {"kind": "webhook", "address": "https://203.0.114.1/", "zone": "UTC", "quiet_from": "22:00"},
    ],
)
async def test_what_cannot_be_a_channel_is_refused_with_a_reason(house: House, body: dict[str, Any]) -> None:
    ben = await house.member("Ben")
    refused = await ben.post("/api/notify/channels", json=body)
    assert refused.status_code == 422 and refused.json()["error"]["message"]


async def test_channels_are_changed_and_removed_by_their_person(house: House) -> None:
    ben = await house.member("Ben")
    made = await ben.ok("POST", "/api/notify/channels", HOOK)
    path = f"/api/notify/channels/{made['id']}"
    changed = await ben.ok(
        "PATCH", path, {"quiet_from": "22:00", "quiet_to": "07:00", "digest": "daily", "enabled": False}
    )
    assert (changed["quiet_from"], changed["digest"], changed["enabled"]) == ("22:00", "daily", False)
    assert await ben.status("PATCH", path, {"quiet_to": None}) == 422
    off = await ben.ok("PATCH", path, {"quiet_from": None, "quiet_to": None})
    assert off["quiet_from"] is None and off["digest"] == "daily"
    again = await ben.ok("POST", "/api/notify/channels", HOOK)
    assert [c["id"] for c in (await ben.ok("GET", "/api/notify/channels"))["channels"]] == [again["id"]]
    await ben.ok("DELETE", f"/api/notify/channels/{again['id']}")
    assert (await ben.ok("GET", "/api/notify/channels"))["channels"] == []


async def test_only_administrators_set_the_server_and_apprise(house: House) -> None:
    ben = await house.member("Ben")
    assert await ben.status("GET", "/api/notify/server") == 403
    assert await ben.status("PUT", "/api/notify/server", {"private_addresses": True}) == 403
    body = {"kind": "apprise", "address": "json://127.0.0.1/", "zone": "UTC"}
    assert await ben.status("POST", "/api/notify/channels", body) == 403


async def test_letters_to_confirm_are_counted(house: House) -> None:
    async with mail_server() as letters:
        await mail_through(house, letters.port)
        ben = await house.member("Ben")
        made = await ben.ok("POST", "/api/notify/channels", MAIL)
        statuses = [await ben.status("POST", f"/api/notify/channels/{made['id']}/test") for _ in range(35)]
        assert statuses.count(200) == 29 and statuses[-1] == 429 and len(letters.got) == 30


# ------------------------------------------------------------------ the inbox and its actions


async def test_the_inbox_does_what_its_notices_offer(house: House) -> None:
    ben = await house.member("Ben")
    task = await ben.ok("POST", "/api/tasks", {"instruction": "News", "timetable": DAILY})
    await end(house, task["id"], output="One.")
    inbox = await ben.ok("GET", "/api/inbox")
    (notice,) = inbox["notices"]
    assert inbox["unread"] == 1 and notice["actions"] == ["again", "snooze", "pause"] and notice["body"] == "One."
    path = f"/api/inbox/{notice['id']}/act"
    house.clock.advance(60)
    assert (await ben.ok("POST", path, {"action": "again"}))["read"] is True
    assert len((await ben.ok("GET", f"/api/tasks/{task['id']}/runs"))["runs"]) == 2
    await ben.ok("POST", path, {"action": "pause"})
    assert (await ben.ok("GET", f"/api/tasks/{task['id']}"))["state"] == "paused"
    assert await ben.status("POST", path, {"action": "answer", "text": "x"}) == 422
    assert (await ben.ok("GET", "/api/inbox"))["unread"] == 0


async def test_an_answer_goes_under_the_question_and_the_run_goes_on(house: House) -> None:
    ben = await house.member("Ben")
    task = await ben.ok("POST", "/api/tasks", {"instruction": "News", "timetable": ONCE})
    run = await end(house, task["id"], "waiting", reason="Which list?", room=task["room"])
    notice = (await ben.ok("GET", "/api/inbox"))["notices"][0]
    assert notice["kind"] == "question" and notice["body"] == "Which list?" and notice["actions"] == ["answer", "pause"]
    path = f"/api/inbox/{notice['id']}/act"
    assert await ben.status("POST", path, {"action": "answer", "text": "  "}) == 422
    await ben.ok("POST", path, {"action": "answer", "text": "The red one."})
    events = (await ben.get(f"/api/rooms/{task['room']}/events")).text
    assert "The red one." in events
    row = await house.db.read(lambda conn: run_by_id(conn, run.id))
    assert row is not None and row.state == "queued"
    assert await ben.status("POST", path, {"action": "answer", "text": "Again."}) == 409


async def test_of_delegated_work_a_notice_offers_what_goes_on_with_it(house: House) -> None:
    ben = await house.member("Ben")
    room = (await ben.ok("POST", "/api/rooms", {}))["id"]
    asked = {"ask": "About tea", "steps": ["Think of tea"], "start": True}
    job = await ben.ok("POST", f"/api/rooms/{room}/jobs", asked)
    task, path = task_of(job["id"]), f"/api/rooms/{room}/jobs/{job['id']}"

    async def told(state: str, **more: Any) -> Any:
        run = (await ben.ok("GET", f"/api/tasks/{task}/runs"))["runs"][0]
        await settle(house, task, run["id"], state, **more)
        house.clock.advance(1)
        return (await ben.ok("GET", "/api/inbox"))["notices"][0]

    async def act(notice: Any, action: str) -> Any:
        await ben.ok("POST", f"/api/inbox/{notice['id']}/act", {"action": action})
        return await ben.ok("GET", path)

    question = await told("waiting", reason="Which tea?", room=room)
    assert question["actions"] == ["answer", "pause"]
    assert (await act(question, "pause"))["state"] == "paused"
    assert (await ben.ok("GET", f"/api/tasks/{task}"))["state"] == "active"  # it is the work that is held
    failed = await told("failed", reason="There is no model.")
    assert (failed["kind"], failed["actions"]) == ("work", ["again"])
    assert (await act(failed, "again"))["state"] == "queued"
    done = await told("done", output="It is written.")
    assert (done["kind"], done["actions"], done["count"]) == ("work", [], 1)


async def test_a_suggestion_is_dismissed(house: House) -> None:
    ben = await house.member("Ben")
    offered = Notice(
        ben.id, "suggestion", "habit:x", "You asked this three times", "Why", house.clock(), prefill="News"
    )
    made = await house.db.write(lambda conn: rows.write_notice(conn, offered))
    shown = (await ben.ok("GET", "/api/inbox"))["notices"][0]
    assert shown["actions"] == ["make", "dismiss"] and shown["prefill"] == "News"
    await ben.ok("POST", f"/api/inbox/{made.id}/act", {"action": "dismiss"})
    assert (await ben.ok("GET", "/api/inbox")) == {"notices": [], "unread": 0}


# ------------------------------------------------------------------ links in mails


@pytest.fixture
async def mailed(house: House) -> Any:
    """Ben, his task, and the links of the mail about its run."""
    async with mail_server() as letters:
        await mail_through(house, letters.port)
        ben = await house.member("Ben")
        await confirmed(house, ben, letters)
        task = await ben.ok("POST", "/api/tasks", {"instruction": "News", "timetable": DAILY})
        await end(house, task["id"], output="<b>One</b>")
        await house.parts.deliveries.run_due()
        yield ben, task["id"], links_in(letters.got[0][2])


async def runs(client: Client, task: str) -> int:
    return len((await client.ok("GET", f"/api/tasks/{task}/runs"))["runs"])


async def test_a_link_shows_by_get_and_acts_by_post_once(house: House, mailed: Any) -> None:
    ben, task, links = mailed
    stranger = house.client()
    for _ in range(3):
        page = await stranger.get(links["Run it again"])
    assert "&lt;b&gt;One&lt;/b&gt;" in page.text and page.headers["cache-control"] == "no-store"
    assert await runs(ben, task) == 1
    house.clock.advance(60)
    assert "Done." in (await stranger.post(links["Run it again"], headers=FORM)).text
    assert "done before" in (await stranger.post(links["Run it again"], headers=FORM)).text
    assert await runs(ben, task) == 2
    await stranger.post(links["Pause it"], headers=FORM)
    assert (await ben.ok("GET", f"/api/tasks/{task}"))["state"] == "paused"


async def test_a_link_cannot_be_made_changed_or_used_late(house: House, mailed: Any) -> None:
    ben, task, links = mailed
    code = links["Run it again"].removeprefix("/act/")
    stranger = house.client()
    for bad in (code[:-2] + "AA", "A" + code[1:], code[:40], "x", "%00", "é", code + "=" * 9):
        answer = await stranger.post(f"/act/{bad}", headers=FORM)
        assert answer.status_code == 404, bad
    other = await stranger.post(links["Run it again"], headers={**FORM, "origin": "https://evil.example"})
    assert other.status_code == 403
    house.clock.advance(8 * 86_400)
    assert (await stranger.get(links["Run it again"])).status_code == 404
    assert (await stranger.post(links["Run it again"], headers=FORM)).status_code == 404
    assert await runs(ben, task) == 1


async def test_a_made_up_link_acts_where_the_signature_is_not_checked(
    house: House, mailed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted hole: any mark passes for ours. The same link gets nothing where it is looked at."""
    ben, task, _ = mailed
    notice = (await ben.ok("GET", "/api/inbox"))["notices"][0]["id"]
    own = Links(house.db, "http://localhost:8787", house.clock)
    own._secret = b"made up"
    code = own.make("pause", notice).rpartition("/")[2]
    assert (await house.client().post(f"/act/{code}", headers=FORM)).status_code == 404
    monkeypatch.setattr(links_module.hmac, "compare_digest", lambda one, other: True)
    assert "Done." in (await house.client().post(f"/act/{code}", headers=FORM)).text
    assert (await ben.ok("GET", f"/api/tasks/{task}"))["state"] == "paused"


async def test_a_link_ends_with_the_account_and_the_task(house: House, mailed: Any) -> None:
    ben, task, links = mailed
    await ben.ok("DELETE", f"/api/tasks/{task}")
    assert (await house.client().post(links["Run it again"], headers=FORM)).status_code == 404
    owner = await house.owner()
    await owner.ok("PATCH", f"/api/users/{ben.id}", {"disabled": True})
    assert (await house.client().get(links["Pause it"])).status_code == 404


# ------------------------------------------------------------------ the calendar


async def test_a_calendar_shows_the_active_tasks_until_its_address_is_withdrawn(house: House) -> None:
    ben = await house.member("Ben")
    await ben.ok("POST", "/api/tasks", {"instruction": "AI news", "title": "AI, news; 字", "timetable": DAILY})
    paused = await ben.ok("POST", "/api/tasks", {"instruction": "Held", "timetable": DAILY})
    await ben.ok("POST", f"/api/tasks/{paused['id']}/pause")
    assert await ben.ok("GET", "/api/tasks/feed") == {"on": False}
    first = httpx.URL((await ben.ok("POST", "/api/tasks/feed"))["url"]).raw_path.decode()
    program = house.client(origin="")
    answer = await program.get(first)
    assert answer.headers["content-type"].startswith("text/calendar")
    found, refused = parse_ics(answer.content, "UTC")
    assert [entry.summary for entry in found] == ["AI, news; 字"] and refused == []
    assert found[0].timetable.zone == "Europe/Berlin"
    second = httpx.URL((await ben.ok("POST", "/api/tasks/feed"))["url"]).raw_path.decode()
    assert (await program.get(first)).status_code == 404 and (await program.get(second)).status_code == 200
    assert await ben.ok("GET", "/api/tasks/feed") == {"on": True}
    await ben.ok("DELETE", "/api/tasks/feed")
    assert (await program.get(second)).status_code == 404
    for bad in ("", "?key=", "?key=x", "?key=%00", "?key=" + "x" * 300):
        assert (await program.get(f"/api/tasks.ics{bad}")).status_code in (404, 422)


async def test_keys_and_links_are_not_in_the_database_as_they_are(house: House) -> None:
    ben = await house.member("Ben")
    url = (await ben.ok("POST", "/api/tasks/feed"))["url"]
    key = httpx.URL(url).params["key"]
    assert house.db.path is not None
    data = b"".join(path.read_bytes() for path in house.db.path.parent.glob("gesso.db*"))
    assert key.encode() not in data
