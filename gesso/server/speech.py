"""Spoken words and pictures as text, and text as both: the servers that do it, as administrators set them.

A recording is kept nowhere.
"""

from dataclasses import dataclass

from sqlalchemy import Connection as Rows

from gesso.base.errors import BadInput, Conflicting
from gesso.model import drawing, sight, transcription, voicing
from gesso.model.connections import Connection
from gesso.model.drawing import Shape
from gesso.server import views
from gesso.server.helper_server import HelperServer
from gesso.server.policy import Attempts, Caller, Counters
from gesso.store.configuration import setting
from gesso.store.database import Database

TRIES = Attempts(20, 60.0)


class NoTranscription(Conflicting):
    code = "no_transcription"


class Speech(HelperServer):
    def __init__(self, db: Database, counters: Counters) -> None:
        call = "/audio/transcriptions"
        super().__init__(
            db,
            "transcription",
            "The transcription server",
            call,
            lambda made, body: transcription.check(made, body.model),
        )
        self._counters = counters

    async def words_of(self, audio: bytes, media_type: str) -> str:
        """What is said in an attached recording. Raises NoTranscription, ModelError."""
        found = await self.stored()
        if found is None:
            raise NoTranscription(
                "No server for spoken words is set here, so it is kept but not read. An administrator sets one under "
                "Settings, Models; then press Read again."
            )
        return await transcription.transcribe(found, found.models[0].id, audio, media_type)

    async def transcribe(self, who: Caller, audio: bytes, media_type: str) -> str:
        """What was said. Raises NoTranscription, BadInput, TooMuch, ModelError."""
        found = await self.stored()
        if found is None:
            raise NoTranscription(
                "No server for spoken words is set here; an administrator sets one under Settings, Models."
            )
        if not audio:
            raise BadInput("The recording is empty. Record again.")
        self._counters.spend(f"transcribe {who.id}", TRIES)
        return await transcription.transcribe(found, found.models[0].id, audio, media_type)


class Sight(HelperServer):
    def __init__(self, db: Database) -> None:
        call = "/chat/completions"
        super().__init__(db, "sight", "The server that sees", call, lambda made, body: sight.check(made, body.model))

    async def words_of(self, picture: bytes, media_type: str) -> tuple[str, str] | None:
        """The words of an attached picture and the model whose they are; None where no server is set.

        Raises BadInput, ModelError.
        """
        found = await self.stored()
        if found is None:
            return None
        model = found.models[0].id
        return await sight.read_picture(found, model, picture, media_type), model


@dataclass(frozen=True)
class VoiceHere:
    """A server that speaks, and the names of its voices: the first tells, the others are given to who speaks."""

    server: Connection
    model: str
    voices: tuple[str, ...]

    async def voice(self, name: str, words: str) -> tuple[int, bytes]:
        """The rate, and samples of 16 bit. Raises ModelError."""
        return await voicing.voice(self.server, self.model, name, words)

    @property
    def key(self) -> str:
        """What sounds the same has the same."""
        return f"{self.server.address} {self.model}"


async def _speaks(made: Connection, body: views.VoiceServerIn) -> None:
    await voicing.check(made, body.model, body.voices[0] if body.voices else voicing.VOICES[0])


class VoiceServer(HelperServer):
    def __init__(self, db: Database) -> None:
        super().__init__(db, "voice", "The server that speaks", "/audio/speech", _speaks)

    async def found(self) -> VoiceHere | None:
        server = await self.stored()
        if server is None:
            return None
        return VoiceHere(server, server.models[0].id, await self._voices())

    async def server(self) -> views.VoiceServerView | None:
        found = await super().server()
        if found is None:
            return None
        return views.VoiceServerView(**found.model_dump(), voices=list(await self._voices()))

    async def _voices(self) -> tuple[str, ...]:
        def job(rows: Rows) -> tuple[str, ...]:
            found = setting(rows, "voice") or {}
            return tuple(found.get("voices") or voicing.VOICES)

        return await self._db.read(job)

    def _more(self, body: views.HelperServerIn) -> dict[str, object]:
        assert isinstance(body, views.VoiceServerIn)
        return {"voices": body.voices}


class NoDrawing(Conflicting):
    code = "no_drawing"


class Drawing(HelperServer):
    def __init__(self, db: Database) -> None:
        call = "/images/generations"
        super().__init__(
            db, "drawing", "The server that draws", call, lambda made, body: drawing.check(made, body.model)
        )

    async def lacking(self) -> str:
        """Why nothing can be drawn, and what to do; "" where something can."""
        if await self.on():
            return ""
        return (
            "No server for pictures is set here; an administrator sets one under Settings, Models. Drawings of shapes "
            "(SVG) need none."
        )

    async def draw(self, words: str, shape: Shape) -> bytes:
        """A picture of the words. Raises NoDrawing, BadInput, ModelError."""
        found = await self.stored()
        if found is None:
            raise NoDrawing(await self.lacking())
        return await drawing.draw(found, found.models[0].id, words, shape)
