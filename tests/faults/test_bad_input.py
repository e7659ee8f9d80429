"""Input that is odd, huge or hostile, through every door of the real program: stored as it is, or plainly refused.

What is asserted each time: nothing else changed, nobody else was disturbed, and what goes out is what came in.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets
from websockets.asyncio.client import ClientConnection

from gesso.server.sockets import BURST_S, CHANGES_PER_S
from tests.program import Client, Program, Typist, until

PLAIN = "# Fox\n\nA quick fox.\n\nIt ran.\n"
LONG_LINE = "word and 字 and 🦊, " * 12_500
TEXTS = {
    "crlf": "# Title\r\n\r\nOne é line.\r\nTwo 😀 lines.\r\n",
    "mixed line ends": "one\r\ntwo\nthree\rfour\n",
    "no final line end": "# Title\n\nNo end",
    "tabs": "\tcode\n\n-\titem\n\t- nested\n\na\tb\n",
    "emoji": "👩‍👩‍👧‍👦 family, 🏳️‍🌈 flag, 👍🏽 skin, 🇩🇪 letters\n\nsecond 🦊 paragraph\n",
    "combining": "e\u0301 is not é; Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d zalgo\n\n\u0301alone\n",
    "right to left": "# כותרת\n\nשלום עולם، مرحبا 123 abc\n\n\u202eoverride\u202c and \u2067isolate\u2069\n",
    "unclosed fence": "before\n\n```python\nprint('never closed')\n\n# not a heading\n",
    "colons": "::: note\ninside\n\n:::: outer\n::: inner\n:::\n\n:::\n",
    "templates": "$& $1 $$ $` $' \\1 \\g<0> \\n {0} {{x}} %s %(a)s\n\nsecond $& \\1\n",
    "nested tables": "| a | b |\n|---|---|\n| | x | | y |\n| `|` | \\| |\n\n| | |\n|-|-|\n|<table><tr><td>| |\n",
    "separators": "line\u2028separator\u2029paragraph\x0bvertical\x0cfeed\x85next\n\n\ufeffmark \ufffe \uffff\n",
    "only white space": " \n\t\n  \n\n",
    "only line ends": "\n" * 3_000,
    "many marks": "*" * 5_000 + "\n\n" + "> " * 2_000 + "deep\n\n" + "[" * 5_000 + "\n\n" + "#" * 500 + " x\n",
    "one long line": LONG_LINE,
    "empty": "",
}
WORDS = ["$& $1 $$ \\1 \\g<0> {0}", "::: x", "``` y", "字 👩‍👩‍👧‍👦 e\u0301 \u202e", "<b>&amp;</b>", "-\titem"]
UNSTORABLE = {"block": 2, "text": "A \x00 and \ud800 half.", "why": "\x00"}
RULES = [
    {"tool": ".*", "steps": [{"type": "say", "text": "Done."}]},
    {"user": r"edit block (\d+) as (.*)", "steps": [
        {"type": "call", "name": "edit", "args": {"edits": [{"block": "{1}", "text": "{2}"}]}}]},
    {"user": r"quote «(.*?)» becomes (.*)", "steps": [
        {"type": "call", "name": "edit", "args": {"edits": [{"quote": "{1}", "text": "{2}"}]}}]},
    {"user": "say unstorable", "steps": [{"type": "think", "text": "a \x00 b \ud83d c"},
                                         {"type": "say", "text": "A \x00 and \ud800 half."}]},
    {"user": "write unstorable", "steps": [
        {"type": "call", "name": "edit", "args": {"edits": [UNSTORABLE]}}]},
    {"user": "open unstorable", "steps": [
        {"type": "call", "name": "open_canvas", "args": {"title": "\x00 \ud800", "text": "\x00 \udfff\n"}}]},
    {"user": "odd arguments", "steps": [{"type": "call", "name": "edit", "args": {"edits": [{"block": 10**30}]}}]},
    {"user": "unknown tool", "steps": [{"type": "call", "name": "rm \x00 -rf", "args": {}}]},
    {"user": "", "steps": [{"type": "say", "text": "Here."}]},
]  # fmt: skip


class Desk:
    """The program of all these tests, signed in once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.cookies: dict[str, str] = {}

    async def client(self) -> Client:
        if not self.cookies:
            first = await Client.signed_in(self.program)
            self.cookies = dict(first.http.cookies)
            await first.close()
        client = Client(self.program.url)
        client.http.cookies.update(self.cookies)
        return client


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Program(tmp_path_factory.mktemp("input") / "data", RULES) as running:
        yield Desk(running)
    assert "Traceback" not in running.log(), running.log()[-3000:]


