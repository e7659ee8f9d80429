"""Spoken words and pictures as text: the servers that do it, as administrators set them, and asking them.

A recording is kept nowhere.
"""

from gesso.base.errors import BadInput, Conflicting
from gesso.model import sight, transcription
from gesso.server.helper_server import HelperServer
from gesso.server.policy import Attempts, Caller, Counters
from gesso.store.database import Database

TRIES = Attempts(20, 60.0)


class NoTranscription(Conflicting):
    code = "no_transcription"


class Speech(HelperServer):
    def __init__(self, db: Database, counters: Counters) -> None:
        super().__init__(db, "transcription", "The transcription server", "/audio/transcriptions", transcription.check)
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
        super().__init__(db, "sight", "The server that sees", "/chat/completions", sight.check)

    async def words_of(self, picture: bytes, media_type: str) -> tuple[str, str] | None:
        """The words of an attached picture and the model whose they are; None where no server is set.

        Raises BadInput, ModelError.
        """
        found = await self.stored()
        if found is None:
            return None
        model = found.models[0].id
        return await sight.read_picture(found, model, picture, media_type), model
