"""R9: whatever a provider does, the turn ends, a sentence says why, the document is whole and a retry works.

The real program with a connection made over the API to a provider on this machine; silence, which would take a
minute to be given up on, in the test's own process with shorter patience.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gesso.model.connections import Connection
from gesso.model.remote import RemoteModel
from tests.faults.provider import Provider, misbehaving
from tests.program import Client, Program, free_port
from tests.room.test_turns import desk

DOCUMENT = "# The fox\n\nOnce there was a fox. 🦊\n\nIt ran — quickly — through the 字 wood.\n\nThe end.\n"
NEW = "It strolled, at ease and humming an old tune, through the quiet 字 wood until the evening came."
EDIT = ("edit", {"edits": [{"block": 3, "op": "replace", "text": NEW}]})
BOOK = "".join(f"Sentence {n} of the book tells of a fox, a crow and some é cheese. 🦊\n" for n in range(60))
WRITE = ("open_canvas", {"kind": "document", "title": "Book", "text": BOOK})

ANSWERING = ("429", "500", "401", "402", "404", "400-long", "half-token", "bad-utf8", "long-line", "broken-json",
             "empty", "empty-stream", "cut", "error-event", "quiet-end")  # fmt: skip
CALLING = ("cut", "half-token", "bad-utf8", "long-line", "out-of-room")


@dataclass
class Scene:
    """A signed-in client, a provider connected as a model, and a conversation with one document."""

    client: Client
    provider: Provider
    model: str
    room: str
    canvas: str

    async def ask(self) -> dict[str, Any]:
        path = f"/api/rooms/{self.room}/messages"
        return dict(await self.client.call("POST", path, text="Make it slower", model=self.model, wait_s=30))

    async def again(self, message: str) -> dict[str, Any]:
        path = f"/api/rooms/{self.room}/regenerate"
        return dict(await self.client.call("POST", path, message=message, model=self.model, wait_s=30))

    async def text(self, canvas: str = "") -> str:
        return str((await self.client.call("GET", f"/api/canvases/{canvas or self.canvas}"))["text"])

    async def opened(self) -> list[str]:
        """Canvases beside the first, oldest first."""
        found = (await self.client.call("GET", f"/api/rooms/{self.room}"))["canvases"]
        return [canvas["id"] for canvas in found if canvas["id"] != self.canvas]

    async def undo(self, canvas: str, turn: str) -> None:
        await self.client.call("POST", f"/api/canvases/{canvas}/undo", turn=turn)


class Desk:
    """The program of all these tests. Its session and connection are made once: both are acts that are counted."""

    def __init__(self, program: Program) -> None:
        self.program, self.port = program, free_port()
        self.cookies: dict[str, str] = {}
        self.model = ""

    async def client(self) -> Client:
        if not self.cookies:
            first = await Client.signed_in(self.program)
            self.cookies = dict(first.http.cookies)
            await first.close()
        client = Client(self.program.url)
        client.http.cookies.update(self.cookies)
        return client

    async def connect(self, client: Client, provider: Provider) -> str:
        """A new connection to `provider`; its model's id."""
        before = {m["id"] for m in (await client.call("GET", "/api/models"))["models"]}
        body = {"provider": "compatible", "name": "Fake", "base_url": provider.base_url}
        after = await client.call("POST", "/api/models", **body)
        [found] = [m["id"] for m in after["models"] if m["id"] not in before and m["id"].endswith("/fake-large")]
        return str(found)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Program(tmp_path_factory.mktemp("faults") / "data") as running:
        yield Desk(running)
    assert "Traceback" not in running.log(), running.log()[-3000:]


@pytest.fixture
async def scene(program: Desk) -> AsyncIterator[Scene]:
    async with misbehaving(program.port) as provider:
        client = await program.client()
        program.model = program.model or await program.connect(client, provider)
        room = (await client.call("POST", "/api/rooms", title="Faults"))["id"]
        body = {"kind": "document", "title": "Fox", "text": DOCUMENT}
        canvas = (await client.call("POST", f"/api/rooms/{room}/canvases", **body))["id"]
        provider.requests.clear()
        yield Scene(client, provider, program.model, room, canvas)
        await client.close()


