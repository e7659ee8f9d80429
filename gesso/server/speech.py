"""Spoken words: the server that transcribes them, as administrators set it, and asking it.

Its key goes in and is handed out to that server alone. A recording is kept nowhere.
"""

from sqlalchemy import Connection as Rows

from gesso.base.errors import BadInput, Conflicting
from gesso.model import transcription
from gesso.model.connections import Connection
from gesso.server import views
from gesso.server.policy import Attempts, Caller, Counters
from gesso.store.configuration import save_setting, setting
from gesso.store.database import Database

SETTING = "transcription"
TRIES = Attempts(20, 60.0)
_CALL = "/audio/transcriptions"


class NoTranscription(Conflicting):
    code = "no_transcription"


class Speech:
    def __init__(self, db: Database, counters: Counters) -> None:
        self._db, self._counters = db, counters

    async def on(self) -> bool:
        """Whether a server is set."""
        return await self._stored() is not None

    async def server(self) -> views.SpeechServerView | None:
        """The server without its key; None where none is set."""
        found = await self._stored()
        if found is None:
            return None
        has_key = found.key is not None
        return views.SpeechServerView(base_url=found.address, model=found.models[0].id, has_key=has_key)

    async def set_server(self, body: views.SpeechServerIn) -> None:
        """Set it, once it has transcribed a moment of silence. A key left out stays, at the same address.

        Raises BadInput, ModelError.
        """
        base_url = body.base_url.strip().rstrip("/").removesuffix(_CALL)
        made = _connection(base_url, body.key, body.model)
        old = await self._stored()
        if made.key is None and old is not None and old.address == made.address:
            made = made.model_copy(update={"key": old.key})
        await transcription.check(made, body.model)
        kept = {"base_url": made.address, "key": made.key, "model": body.model}
        await self._db.write(lambda rows: save_setting(rows, SETTING, kept))

    async def remove_server(self) -> None:
        """Forget it and its key."""
        await self._db.write(lambda rows: save_setting(rows, SETTING, None))

    async def words_of(self, audio: bytes, media_type: str) -> str:
        """What is said in an attached recording. Raises NoTranscription, ModelError."""
        found = await self._stored()
        if found is None:
            raise NoTranscription(
                "No server for spoken words is set here, so it is kept but not read. An administrator sets one under "
                "Settings, Models; then press Read again."
            )
        return await transcription.transcribe(found, found.models[0].id, audio, media_type)

    async def transcribe(self, who: Caller, audio: bytes, media_type: str) -> str:
        """What was said. Raises NoTranscription, BadInput, TooMuch, ModelError."""
        found = await self._stored()
        if found is None:
            raise NoTranscription(
                "No server for spoken words is set here; an administrator sets one under Settings, Models."
            )
        if not audio:
            raise BadInput("The recording is empty. Record again.")
        self._counters.spend(f"transcribe {who.id}", TRIES)
        return await transcription.transcribe(found, found.models[0].id, audio, media_type)

    async def _stored(self) -> Connection | None:
        def job(rows: Rows) -> Connection | None:
            found = setting(rows, SETTING)
            return None if found is None else _connection(found["base_url"], found["key"], found["model"])

        return await self._db.read(job)


def _connection(base_url: str, key: str | None, model: str) -> Connection:
    return Connection.model_validate(
        {
            "id": SETTING, "provider": "compatible", "name": "The transcription server", "base_url": base_url,
            "key": key, "models": [model],
        }
    )  # fmt: skip
