"""Spoken words over the API, with a real server that transcribes well or badly."""

import asyncio

import pytest

from gesso.model import transcription
from gesso.server.api_speech import AUDIO_BYTES
from tests.model.speech_server import SpeechServer, speech_server
from tests.program import free_port

from .conftest import Client, House

WEBM = {"content-type": "audio/webm;codecs=opus"}


async def chosen(owner: Client, server: SpeechServer, **more: str) -> None:
    await owner.ok("PUT", "/api/speech", {"base_url": server.base_url, "model": "whisper-1", **more})
    server.heard.clear()


async def test_a_recording_becomes_words(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    async with speech_server() as server:
        assert (await owner.ok("GET", "/api/models"))["speech"] is False
        body = {"base_url": f"{server.base_url}/audio/transcriptions/", "model": "whisper-1", "key": " sk-secret\t"}
        shown = await owner.ok("PUT", "/api/speech", body)
        assert shown == {"base_url": server.base_url, "model": "whisper-1", "has_key": True}
        assert server.heard[0].audio.startswith(b"RIFF"), "it was tried first"
        assert (await ben.ok("GET", "/api/models"))["speech"] is True
        assert await ben.ok("POST", "/api/transcribe", content=b"OggS", headers=WEBM) == {"text": server.says}
        heard = server.heard[1]
        assert (heard.key, heard.name, heard.kind) == ("Bearer sk-secret", "speech.webm", "audio/webm")
        assert heard.audio == b"OggS" and heard.fields == {"model": "whisper-1", "response_format": "json"}
        # A key left out stays at its address, and does not go to another.
        await chosen(owner, server)
        assert (await owner.ok("GET", "/api/speech"))["has_key"] is True
        async with speech_server() as other:
            await owner.ok("PUT", "/api/speech", {"base_url": other.base_url, "model": "w"})
            assert other.heard[0].key == ""
        assert await owner.status("DELETE", "/api/speech") == 204
    assert await owner.ok("GET", "/api/speech") is None
    none = await ben.post("/api/transcribe", content=b"OggS", headers=WEBM)
    assert none.status_code == 409 and "Settings, Models" in none.text


FAULTS = {
    "401": "Check the key",
    "429": "Try again in a minute",
    "500": "Try again later",
    "html": "other than a transcript",
    "no text": "other than a transcript",
    "a number": "without words",
    "endless": "too much",
    "cut": "cannot be reached",
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_server_that_fails_is_told_in_words(house: House, fault: str) -> None:
    owner = await house.owner()
    async with speech_server() as server:
        await chosen(owner, server, key="sk-secret")
        server.fault = fault
        answer = await owner.post("/api/transcribe", content=b"OggS", headers=WEBM)
        assert answer.status_code == 502 and FAULTS[fault] in answer.text and "sk-secret" not in answer.text
        refused = await owner.request("PUT", "/api/speech", json={"base_url": server.base_url, "model": "other"})
        assert refused.status_code == 502
    assert (await owner.ok("GET", "/api/speech"))["model"] == "whisper-1", "what does not work is not kept"


async def test_a_server_that_hangs_or_is_gone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = await house.owner()
    async with speech_server() as server:
        await chosen(owner, server)
        server.fault = "hang"
        monkeypatch.setattr(transcription, "LIMIT_S", 0.2)
        answer = await owner.post("/api/transcribe", content=b"OggS", headers=WEBM)
        assert answer.status_code == 502 and "did not answer" in answer.text
        await asyncio.wait_for(server.hung_up.wait(), 10)
    gone = await owner.request("PUT", "/api/speech", json={"base_url": f"http://127.0.0.1:{free_port()}", "model": "m"})
    assert gone.status_code == 502 and "cannot be reached" in gone.text


async def test_what_is_no_recording_is_refused(house: House) -> None:
    owner = await house.owner()
    async with speech_server() as server:
        await chosen(owner, server)
        assert "empty" in (await owner.post("/api/transcribe", content=b"", headers=WEBM)).text
        wrong = await owner.post("/api/transcribe", content=b"{}", headers={"content-type": "application/json"})
        assert wrong.status_code == 415
        assert (await owner.post("/api/transcribe", content=b"", headers={})).status_code == 422
        large = await owner.post("/api/transcribe", content=bytes(AUDIO_BYTES + 1), headers=WEBM)
        assert large.status_code == 413
        assert server.heard == [], "none of it was sent on"
        server.fault = "half a letter"
        assert await owner.ok("POST", "/api/transcribe", content=b"OggS", headers=WEBM) == {"text": "a?bc"}
    for base_url, says in (("ftp://x", "begins with http"), ("http://[", "address")):
        answer = await owner.request("PUT", "/api/speech", json={"base_url": base_url, "model": "m"})
        assert answer.status_code in (422, 502, 400) and says in answer.text, answer.text


async def test_who_may(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    async with speech_server() as server:
        await chosen(owner, server)
        for method in ("GET", "PUT", "DELETE"):
            body = {"base_url": server.base_url, "model": "m"}
            assert await ben.status(method, "/api/speech", body if method == "PUT" else None) == 403
        assert await house.client().status("POST", "/api/transcribe", content=b"OggS", headers=WEBM) == 401
        reading = await house.key(ben, "read")
        assert await reading.status("POST", "/api/transcribe", content=b"OggS", headers=WEBM) == 403
        answers = [await ben.status("POST", "/api/transcribe", content=b"OggS", headers=WEBM) for _ in range(21)]
        assert answers == [200] * 20 + [429]
        assert await owner.status("POST", "/api/transcribe", content=b"OggS", headers=WEBM) == 200, "each their own"