def plain(problem: dict[str, Any] | None) -> None:
    """A sentence for people: begins with a capital, ends with a full stop, and shows nothing of the machinery."""
    assert problem is not None
    said = problem["message"]
    assert re.fullmatch(r"[A-Z].{20,400}\.", said), said
    assert not re.search(r"Error\b|Exception|Traceback|httpx|pydantic|openai\.|0x[0-9a-f]+|<class|\{'", said), said


@pytest.mark.parametrize("fault", ANSWERING)
async def test_a_bad_answer_ends_the_turn_and_a_retry_works(scene: Scene, fault: str) -> None:
    scene.provider.fault = fault
    ended = await scene.ask()
    assert ended["outcome"] == "failed"
    plain(ended["problem"])
    assert await scene.text() == DOCUMENT
    scene.provider.fault = ""
    assert (await scene.again(ended["message"]))["outcome"] == "done"
    room = await scene.client.call("GET", f"/api/rooms/{scene.room}")
    assert room["turn"] is None, "nothing is left running"
    assert await scene.text() == DOCUMENT


@pytest.mark.parametrize("fault", CALLING)
async def test_an_edit_that_breaks_off_changes_nothing(scene: Scene, fault: str) -> None:
    scene.provider.call, scene.provider.fault = EDIT, fault
    ended = await scene.ask()
    assert ended["outcome"] == "failed"
    plain(ended["problem"])
    assert await scene.text() == DOCUMENT
    assert await scene.client.call("GET", f"/api/canvases/{scene.canvas}/suggestions") == []
    scene.provider.fault = ""
    again = await scene.again(ended["message"])
    assert again["outcome"] == "done"
    assert await scene.text() == DOCUMENT.replace("It ran — quickly — through the 字 wood.", NEW)
    await scene.undo(scene.canvas, again["turn"])
    assert await scene.text() == DOCUMENT


@pytest.mark.parametrize("fault", CALLING)
async def test_a_document_that_breaks_off_is_a_beginning_that_can_be_undone(scene: Scene, fault: str) -> None:
    scene.provider.call, scene.provider.fault, scene.provider.every_s = WRITE, fault, 0.001
    ended = await scene.ask()
    assert ended["outcome"] == "failed"
    plain(ended["problem"])
    assert await scene.text() == DOCUMENT, "the other document was not touched"
    [begun] = await scene.opened()
    text = await scene.text(begun)
    assert BOOK.startswith(text) and len(text) > len(BOOK) // 2, "all that had arrived is there, and nothing else"
    await scene.undo(begun, ended["turn"])
    assert await scene.text(begun) == ""
    scene.provider.fault, scene.provider.every_s = "", 0
    assert (await scene.again(ended["message"]))["outcome"] == "done"
    assert await scene.text((await scene.opened())[-1]) == BOOK


async def test_an_answer_that_ends_without_a_reason_but_says_so_is_whole(scene: Scene) -> None:
    scene.provider.fault = "no-reason"
    ended = await scene.ask()
    assert ended["outcome"] == "done"
    turn = await scene.client.call("GET", f"/api/rooms/{scene.room}/turns/{ended['turn']}")
    assert turn["text"] == scene.provider.words


@pytest.mark.parametrize("call", [EDIT, WRITE])
async def test_broken_arguments_are_refused_and_harm_nothing(scene: Scene, call: tuple[str, dict[str, Any]]) -> None:
    scene.provider.call, scene.provider.fault = call, "broken-json"
    ended = await scene.ask()
    assert ended["outcome"] == "done", "the model was told, and came to an end"
    told = [m["content"] for _, _, asked in scene.provider.requests if asked for m in asked["messages"]
            if m["role"] == "tool"]  # fmt: skip
    assert told and "not valid JSON" in str(told[-1])
    assert await scene.text() == DOCUMENT
    for begun in await scene.opened():
        assert BOOK.startswith(await scene.text(begun))
        assert begun in str(told[-1]), "so that it goes on there"


