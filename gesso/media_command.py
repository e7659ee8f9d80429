"""`gesso media`: a file in other forms, without a server. It is read, and only what is asked for is written.

What a model does goes by the models of this workspace (`--model`, else its default); speech by the server that speaks
where an administrator set one, else by a voice of this machine.
"""

import argparse
import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gesso.base.errors import BadInput, Conflicting
from gesso.settings import Settings

FORMS = {
    "slides": "the slides of a document: PowerPoint (.pptx) or one HTML file (.html)",
    "cards": "flash cards of a document: for Anki (.apkg), text with tabs (.txt) or CSV (.csv)",
    "levels": "a document at several reading levels, and how hard each is to read",
    "translate": "a document in another language, aligned part by part",
    "storyboard": "the panels of a story: where, when, who, and what is said",
    "audiobook": "a document read aloud: WAV or MP3 with chapters, or the transcript with times (.vtt)",
    "picture": "a picture of some words, by the server that an administrator set",
}


def add_media(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="FORM", dest="form")

    def add(name: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=FORMS[name], description=FORMS[name])

    made = {name: add(name) for name in FORMS}
    for name, sub in made.items():
        if name == "picture":
            sub.add_argument("words", help="what it shows")
            sub.add_argument("--shape", choices=("square", "wide", "tall"), default="square")
        else:
            sub.add_argument("file", type=Path, help="Markdown, text, Word, HTML or EPUB")
        if name in ("levels", "translate", "storyboard", "cards"):
            sub.add_argument("--json", action="store_true", help="print JSON for programs")
        needs = name in ("slides", "audiobook", "picture")
        sub.add_argument("-o", "--output", type=Path, required=needs, metavar="FILE", help="write it into this file")
    made["levels"].add_argument(
        "--level", choices=("plain", "short", "year9", "year6", "year3"),
        help="print or write that version; the school years are asked of a model",
    )  # fmt: skip
    made["translate"].add_argument("--to", required=True, metavar="LANGUAGE", help="its code or name: de, German, …")
    for name in ("levels", "translate"):
        made[name].add_argument("--model", help="id of a model of the menu; default: the default model")
    made["audiobook"].add_argument("--language", choices=("en", "de", "es", "fr", "it"), help="default: the text's own")


def run_media(args: argparse.Namespace, settings: Settings) -> str:
    """What is printed. Raises NotFound, BadInput, Conflicting, ModelError."""
    does: dict[str, Callable[[argparse.Namespace, Settings], Any]] = {
        "slides": _slides, "cards": _cards, "levels": _levels, "translate": _translate, "storyboard": _storyboard,
        "audiobook": _audiobook, "picture": _picture,
    }  # fmt: skip
    made = does[args.form](args, settings)
    told = asyncio.run(made) if asyncio.iscoroutine(made) else made
    if isinstance(told, bytes) or args.output:
        args.output.write_bytes(told if isinstance(told, bytes) else told.encode())
        told = f"Wrote {args.output}"
    return str(told)


def _document(args: argparse.Namespace) -> tuple[str, str]:
    """Title and text. Raises NotFound, BadInput."""
    from gesso.lenses.command import read_document

    found = read_document(args.file)
    if found.kind != "document":
        raise BadInput(f"{args.file} is code. Name a document.")
    return found.title or args.file.stem, found.text


def _slides(args: argparse.Namespace, settings: Settings) -> bytes:
    from gesso.formats.front import write_as
    from gesso.lenses.command import read_document

    return write_as("pptx" if args.output.suffix == ".pptx" else "slides", read_document(args.file))


def _cards(args: argparse.Namespace, settings: Settings) -> bytes | str:
    from gesso.media.card_files import MEDIA_TYPES, write_cards
    from gesso.media.cards import cards_of

    title, text = _document(args)
    cards = cards_of(text)
    if args.output and not args.json:
        ending = args.output.suffix.lstrip(".")
        if ending not in MEDIA_TYPES:
            raise BadInput(f"Cards are written as {', '.join(f'.{each}' for each in MEDIA_TYPES)}.")
        return write_cards(ending, title, cards)
    if args.json:
        return json.dumps([asdict(card) for card in cards], ensure_ascii=False, indent=1)
    return "\n".join(f"{card.front}\n    {card.back}" for card in cards) or "No cards: rules find nothing to learn."


async def _levels(args: argparse.Namespace, settings: Settings) -> str:
    from gesso.media.aligned import joined, parts_of
    from gesso.media.levels import BY_RULES, TITLES, by_rules, formula_for, measured

    _, text = _document(args)
    parts, formula = parts_of(text), formula_for(text)
    versions: dict[str, str] = {
        rung: joined(text, parts, {each.key: by_rules(rung, each.source) for each in parts}) for rung in BY_RULES
    }
    if args.level and args.level not in BY_RULES:
        made = await _by_model(args, settings, args.level, [each.source for each in parts if not each.kept])
        versions[args.level] = joined(text, parts, made)
    measures = {rung: measured(formula, each) for rung, each in {"original": text, **versions}.items()}
    if args.json:
        told = {"formula": formula, "measures": measures, "versions": versions}
        return json.dumps(told, ensure_ascii=False, indent=1)
    if args.level:
        return versions[args.level]
    titles = {str(rung): title for rung, title in TITLES.items()}
    lines = [f"{formula}:", f"{'Original':18} {measures['original']}"]
    return "\n".join([*lines, *(f"{titles[rung]:18} {measures[rung]}" for rung in versions)])


