"""Servers that speak and draw, set by administrators and asked for real; a story as a storyboard."""

from pathlib import Path

import pytest

from gesso.media.mp3 import encoder_here
from gesso.model import voicing
from gesso.model.scripted import Call, Rule, Say
from tests.model.making_server import making_server, spoken

from .conftest import House, open_house

STORY = (
    "# The quay\n\nAnna Holm stood on the quay that night. “Go away,” said Anna Holm.\n\n"
    "Tom Reed laughed. “Never,” said Tom Reed. He walked off.\n"
)


async def test_a_server_that_speaks_reads_aloud_with_a_voice_for_each(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    _, canvas = await house.room(owner, STORY)
    async with making_server() as server:
        body = {"base_url": f"{server.base_url}/audio/speech", "model": "tts-1", "voices": ["one", "two", "three"]}
        assert await ben.status("PUT", "/api/voice", body) == 403
        shown = await owner.ok("PUT", "/api/voice", {**body, "key": "sk-secret"})
        assert shown["voices"] == ["one", "two", "three"] and shown["has_key"] and "sk-secret" not in str(shown)
        server.asked.clear()
        script = await owner.ok("GET", f"/api/canvases/{canvas}/script")
        assert script["engine"] == "server" and script["speakers"] == ["Anna Holm", "Tom Reed"]
        book = await owner.get(f"/api/canvases/{canvas}/audiobook")
        assert book.content.startswith(b"RIFF") and b"The quay\0" in book.content
        said = {sent["input"]: sent["voice"] for _, sent in server.asked}
        assert said["The quay"] == "one" and said["“Go away,”"] == "two" and said["“Never,”"] == "three"
        assert server.asked[0][0] == "Bearer sk-secret"
        count = len(server.asked)
        assert (await owner.get(f"/api/canvases/{canvas}/audiobook?format=vtt")).text.startswith("WEBVTT")
        assert len(server.asked) == count, "each sentence is spoken once"
        mp3 = await owner.get(f"/api/canvases/{canvas}/audiobook?format=mp3")
        assert mp3.content.startswith(b"ID3\x04") if encoder_here() else "pip install lameenc" in mp3.text
        server.fault = "text"
        _, other = await house.room(owner, "Something new.\n")
        failed = await owner.get(f"/api/canvases/{other}/script/sound?start=0")
        assert failed.status_code == 502 and "other than a WAV" in failed.text and "sk-secret" not in failed.text
        assert await owner.status("PUT", "/api/voice", body) == 502, "what does not work is not kept"
    assert await owner.status("DELETE", "/api/voice") == 204 and await owner.ok("GET", "/api/voice") is None


def test_sound_of_two_channels_and_unknown_length_is_read() -> None:
    assert voicing.samples_of(spoken("ab")) == (24_000, b"\x20\x00" * 480)
    for wrong in (b"", b"RIFF", b"ID3\x04" * 20, spoken("a")[:30]):
        with pytest.raises(ValueError):
            voicing.samples_of(wrong)


@pytest.mark.parametrize("plain", [False, True])
async def test_a_server_that_draws_gives_pictures_to_a_page(house: House, plain: bool) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    _, canvas = await house.room(owner)
    asked = {"words": "An otter at night", "shape": "wide"}
    none = await owner.post(f"/api/canvases/{canvas}/pictures", json=asked)
    assert none.status_code == 409 and "Settings, Models" in none.text
    async with making_server() as server:
        server.plain = plain
        await owner.ok("PUT", "/api/drawing", {"base_url": server.base_url, "model": "gpt-image-1", "key": "sk-x"})
        made = await owner.ok("POST", f"/api/canvases/{canvas}/pictures", asked)
        assert made["media_type"] == "image/png" and made["name"] == "An otter at night"
        assert (await owner.get(f"/api/files/{made['id']}")).content.startswith(b"\x89PNG")
        assert await ben.status("GET", f"/api/files/{made['id']}") == 404
        assert server.asked[-1][1]["size"] == "1536x1024" and server.asked[-1][1]["prompt"] == "An otter at night"
        for fault, words in (("text", "no picture"), ("401", "Check the key"), ("500", "Try again later")):
            server.fault = fault
            failed = await owner.post(f"/api/canvases/{canvas}/pictures", json=asked)
            assert failed.status_code == 502 and words in failed.text and "sk-x" not in failed.text


async def test_a_drawing_is_kept_without_what_could_act(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner)
    svg = '<svg viewBox="0 0 9 9" onload="x()"><script>x()</script><image href="http://a"/><circle r="4"/></svg>'
    made = await owner.ok("POST", f"/api/canvases/{canvas}/pictures", {"words": "A dot", "svg": svg})
    kept = (await owner.get(f"/api/files/{made['id']}")).text
    assert "circle" in kept and not any(bad in kept for bad in ("script", "onload", "http://a", "image"))
    refused = await owner.post(f"/api/canvases/{canvas}/pictures", json={"words": "x", "svg": "<svg><script/></svg>"})
    assert refused.status_code == 422 and "no shapes" in refused.text


async def test_a_story_becomes_a_storyboard_and_a_page(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    _, canvas = await house.room(owner, STORY)
    board = await owner.ok("GET", f"/api/canvases/{canvas}/storyboard")
    first = board["panels"][0]
    assert first["lines"] == [{"speaker": "Anna Holm", "words": "Go away"}] and "quay" in first["place"]
    assert first["sketch"].startswith("<svg") and "Anna Holm" in first["alt"] and board["drawing"] is False
    made = await owner.ok("POST", f"/api/canvases/{canvas}/storyboard", {})
    page = (await owner.ok("GET", f"/api/canvases/{made['canvas']}"))["text"]
    assert "**Anna Holm:** “Go away”" in page and "](files/file_" in page
    _, empty = await house.room(owner, "| a |\n|---|\n| 1 |\n")
    assert await owner.status("POST", f"/api/canvases/{empty}/storyboard", {}) == 422
    assert await ben.status("GET", f"/api/canvases/{canvas}/storyboard") == 404


async def test_by_words_a_page_is_turned_and_a_drawing_kept(tmp_path: Path) -> None:
    svg = '<svg viewBox="0 0 9 9"><script/><circle r="4"/></svg>'
    rules = (
        Rule(tool="turn_into", steps=(Say(text="Levels."),)),
        Rule(tool="draw_svg", steps=(Say(text="Drawn."),)),
        Rule(user="levels", steps=(Call(name="turn_into", args={"form": "levels"}),)),
        Rule(user="draw", steps=(Call(name="draw_svg", args={"svg": svg, "alt": "A dot"}),)),
    )
    async with open_house(tmp_path, rules=rules) as house:
        owner = await house.owner()
        room, canvas = await house.room(owner, STORY)
        for text in ("show levels", "draw a dot"):
            await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": text, "canvas": canvas, "wait_s": 20})
        live = await house.parts.workspace.room(room)
        calls = [call for turn in live.state.turns.values() for step in turn.steps for call in step.calls]
        told = {call.name: (call.ok, call.result) for call in calls}
        assert told["turn_into"][0] and "Flesch-Kincaid: as it is" in str(told["turn_into"][1])
        assert told["draw_svg"][0] and str(told["draw_svg"][1]).startswith("![A dot](files/file_")