@pytest.mark.parametrize("call", [None, EDIT, WRITE])
async def test_a_provider_that_hangs_can_be_stopped(scene: Scene, call: tuple[str, dict[str, Any]] | None) -> None:
    scene.provider.call, scene.provider.fault = call, "hang" if call else "hang-later"
    asking = asyncio.create_task(scene.ask())
    async with asyncio.timeout(10):
        while not (turn := (await scene.client.call("GET", f"/api/rooms/{scene.room}"))["turn"]):
            await asyncio.sleep(0.02)
        while not (scene.provider.requests and scene.provider.requests[-1][2]):
            await asyncio.sleep(0.02)
        stopped = await scene.client.call("POST", f"/api/rooms/{scene.room}/turns/{turn}/stop")
        ended = await asking
    assert stopped["outcome"] == ended["outcome"] == "stopped"
    assert await scene.text() == DOCUMENT
    scene.provider.fault, scene.provider.call = "", None
    assert (await scene.again(ended["message"]))["outcome"] == "done"


async def test_an_answer_without_end_can_be_stopped_and_is_hung_up_on(scene: Scene) -> None:
    scene.provider.fault = "endless"
    path = f"/api/rooms/{scene.room}/messages"
    started = await scene.client.call("POST", path, text="go on", model=scene.model)
    turn = f"/api/rooms/{scene.room}/turns/{started['turn']}"
    async with asyncio.timeout(10):
        while "and on" not in (await scene.client.call("GET", turn))["text"]:
            await asyncio.sleep(0.02)
        await scene.client.call("POST", f"{turn}/stop")
        await scene.provider.hung_up.wait()
    assert (await scene.client.call("GET", turn))["outcome"] == "stopped"


async def test_a_provider_that_went_away_is_said_to_be_away(scene: Scene, program: Desk) -> None:
    async with misbehaving() as other:
        gone = await program.connect(scene.client, other)
    scene.model, kept = gone, scene.model
    ended = await scene.ask()
    assert ended["outcome"] == "failed"
    plain(ended["problem"])
    assert "cannot be reached" in ended["problem"]["message"]
    scene.model = kept
    assert (await scene.again(ended["message"]))["outcome"] == "done"


@pytest.mark.parametrize("call", [None, EDIT, WRITE])
@pytest.mark.parametrize("fault", ["hang", "hang-later"])
async def test_silence_is_given_up_on(tmp_path: Path, fault: str, call: tuple[str, dict[str, Any]] | None) -> None:
    async with misbehaving() as provider:
        provider.fault, provider.call = "hang" if call else fault, call
        connection = Connection(id="c", provider="compatible", name="Fake", base_url=provider.base_url)
        model = RemoteModel(
            connection, "fake-large", id="c/x", context_tokens=9000, first_chunk_s=1.5, next_chunk_s=0.4
        )
        async with desk(tmp_path, model) as d:
            canvas = await d.canvas(DOCUMENT)
            started = await d.say("Make it slower")
            turn = d.turn(started)
            assert turn.outcome == "failed" and turn.problem.code == "timeout"
            plain(turn.problem.model_dump())
            assert canvas.text == DOCUMENT and not canvas.marks.drafts and not canvas.marks.suggestions
            for row in d.room.state.canvases.values():
                if row.id != canvas.id:
                    assert BOOK.startswith((await d.workspace.canvas(row.id)).text)
            again = await retry(d, provider, started)
            assert again.outcome == "done"
        await model.aclose()


async def retry(d: Any, provider: Provider, started: Any) -> Any:
    """The same message again, to a provider that is well."""
    from tests.room.test_turns import ANNA

    provider.fault, provider.call = "", None
    again = await d.turns.regenerate(ANNA, d.room.id, started.message)
    return await d.turns.wait(d.room, again.turn, 20)
