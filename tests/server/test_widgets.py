"""What is done in a widget, through HTTP: who did it is on the log, an agent sees it, and nothing else can be done."""

import json
from typing import Any

from gesso.agent.history import messages_before
from gesso.agent.scene import Scene
from gesso.agent.trust.reading import texts_of
from gesso.widgets.reading import key_of
from tests.server.conftest import Client, House
from tests.widgets.examples import EXAMPLES

FENCED = "\n\n".join(f"```widget\n{json.dumps(EXAMPLES[kind])}\n```" for kind in ("form", "choice", "quiz", "plan"))


def key(kind: str) -> str:
    return key_of(json.dumps(EXAMPLES[kind]))


async def act(client: Client, room: str, place: str, kind: str, act: str, values: dict[str, str]) -> tuple[int, Any]:
    body = {"place": place, "widget": key(kind), "act": act, "values": values}
    answer = await client.request("POST", f"/api/rooms/{room}/widgets", json=body)
    return answer.status_code, answer.json()


async def test_what_people_do_is_on_the_log_with_who_did_it(house: House) -> None:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    room, canvas = await house.room(anna, f"# Trip\n\n{FENCED}\n")
    live = await house.parts.workspace.room(room)

    status, told = await act(anna, room, canvas, "quiz", "answer", {"1": "1"})
    assert status == 201 and told["turn"] is None and "which is wrong; right is “1883”" in told["words"]
    assert (await act(anna, room, canvas, "quiz", "answer", {"1": "2"}))[0] == 409, "the first answer counts"
    assert (await act(ben, room, canvas, "quiz", "answer", {"1": "2"}))[0] == 404, "not his room"
    assert (await act(anna, room, canvas, "plan", "tick", {"2": "yes"}))[0] == 201

    status, told = await act(anna, room, canvas, "form", "submit", {"From": "Kiel", "Seats": "2", "Class": "First"})
    assert status == 201 and told["turn"]
    await house.parts.turns.ended(told["turn"])
    said = live.state.messages[told["message"]]
    assert (
        said.by == anna.id and said.text == "“Your trip”:\n- From: Kiel\n- Seats: 2\n- Class: First\n- Quiet coach: no"
    )
    status, answer = await act(anna, room, canvas, "form", "submit", {"From": "Rome"})
    assert status == 409 and "answered this already" in answer["error"]["message"]

    assert [(each.by, each.act.act, each.act.values) for each in live.state.acts] == [
        (anna.id, "answer", {"1": "1"}), (anna.id, "tick", {"2": "yes"}),
        (anna.id, "submit", {"From": "Kiel", "Seats": "2", "Class": "First", "Quiet coach": "no"}),
    ]  # fmt: skip
    rows = (await anna.ok("GET", "/api/audit"))["rows"]
    assert [row["tool"] for row in rows if row["what"] == "acted"] == ["widget_submit", "widget_tick", "widget_answer"]


async def test_the_agent_sees_what_was_done_and_the_words_of_a_widget_are_nobodys(house: House) -> None:
    anna = await house.member("Anna")
    room, canvas = await house.room(anna, FENCED)
    live = await house.parts.workspace.room(room)
    await anna.ok("POST", f"/api/rooms/{room}/messages", {"text": "hello", "wait_s": 20})
    await act(anna, room, canvas, "plan", "tick", {"2": "yes"})
    _, told = await act(anna, room, canvas, "choice", "choose", {"Warm": "yes"})
    await house.parts.turns.ended(told["turn"])
    before = messages_before(live.state, told["message"])
    assert "[Anna: step 2 of “Moving house” ticked: “Pack the books”]" in before[-1].text

    turn = live.state.turns[told["turn"]]
    origins = {text.text: text.origin for text in texts_of(live.state, turn, Scene(ask="x"), {})}
    assert origins["hello"] == "person" and origins["“Warm” (chosen for “Which tone?”)"] == "document"
    _, told = await act(anna, room, canvas, "form", "submit", {"From": "b@c.org", "Class": "Second"})
    await house.parts.turns.ended(told["turn"])
    turn = live.state.turns[told["turn"]]
    typed = [text.text for text in texts_of(live.state, turn, Scene(ask="x"), {}) if text.origin == "person"]
    assert "b@c.org" in typed and not any("Second" in text for text in typed), "typed words alone are the person's"


async def test_nothing_is_taken_that_the_widget_does_not_offer(house: House) -> None:
    anna = await house.member("Anna")
    room, canvas = await house.room(anna, FENCED)
    wrong: list[tuple[str, str, dict[str, str]]] = [
        ("form", "submit", {}), ("form", "submit", {"Day": "2026-01-01"}), ("form", "submit", {"From": "a", "To": "b"}),
        ("form", "submit", {"From": "a", "Day": "tomorrow"}), ("form", "submit", {"From": "a", "Seats": "two"}),
        ("form", "submit", {"From": "a", "Class": "Third"}), ("form", "submit", {"From": "a", "Quiet coach": "maybe"}),
        ("form", "submit", {"From": "a" * 301}), ("form", "choose", {"From": "yes"}),
        ("choice", "choose", {}), ("choice", "choose", {"Cold": "yes"}),
        ("choice", "choose", {"Warm": "yes", "Plain": "yes"}),
        ("quiz", "answer", {"3": "1"}), ("quiz", "answer", {"1": "4"}), ("quiz", "answer", {"1": "0"}),
        ("quiz", "answer", {"1": "1", "2": "1"}), ("quiz", "answer", {"one": "1"}), ("quiz", "answer", {"²": "1"}),
        ("plan", "tick", {"9": "yes"}), ("plan", "tick", {"1": "perhaps"}), ("plan", "submit", {"1": "yes"}),
    ]  # fmt: skip
    for kind, doing, values in wrong:
        status, answer = await act(anna, room, canvas, kind, doing, values)
        assert status == 422 and answer["error"]["message"], (kind, values, answer)
    gone = {"place": canvas, "widget": "0" * 16, "act": "tick", "values": {"1": "yes"}}
    assert await anna.status("POST", f"/api/rooms/{room}/widgets", gone) == 404
    live = await house.parts.workspace.room(room)
    assert live.state.acts == []
