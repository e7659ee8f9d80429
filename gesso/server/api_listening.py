"""A page read aloud: its script, a sentence as sound, the whole as an audiobook.

Nothing leaves this machine, but to the server that speaks where an administrator set one.
"""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Path, Query, Response

from gesso.base.errors import BadInput, NotFound, TooLarge
from gesso.media.audiobook import whole_sound, write_transcript, write_wav
from gesso.media.mp3 import encoder_here, write_mp3
from gesso.media.script import Line, Script, language_of, script_of
from gesso.media.voices import Engine, NoVoice, Sound, engine_here, tone_of, wav_of
from gesso.room.export import file_name
from gesso.server.context import Actor, Here, Parts
from gesso.server.exchange import render_lost
from gesso.server.policy import Attempts, Policy, Routes
from gesso.server.security import inert_headers
from gesso.server.speech import VoiceHere
from gesso.server.views import media as views

routes = Routes()

LETTERS = 60_000
"""Of one file: about an hour of sound."""
READ = Policy("user", "read")
SPEAK = Policy("user", "read", attempts=Attempts(600, 60.0))
BOOK = Policy("user", "read", attempts=Attempts(30, 60.0))

Id = Annotated[str, Path(max_length=80)]
Language = Literal["en", "de", "es", "fr", "it"]


@routes.on("GET", "/api/canvases/{canvas}/script", READ, views.ScriptView)
async def read_script(here: Here, person: Actor, canvas: Id) -> views.ScriptView:
    """The page as it is read aloud: chapters of sentences, where they stand, who says them, what is not read."""
    title, text, script = await _script(here, person.id, canvas)
    chapters = [
        views.SpokenChapter(
            title=chapter.title,
            lines=[
                views.SpokenLine(start=line.start, end=line.end, words=line.words, speaker=line.speaker)
                for line in chapter.lines
            ],
        )
        for chapter in script.chapters
    ]
    silent = [render_lost(item, title) for item in script.silent]
    return views.ScriptView(
        title=title, language=language_of(text), chapters=chapters, speakers=list(script.speakers), silent=silent,
        engine="server" if await here.voice.on() else engine_here(), mp3=encoder_here() is not None,
    )  # fmt: skip


@routes.on("GET", "/api/canvases/{canvas}/script/sound", SPEAK)
async def speak_line(
    here: Here, person: Actor, canvas: Id, start: Annotated[int, Query(ge=0)] = 0, language: Language = "en"
) -> Response:
    """The sentence that begins at `start`, as WAV."""
    _, _, script = await _script(here, person.id, canvas)
    voices = await _speaker(here)
    line = next((line for chapter in script.chapters for line in chapter.lines if line.start == start), None)
    if line is None:
        raise NotFound("No sentence begins there now. Load the page's script again.")
    sound = await voices.say(language, script, line)
    return Response(wav_of(sound), media_type="audio/wav", headers={"cache-control": "private, max-age=300"})


@routes.on("GET", "/api/canvases/{canvas}/audiobook", BOOK)
async def save_audiobook(
    here: Here,
    person: Actor,
    canvas: Id,
    language: Language = "en",
    format: Literal["wav", "mp3", "vtt"] = "wav",
    chapter: Annotated[int | None, Query(ge=0, le=100_000)] = None,
) -> Response:
    """All of the page or one chapter, as WAV or MP3 with its chapters named, or the transcript with its times."""
    title, _, script = await _script(here, person.id, canvas)
    if chapter is not None:
        if chapter >= len(script.chapters):
            raise NotFound("There is no such chapter.")
        title = f"{title} {chapter + 1} {script.chapters[chapter].title}"
        script = Script(script.chapters[chapter : chapter + 1], script.speakers, ())
    lines = [line for each in script.chapters for line in each.lines]
    if not lines:
        raise BadInput("There is nothing to read aloud on this page.")
    if sum(len(line.words) for line in lines) > LETTERS:
        raise TooLarge(f"One file holds at most {LETTERS:,} letters, about an hour. Save it chapter by chapter.")
    voices = await _speaker(here)
    sounds = [await voices.say(language, script, line) for line in lines]
    if format == "vtt":
        data = write_transcript(script, [sound.seconds for sound in sounds])
        return Response(data, media_type="text/vtt; charset=utf-8", headers=inert_headers(file_name(title, ".vtt")))
    sound, marks = await asyncio.to_thread(whole_sound, script, sounds)
    if format == "mp3":
        data = await write_mp3(title, sound, marks)
        return Response(data, media_type="audio/mpeg", headers=inert_headers(file_name(title, ".mp3")))
    data = await asyncio.to_thread(write_wav, sound, marks)
    return Response(data, media_type="audio/wav", headers=inert_headers(file_name(title, ".wav")))


async def _script(here: Parts, person: str, canvas: str) -> tuple[str, str, Script]:
    room, live = await here.workspace.access_canvas(person, canvas, "view")
    title = room.state.canvases[live.id].title
    return title, live.text, await asyncio.to_thread(script_of, title, live.text)


@dataclass(frozen=True)
class Speaker:
    """Who speaks here now."""

    here: Parts
    engine: Engine
    server: VoiceHere | None

    async def say(self, language: str, script: Script, line: Line) -> Sound:
        number = script.speakers.index(line.speaker) + 1 if line.speaker else 0
        tone = tone_of(self.engine, language, number, self.server.voices if self.server else ())
        return await self.here.voices.speak(self.engine, tone, line.words, self.server)


async def _speaker(here: Parts) -> Speaker:
    """The server that an administrator set, else a voice of this machine. Raises NoVoice."""
    server = await here.voice.found()
    engine = "server" if server is not None else engine_here()
    if engine is None:
        raise NoVoice(
            "No voice is installed here. An administrator installs one with `pip install gesso[voices]` or the program "
            "espeak-ng, or sets a server that speaks under Settings, Models; until then the browser's own voice reads "
            "aloud."
        )
    return Speaker(here, engine, server)
