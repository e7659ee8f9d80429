"""Spoken words and pictures over HTTP: a recording becomes text; which servers hear, see, speak and draw."""

from fastapi import Request

from gesso.model.transcription import ENDINGS
from gesso.server import views
from gesso.server.context import Here, Who
from gesso.server.policy import Attempts, Policy, Routes

routes = Routes()

AUDIO_BYTES = 12_000_000  # five minutes at four times the rate that the page records at
ADMIN = Policy("admin", "admin")
ASKS_SERVER = Policy("admin", "admin", attempts=Attempts(30, 60.0))
SPEAKS = Policy("user", "write", body_bytes=AUDIO_BYTES, content=tuple(ENDINGS))


@routes.on("POST", "/api/transcribe", SPEAKS, views.TranscriptView)
async def transcribe_speech(request: Request, here: Here, who: Who) -> views.TranscriptView:
    """The words of a recording, which is the body; "" where nothing was said. Nothing of it is kept."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return views.TranscriptView(text=await here.speech.transcribe(who, await request.body(), kind))


@routes.on("GET", "/api/speech", ADMIN, views.HelperServerView | None)
async def read_speech_server(here: Here) -> views.HelperServerView | None:
    """The server that transcribes, without its key; null where none is set."""
    return await here.speech.server()


@routes.on("PUT", "/api/speech", ASKS_SERVER, views.HelperServerView | None)
async def set_speech_server(here: Here, body: views.HelperServerIn) -> views.HelperServerView | None:
    """Set it, once it has transcribed a moment of silence. The key stays when it is left out."""
    await here.speech.set_server(body)
    return await here.speech.server()


@routes.on("DELETE", "/api/speech", ADMIN, status=204)
async def remove_speech_server(here: Here) -> None:
    """Forget the server and its key."""
    await here.speech.remove_server()


@routes.on("GET", "/api/sight", ADMIN, views.HelperServerView | None)
async def read_sight_server(here: Here) -> views.HelperServerView | None:
    """The server whose model reads attached pictures, without its key; null where none is set."""
    return await here.sight.server()


@routes.on("PUT", "/api/sight", ASKS_SERVER, views.HelperServerView | None)
async def set_sight_server(here: Here, body: views.HelperServerIn) -> views.HelperServerView | None:
    """Set it, once it has looked at a small picture. The key stays when it is left out."""
    await here.sight.set_server(body)
    return await here.sight.server()


@routes.on("DELETE", "/api/sight", ADMIN, status=204)
async def remove_sight_server(here: Here) -> None:
    """Forget the server and its key."""
    await here.sight.remove_server()


@routes.on("GET", "/api/voice", ADMIN, views.VoiceServerView | None)
async def read_voice_server(here: Here) -> views.VoiceServerView | None:
    """The server that reads aloud, without its key; null where none is set."""
    return await here.voice.server()


@routes.on("PUT", "/api/voice", ASKS_SERVER, views.VoiceServerView | None)
async def set_voice_server(here: Here, body: views.VoiceServerIn) -> views.VoiceServerView | None:
    """Set it, once it has spoken a word. The key stays when it is left out."""
    await here.voice.set_server(body)
    return await here.voice.server()


@routes.on("DELETE", "/api/voice", ADMIN, status=204)
async def remove_voice_server(here: Here) -> None:
    """Forget the server and its key."""
    await here.voice.remove_server()


@routes.on("GET", "/api/drawing", ADMIN, views.HelperServerView | None)
async def read_drawing_server(here: Here) -> views.HelperServerView | None:
    """The server that draws pictures, without its key; null where none is set."""
    return await here.drawing.server()


@routes.on("PUT", "/api/drawing", ASKS_SERVER, views.HelperServerView | None)
async def set_drawing_server(here: Here, body: views.HelperServerIn) -> views.HelperServerView | None:
    """Set it, once it has drawn a square. The key stays when it is left out."""
    await here.drawing.set_server(body)
    return await here.drawing.server()


@routes.on("DELETE", "/api/drawing", ADMIN, status=204)
async def remove_drawing_server(here: Here) -> None:
    """Forget the server and its key."""
    await here.drawing.remove_server()
