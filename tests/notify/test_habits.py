"""Suggestions from habits: when there is one, what it says, and every reason why there is none."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gesso.store.asks import Ask
from gesso.tasks.habits import alike, habit, words
from tests.server.conftest import Client, House, house  # noqa: F401

NEWS = (
    "Search for the latest AI news and summarise it",
    "search AI news, summarise it please",
    "Search and summarise AI news",
)
MORNING = {"type": "calendar", "start": "2026-01-01", "freq": "daily", "times": ["07:00"]}


async def say(house: House, client: Client, text: str, days: float = 0, **more: Any) -> None:  # noqa: F811
    house.clock.advance(days * 86_400)
    room = (await client.ok("POST", "/api/rooms", {}))["id"]
    await client.ok("POST", f"/api/rooms/{room}/messages", {"text": text, "wait_s": 20, **more})


async def offered(client: Client) -> list[Any]:
    return [notice for notice in (await client.ok("GET", "/api/inbox"))["notices"] if notice["kind"] == "suggestion"]


async def test_three_similar_asks_on_two_days_make_one_suggestion_that_says_why(house: House) -> None:  # noqa: F811
    ben = await house.member("Ben")
    await say(house, ben, NEWS[0])
    await say(house, ben, NEWS[1])
    assert await offered(ben) == []
    await say(house, ben, NEWS[2], days=1)
    (notice,) = await offered(ben)
    assert notice["prefill"] == NEWS[2] and "3 times on 2 days, mostly about 00:00" in notice["body"]
    await say(house, ben, NEWS[0], days=1)
    assert len(await offered(ben)) == 1, "one at a time"
    assert await ben.ok("GET", "/api/tasks") == {"tasks": [], "paused_all": False}, "nothing is made unasked"


async def test_the_asks_behind_a_suggestion_are_shown(house: House) -> None:  # noqa: F811
    ben, ann = await house.member("Ben"), await house.member("Ann")
    await say(house, ben, "How high is the lake today?")
    for n, text in enumerate(NEWS):
        await say(house, ben, text, days=bool(n))
    await say(house, ben, NEWS[0], days=1)
    (shown,) = await ben.ok("GET", "/api/habits")
    assert shown["text"] == NEWS[2] and (shown["usual"], shown["task"], shown["until"]) == ("00:00", None, None)
    assert [ask["text"] for ask in shown["asks"]] == [*reversed(NEWS)], "what came later is no reason"
    assert await ben.status("GET", f"/api/rooms/{shown['asks'][0]['room']}") == 200
    assert await ann.ok("GET", "/api/habits") == []
    await ben.ok("POST", f"/api/inbox/{shown['notice']}/act", {"action": "make"})
    made = await ben.ok(
        "POST", "/api/tasks", {"instruction": NEWS[0], "timetable": {"schedule": MORNING, "zone": "UTC"}}
    )
    (rests,) = await ben.ok("GET", "/api/habits")
    assert rests["task"] == made["id"]
    assert rests["until"] == (datetime.fromisoformat(shown["at"]) + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for remembered in (1, 0):
        house.clock.advance(16 * 86_400)
        assert len(await ben.ok("GET", "/api/habits")) == remembered


async def test_one_that_was_dismissed_does_not_come_again_for_thirty_days(house: House) -> None:  # noqa: F811
    ben = await house.member("Ben")
    for n, text in enumerate(NEWS):
        await say(house, ben, text, days=bool(n))
    (notice,) = await offered(ben)
    await ben.ok("POST", f"/api/inbox/{notice['id']}/act", {"action": "dismiss"})
    for _ in range(9):
        await say(house, ben, NEWS[0], days=3)
        assert await offered(ben) == []
    await say(house, ben, NEWS[1], days=3.1)
    assert len(await offered(ben)) == 1


async def test_nothing_is_suggested_that_a_task_does(house: House) -> None:  # noqa: F811
    ben = await house.member("Ben")
    body = {"instruction": NEWS[0], "timetable": {"schedule": MORNING, "zone": "UTC"}}
    await ben.ok("POST", "/api/tasks", body)
    for n, text in enumerate(NEWS):
        await say(house, ben, text, days=bool(n))
    assert await offered(ben) == []


async def test_what_others_ask_is_nobodys_habit(house: House) -> None:  # noqa: F811
    ben, eva = await house.member("Ben"), await house.member("Eva")
    await say(house, ben, NEWS[0])
    await say(house, eva, NEWS[1])
    await say(house, ben, NEWS[2], days=1)
    assert await offered(ben) == await offered(eva) == []


def asks(*told: tuple[float, str], **more: Any) -> list[Ask]:
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    made = [Ask(now - timedelta(hours=ago), text, {"text": text, "n": n, **more}) for n, (ago, text) in enumerate(told)]
    return sorted(made, key=lambda ask: ask.at, reverse=True)


@pytest.mark.parametrize(
    ("told", "more", "found"),
    [
        ([(0, NEWS[0]), (24, NEWS[1]), (48, NEWS[2])], {}, True),
        ([(0, NEWS[0]), (1, NEWS[1]), (2, NEWS[2])], {}, False),  # one day
        ([(0, NEWS[0]), (24, NEWS[1])], {}, False),  # twice
        ([(0, NEWS[0]), (24, "Write a poem about the sea and its ships"), (48, NEWS[2])], {}, False),
        ([(0, "A different thing entirely today"), (1, NEWS[0]), (24, NEWS[1]), (48, NEWS[2])], {}, False),
        ([(0, "shorter please"), (24, "shorter please"), (48, "shorter please")], {}, False),
        ([(0, NEWS[0]), (24, NEWS[1]), (48, NEWS[2])], {"run": "t:1:x"}, False),
        ([(0, NEWS[0]), (24, NEWS[1]), (48, NEWS[2])], {"selection": {"quote": "x"}}, False),
        ([(0, ""), (24, ""), (48, "")], {}, False),
        ([], {}, False),
    ],
)
def test_what_is_a_habit(told: list[tuple[float, str]], more: dict[str, Any], found: bool) -> None:
    assert (habit(asks(*told, **more), "UTC") is not None) == found


def test_days_are_those_of_the_person() -> None:
    """13:30, 12:00 and 10:30 UTC of one day are two days in Auckland."""
    told = asks((-1.5, NEWS[0]), (0, NEWS[1]), (1.5, NEWS[2]))
    assert habit(told, "UTC") is None
    found = habit(told, "Pacific/Auckland")
    assert found is not None and (found.days, found.usual) == (2, "01:00")


def test_words_alone_decide_what_is_alike() -> None:
    assert alike(words("Fasse die neuesten KI-Nachrichten zusammen"), words("fasse heute KI-Nachrichten zusammen!"))
    assert not alike(words("Weather in Berlin"), words("Weather in Rome and trains to Milan"))
    assert not alike(words("😀 12 ??"), words("😀 12 ??"))