async def _translate(args: argparse.Namespace, settings: Settings) -> str:
    from gesso.media.aligned import doubts, joined, parts_of
    from gesso.media.turning import ENGLISH, LANGUAGES

    code = ENGLISH.get(args.to.casefold(), args.to.casefold())
    if code not in LANGUAGES:
        raise BadInput(f"There is no language {args.to!r} here. There are {', '.join(LANGUAGES)}.")
    _, text = _document(args)
    parts = parts_of(text)
    made = await _by_model(args, settings, f"to-{code}", [part.source for part in parts if not part.kept])
    if args.json:
        pairs = [
            {"source": part.source, "words": made[part.key], "doubts": doubts(part.source, made[part.key])}
            for part in parts if not part.kept
        ]  # fmt: skip
        return json.dumps(pairs, ensure_ascii=False, indent=1)
    return joined(text, parts, made)


async def _by_model(args: argparse.Namespace, settings: Settings, column: str, sources: list[str]) -> dict[str, str]:
    """What a model makes of each part, by key. Raises Conflicting where only a larger model can."""
    from gesso.media.aligned import Part
    from gesso.media.turning import able, needs, turn_part
    from gesso.server.menu import read_catalogue

    catalogue = await read_catalogue(settings)
    try:
        info = catalogue.info(args.model or catalogue.default_id)
        if not able(info):
            raise Conflicting(needs(column))
        made: dict[str, str] = {}
        before: list[tuple[str, str]] = []
        for source in sources:
            key = Part(0, 0, source).key
            if key not in made:
                made[key] = await turn_part(catalogue.get(info.id), column, source, before[-1:])
                before.append((source, made[key]))
        return made
    finally:
        await catalogue.aclose()


def _storyboard(args: argparse.Namespace, settings: Settings) -> str:
    from gesso.media.storyboard import storyboard_of

    panels = storyboard_of(_document(args)[1])
    if args.json:
        return json.dumps([asdict(panel) for panel in panels], ensure_ascii=False, indent=1)
    lines = []
    for number, panel in enumerate(panels, 1):
        where = ", ".join(each for each in (panel.place, panel.time) if each)
        lines.append(f"{number}. {panel.title}{f' ({where})' if where else ''}")
        lines += [f"   {panel.caption}"] if panel.caption else []
        lines += [f"   {said.speaker or '?'}: “{said.words}”" for said in panel.lines]
    return "\n".join(lines) or "No panels: there are no scenes here."


async def _audiobook(args: argparse.Namespace, settings: Settings) -> bytes:
    from gesso.media.audiobook import whole_sound, write_transcript, write_wav
    from gesso.media.mp3 import write_mp3
    from gesso.media.script import language_of, script_of
    from gesso.media.voices import NoVoice, Voices, engine_here, tone_of

    format = args.output.suffix.lstrip(".")
    if format not in ("wav", "mp3", "vtt"):
        raise BadInput("An audiobook is written as .wav or .mp3, its transcript as .vtt.")
    title, text = _document(args)
    script, language = script_of(title, text), args.language or language_of(text)
    lines = [line for chapter in script.chapters for line in chapter.lines]
    if not lines:
        raise BadInput(f"There is nothing to read aloud in {args.file}.")
    async with AsyncExitStack() as stack:
        server = await (await _server(settings, stack, "voice")).found()
        engine = "server" if server else engine_here()
        if engine is None:
            raise NoVoice("No voice is here. Run `pip install gesso[voices]`, or install the program espeak-ng.")
        voices = Voices(settings.data / "speech")
        stack.push_async_callback(voices.aclose)
        names = server.voices if server else ()
        sounds = []
        for line in lines:
            number = script.speakers.index(line.speaker) + 1 if line.speaker else 0
            sounds.append(await voices.speak(engine, tone_of(engine, language, number, names), line.words, server))
    if format == "vtt":
        return write_transcript(script, [sound.seconds for sound in sounds])
    sound, marks = whole_sound(script, sounds)
    return await write_mp3(title, sound, marks) if format == "mp3" else write_wav(sound, marks)


async def _picture(args: argparse.Namespace, settings: Settings) -> bytes:
    async with AsyncExitStack() as stack:
        found: bytes = await (await _server(settings, stack, "drawing")).draw(args.words, args.shape)
        return found


async def _server(settings: Settings, stack: AsyncExitStack, which: str) -> Any:
    """The server that speaks or draws, as the workspace's administrators set it."""
    from gesso.server.speech import Drawing, VoiceServer
    from gesso.store.database import Database

    settings.data.mkdir(parents=True, exist_ok=True)
    db = await Database.open(settings.database_url)
    stack.push_async_callback(db.close)
    return VoiceServer(db) if which == "voice" else Drawing(db)