@pytest.fixture
async def client(program: Desk) -> AsyncIterator[Client]:
    found = await program.client()
    yield found
    await found.close()


async def room_of(client: Client) -> str:
    return str((await client.call("POST", "/api/rooms", title="Odd"))["id"])


async def canvas_of(client: Client, text: str, room: str = "", kind: str = "document") -> str:
    room = room or await room_of(client)
    body = {"kind": kind, "title": "Odd", "text": text}
    return str((await client.call("POST", f"/api/rooms/{room}/canvases", **body))["id"])


async def text_of(client: Client, canvas: str) -> str:
    return str((await client.call("GET", f"/api/canvases/{canvas}"))["text"])


async def refused(client: Client, method: str, path: str, status: int, **body: Any) -> str:
    """The sentence of a refusal."""
    answer = await client.http.request(method, path, json=body)
    assert answer.status_code == status, answer.text[:300]
    said = str(answer.json()["error"]["message"])
    assert said.endswith(".") and len(said) < 500 and "Traceback" not in said
    return said


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("kind", ["document", "code"])
async def test_a_text_goes_out_as_it_came_in(client: Client, text: str, kind: str) -> None:
    canvas = await canvas_of(client, text, kind=kind)
    exported = await client.http.get(f"/api/canvases/{canvas}/export")
    assert exported.content == text.encode()
    held = await text_of(client, canvas)
    assert held == (text.replace("\r\n", "\n") if text == TEXTS["crlf"] else text)
    blocks = (await client.call("GET", f"/api/canvases/{canvas}/blocks"))["blocks"]
    for block in blocks:
        assert held[block["start"] : block["end"]] == block["text"]
    blame = await client.call("GET", f"/api/canvases/{canvas}/blame")
    assert sum(run["length"] for run in blame["runs"]) == len(held)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_an_edit_touches_its_block_alone_and_is_undone_exactly(client: Client, text: str) -> None:
    canvas = await canvas_of(client, text)
    held = await text_of(client, canvas)
    for block in (await client.call("GET", f"/api/canvases/{canvas}/blocks"))["blocks"][:3]:
        edit = {"block": block["number"], "op": "replace", "text": "new $& \\1 words"}
        done = await client.call("POST", f"/api/canvases/{canvas}/edits", edits=[edit])
        after = await text_of(client, canvas)
        assert after.startswith(held[: block["start"]]) and after.endswith(held[block["end"] :])
        assert "$& \\1" in after[block["start"] : len(after) - len(held) + block["end"]]
        await client.call("POST", f"/api/canvases/{canvas}/undo", turn=done["turn"])
        assert await text_of(client, canvas) == held
    assert (await client.http.get(f"/api/canvases/{canvas}/export")).content == text.encode()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_writing_the_whole_text_over_another_and_back(client: Client, text: str) -> None:
    canvas = await canvas_of(client, PLAIN)
    await client.call("PUT", f"/api/canvases/{canvas}/text", text=text)
    held = await text_of(client, canvas)
    assert held in (text, text.replace("\r\n", "\n"))
    await client.call("PUT", f"/api/canvases/{canvas}/text", text=PLAIN)
    assert await text_of(client, canvas) == PLAIN
    assert (await client.call("GET", f"/api/canvases/{canvas}/versions/1"))["text"] == PLAIN


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_a_conversation_exported_and_imported_has_the_same_files(client: Client, text: str) -> None:
    room = await room_of(client)
    await canvas_of(client, text, room)
    await client.call("POST", f"/api/rooms/{room}/messages", text="hello", wait_s=20)
    packed = (await client.http.get(f"/api/rooms/{room}/export")).content
    headers = {"content-type": "application/x-ndjson"}
    answer = await client.http.post("/api/import", content=packed, headers=headers)
    assert answer.status_code == 201, answer.text
    [copy] = answer.json()["rooms"]
    [canvas] = (await client.call("GET", f"/api/rooms/{copy}"))["canvases"]
    assert (await client.http.get(f"/api/canvases/{canvas['id']}/export")).content == text.encode()


@pytest.mark.parametrize("words", WORDS)
async def test_a_models_words_are_never_a_template(client: Client, words: str) -> None:
    room = await room_of(client)
    canvas = await canvas_of(client, PLAIN, room)
    for ask in (f"edit block 2 as {words}", f"quote «{words.splitlines()[0]}» becomes A quick fox."):
        ended = await client.call("POST", f"/api/rooms/{room}/messages", text=ask, wait_s=20)
        assert ended["outcome"] == "done"
        if ask.startswith("edit"):
            assert await text_of(client, canvas) == PLAIN.replace("A quick fox.", words)
    assert "A quick fox." in await text_of(client, canvas)


@pytest.mark.parametrize(
    "ask", ["say unstorable", "write unstorable", "open unstorable", "odd arguments", "unknown tool"]
)
async def test_what_a_model_says_can_always_be_stored_and_read_again(client: Client, ask: str) -> None:
    room = await room_of(client)
    canvas = await canvas_of(client, PLAIN, room)
    ended = await client.call("POST", f"/api/rooms/{room}/messages", text=ask, wait_s=20)
    assert ended["outcome"] == "done" or ended["problem"]["code"] != "internal"
    log = await client.http.get(f"/api/rooms/{room}/events")
    assert log.status_code == 200
    said = json.dumps(log.json(), ensure_ascii=False)  # a NUL would be written as an escape with one backslash
    assert said.encode() and "\\u0000" not in said.replace("\\\\", "")
    for found in (await client.call("GET", f"/api/rooms/{room}"))["canvases"]:
        text = await text_of(client, found["id"])
        assert "\x00" not in text and text.encode()
    if ask != "write unstorable":
        assert await text_of(client, canvas) == PLAIN
    again = await client.call("POST", f"/api/rooms/{room}/messages", text="hello", wait_s=20)
    assert again["outcome"] == "done", "the conversation goes on"


@pytest.mark.parametrize("quote", ["o", "A slow fox.", "a quick fox", "A quick.*", "", " "])
async def test_a_quote_that_is_not_there_exactly_once_changes_nothing(client: Client, quote: str) -> None:
    canvas = await canvas_of(client, PLAIN)
    both = [{"quote": "It ran.", "text": "It flew."}, {"quote": quote, "text": "x"}]
    said = await refused(client, "POST", f"/api/canvases/{canvas}/edits", 422, edits=both)
    assert said
    assert await text_of(client, canvas) == PLAIN, "all or none"


async def test_a_model_with_a_wrong_quote_is_told_and_harms_nothing(client: Client) -> None:
    room = await room_of(client)
    canvas = await canvas_of(client, PLAIN, room)
    for quote in ("A slow fox.", "o"):
        ask = f"quote «{quote}» becomes x"
        ended = await client.call("POST", f"/api/rooms/{room}/messages", text=ask, wait_s=20)
        assert ended["outcome"] == "done"
        assert await text_of(client, canvas) == PLAIN


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", "\udfff"])
async def test_what_cannot_be_stored_is_refused_by_name_at_every_door(client: Client, bad: str) -> None:
    room = await room_of(client)
    canvas = await canvas_of(client, PLAIN, room)
    doors: list[tuple[str, str, dict[str, Any]]] = [
        ("PUT", f"/api/canvases/{canvas}/text", {"text": bad}),
        ("POST", f"/api/canvases/{canvas}/edits", {"edits": [{"block": 2, "text": bad}]}),
        ("POST", f"/api/canvases/{canvas}/edits", {"edits": [{"quote": bad, "text": "x"}]}),
        ("PUT", f"/api/canvases/{canvas}/selection", {"quote": bad}),
        ("PATCH", f"/api/canvases/{canvas}", {"title": bad}),
        ("POST", f"/api/rooms/{room}/canvases", {"kind": "document", "title": bad, "text": "x"}),
        ("POST", f"/api/rooms/{room}/messages", {"text": bad}),
        ("PATCH", f"/api/rooms/{room}", {"title": bad}),
    ]
    for method, path, body in doors:
        content = json.dumps(body)  # escapes, as JSON allows, what is no text at all
        answer = await client.http.request(method, path, content=content, headers={"content-type": "application/json"})
        assert answer.status_code == 422, (path, answer.text)
        said = answer.json()["error"]["message"]
        assert "NUL" in said or "surrogate" in said, said
    assert await text_of(client, canvas) == PLAIN


@pytest.mark.slow
async def test_ten_megabytes_are_taken_by_put_and_refused_elsewhere(client: Client) -> None:
    room = await room_of(client)
    canvas = await canvas_of(client, PLAIN, room)
    line = "A line of a very long é document about foxes and what they say. 🦊\n"
    big = line * (9_900_000 // len(line))
    began = time.monotonic()
    await client.call("PUT", f"/api/canvases/{canvas}/text", text=big)
    assert time.monotonic() - began < 25
    assert (await client.http.get(f"/api/canvases/{canvas}/export")).content == big.encode()
    for path, body in (
        (f"/api/canvases/{canvas}/edits", {"edits": [{"block": 1, "text": big}]}),
        (f"/api/rooms/{room}/messages", {"text": big}),
    ):
        assert "bytes" in await refused(client, "POST", path, 413, **body)
    too_much = big + line * 2_000_000 + "x"
    assert await refused(client, "PUT", f"/api/canvases/{canvas}/text", 413, text=too_much[:13_000_000])
    assert await refused(client, "POST", f"/api/rooms/{room}/messages", 422, text="x" * 300_000)
    ended = await client.call("POST", f"/api/rooms/{room}/messages", text="hello", wait_s=30)
    assert ended["outcome"] == "done"


def test_corpus_is_what_the_contract_lists() -> None:
    assert len(LONG_LINE) >= 200_000 and "\n" not in LONG_LINE


# ------------------------------------------------------------------ sockets


@asynccontextmanager
async def socket(client: Client, canvas: str, name: str = "hostile-client") -> AsyncIterator[ClientConnection]:
    url = client.url.replace("http", "ws") + f"/api/canvases/{canvas}/socket"
    headers = {"Cookie": client.cookie}
    async with websockets.connect(
        url, additional_headers=headers, origin=websockets.Origin(client.url), max_size=None
    ) as found:
        await found.send(json.dumps({"t": "hello", "client": name, "version": -1}))
        yield found


async def until_kind(found: ClientConnection, *kinds: str) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while True:
            frame = json.loads(await found.recv())
            if frame["t"] in kinds:
                return dict(frame)


UNITS = len(PLAIN)
HOSTILE = {
    "a version that never was": {"t": "push", "version": 40, "changes": [[UNITS]]},
    "a negative version": {"t": "push", "version": -1, "changes": [[UNITS]]},
    "a float": {"t": "push", "version": 1, "changes": [[0.5, UNITS]]},
    "infinity": {"t": "push", "version": 1, "changes": [[float("inf")]]},
    "a truth value": {"t": "push", "version": 1, "changes": [[True, UNITS - 1]]},
    "a length that is wrong": {"t": "push", "version": 1, "changes": [[UNITS + 1]]},
    "a deletion past the end": {"t": "push", "version": 1, "changes": [[[UNITS * 9]]]},
    "a huge count": {"t": "push", "version": 1, "changes": [[2**53]]},
    "nested lists": {"t": "push", "version": 1, "changes": [[[[[[[1]]]]]]]},
    "a line end inside a line": {"t": "push", "version": 1, "changes": [[[0, "a\nb"], UNITS]]},
    "many parts": {"t": "push", "version": 1, "changes": [[1] * 50_000]},
    "many changes": {"t": "push", "version": 1, "changes": [[UNITS]] * 5_000},
    "no list": {"t": "push", "version": 1, "changes": {"0": 1}},
    "more fields": {"t": "push", "version": 1, "changes": [[UNITS + 3]], "by": "user_other", "kind": "agent"},
    "too much at once": {"t": "push", "version": 1, "changes": [[[0, "x" * 210_000], UNITS]]},
    "a cursor outside": {"t": "cursor", "version": 1, "anchor": 10**9, "head": -1},
}


@pytest.mark.parametrize("frame", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_frame_is_refused_and_disturbs_nobody(client: Client, frame: dict[str, Any]) -> None:
    canvas = await canvas_of(client, PLAIN)
    other = Typist(client, canvas, "other-person")
    holding = asyncio.create_task(other.run())
    async with socket(client, canvas) as found:
        await until_kind(found, "opened")
        await until(lambda: other.connected)
        await found.send(json.dumps(frame))
        refusal = await until_kind(found, "refused")
        assert 20 < len(refusal["message"]) < 300 and "Error" not in refusal["message"]
    await other.type("[mine]", 0.5)
    await until(lambda: other.acknowledged == ["[mine]"])
    assert (await text_of(client, canvas)).replace("[mine]\n", "") == PLAIN
    assert other.version == 2, "nothing but the typist's own change was logged"
    holding.cancel()


@pytest.mark.parametrize("half", ["split", "delete half"])
async def test_half_of_a_pair_is_never_left_behind(client: Client, half: str) -> None:
    canvas = await canvas_of(client, "a🦊b\n")
    async with socket(client, canvas) as found:
        await until_kind(found, "opened")
        change: list[Any] = [2, [0, "x"], 3] if half == "split" else [1, [1], 3]
        await found.send(json.dumps({"t": "push", "version": 1, "changes": [change]}))
        await until_kind(found, "refused")
    assert await text_of(client, canvas) == "a🦊b\n"


async def test_a_frame_of_300_kb_ends_that_connection_only(client: Client) -> None:
    canvas = await canvas_of(client, PLAIN)
    other = Typist(client, canvas, "other-person")
    holding = asyncio.create_task(other.run())
    async with socket(client, canvas) as found:
        await until_kind(found, "opened")
        await until(lambda: other.connected)
        await found.send(json.dumps({"t": "push", "version": 1, "changes": [[[0, "x" * 300_000], UNITS]]}))
        with pytest.raises(websockets.ConnectionClosed):
            async with asyncio.timeout(10):
                while True:
                    await found.recv()
    await other.type("[mine]", 0.5)
    await until(lambda: other.acknowledged == ["[mine]"])
    assert (await text_of(client, canvas)).replace("[mine]\n", "") == PLAIN
    holding.cancel()


async def test_a_thousand_pushes_at_once_are_cut_off_while_others_type(client: Client) -> None:
    canvas = await canvas_of(client, PLAIN)
    other = Typist(client, canvas, "other-person")
    holding = asyncio.create_task(other.run())
    async with socket(client, canvas) as found:
        await until_kind(found, "opened")
        await until(lambda: other.connected)
        answers: list[dict[str, Any]] = []

        async def listen() -> None:
            async for message in found:
                answers.append(json.loads(message))

        listening = asyncio.create_task(listen())
        began = time.monotonic()
        try:
            for number in range(1_000):
                size = UNITS + 2 * number
                push = {"t": "push", "version": 1 + number, "changes": [[[0, "x", ""], size]]}
                await found.send(json.dumps(push))
        except websockets.ConnectionClosed:
            pass
        await asyncio.wait([listening], timeout=10)
        pace = CHANGES_PER_S * (BURST_S + time.monotonic() - began)
        listening.cancel()
    for number in range(20):
        await other.type(f"[mine-{number}]", 0.9)
    await until(lambda: len(other.acknowledged) == 20)
    assert any(frame["t"] == "refused" and frame["code"] == "too_much" for frame in answers)
    taken = sum(frame["t"] == "update" and frame["client"] == "hostile-client" for frame in answers)
    text = await text_of(client, canvas)
    rest = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("[mine-") and line != "x\n")
    assert rest == PLAIN
    assert taken <= text.count("x\n") <= pace + 1, "what was taken in was within the pace of one window"
    holding.cancel()


async def test_bytes_and_nonsense_over_http_are_refused(client: Client) -> None:
    canvas = await canvas_of(client, PLAIN)
    for content in (b"\xff\xfe", b"{", b"[" * 100_000, b'{"text": 1}', b'{"text": "a", "text2": "b"}', b"null", b""):
        answer = await client.http.put(
            f"/api/canvases/{canvas}/text", content=content, headers={"content-type": "application/json"}
        )
        assert 400 <= answer.status_code < 500, (content[:20], answer.status_code)
        assert answer.json()["error"]["message"]
    assert isinstance(answer, httpx.Response)
    assert await text_of(client, canvas) == PLAIN


async def test_a_file_to_import_keeps_its_line_ends(client: Client, tmp_path: Path) -> None:
    for text in (TEXTS["crlf"], TEXTS["mixed line ends"], TEXTS["right to left"]):
        headers = {"content-type": "text/markdown"}
        answer = await client.http.post("/api/import", content=text.encode(), headers=headers)
        [room] = answer.json()["rooms"]
        [canvas] = (await client.call("GET", f"/api/rooms/{room}"))["canvases"]
        assert (await client.http.get(f"/api/canvases/{canvas['id']}/export")).content == text.encode()


async def test_an_edit_written_with_crlf_fits_into_a_document_with_crlf(client: Client) -> None:
    canvas = await canvas_of(client, "# T\r\n\r\none\r\ntwo\r\n\r\nend\r\n")
    edits = [{"quote": "one\r\ntwo", "text": "1\r\n2"}]
    done = await client.call("POST", f"/api/canvases/{canvas}/edits", edits=edits)
    exported = await client.http.get(f"/api/canvases/{canvas}/export")
    assert exported.content == b"# T\r\n\r\n1\r\n2\r\n\r\nend\r\n"
    await client.call("POST", f"/api/canvases/{canvas}/undo", turn=done["turn"])
    exported = await client.http.get(f"/api/canvases/{canvas}/export")
    assert exported.content == b"# T\r\n\r\none\r\ntwo\r\n\r\nend\r\n"


async def test_carriage_returns_of_an_edit_do_not_get_into_a_document_without(client: Client) -> None:
    canvas = await canvas_of(client, PLAIN)
    await client.call("POST", f"/api/canvases/{canvas}/edits", edits=[{"quote": "It ran.", "text": "It ran.\r\nAway."}])
    assert await text_of(client, canvas) == PLAIN.replace("It ran.", "It ran.\nAway.")
