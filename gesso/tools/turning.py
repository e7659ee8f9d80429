"""Turning a page into another form for an agent: it opens over the page for the person, and what it holds is told."""

import asyncio
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, Field

from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.base.errors import BadInput
from gesso.media.turning import ENGLISH, LANGUAGES
from gesso.tools.canvas import scene_of

Form = Literal["slides", "cards", "aloud", "levels", "translation", "storyboard"]
NAMES: dict[Form, str] = {
    "slides": "slides", "cards": "quiz and flash cards", "aloud": "read aloud and as an audiobook",
    "levels": "at several reading levels", "translation": "beside its translation", "storyboard": "a comic storyboard",
}  # fmt: skip


class TurnInto(BaseModel):
    form: Form
    language: str = Field("", max_length=40, description="of a translation: its name or code")
    canvas: str | None = Field(None, description="id; default: the canvas in front of the person")


def turning_tools(needs: Callable[[str], str]) -> tuple[Tool, ...]:
    """`needs` says why a version cannot be made by the default model, and what to do; "" where it can."""

    async def turn_into(context: ToolContext, args: TurnInto) -> ToolResult:
        scene = scene_of(context, args.canvas)
        if scene.kind != "document" and args.form != "slides":
            raise BadInput("Only a document is turned into that; this page is code.")
        code = ""
        if args.form == "translation":
            code = ENGLISH.get(args.language.casefold(), args.language.casefold())
            if code not in LANGUAGES:
                raise BadInput(f"Say into which language: {', '.join(ENGLISH)}.")
        told = await asyncio.to_thread(_told, args.form, scene.title, scene.text)
        lacking = needs(f"to-{code}") if code else ""
        more = f" {LANGUAGES[code]} stands beside it as soon as “Translate” is pressed." if code and not lacking else ""
        return ToolResult(
            f"“{scene.title}” lies open {_as(args.form)}. {told}{more} {lacking}".strip(),
            f"Opened “{scene.title}” {_as(args.form)}",
        )

    return (
        Tool(
            "turn_into",
            "Open a page in another form for the person, over the page, which stays as it is: slides (PowerPoint), "
            "cards (a quiz, Anki), aloud (audiobook), levels (several reading levels side by side), translation (side "
            "by side; needs a language), storyboard (a comic of its scenes).",
            TurnInto,
            "read",
            turn_into,
            reads="document",
            destinations=(),
            where="chat",
        ),
    )


def _as(form: Form) -> str:
    return f"as {NAMES[form]}" if form in ("slides", "cards", "storyboard") else NAMES[form]


def _told(form: Form, title: str, text: str) -> str:
    """What there is, counted."""
    if form == "cards":
        from gesso.media.cards import cards_of

        return f"{len(cards_of(text))} cards, in the page's own words. They are saved for Anki there."
    if form == "aloud":
        from gesso.media.script import script_of

        script = script_of(title, text)
        lines = sum(len(chapter.lines) for chapter in script.chapters)
        cast = f" Voices of their own: {', '.join(script.speakers)}." if script.speakers else ""
        return f"{len(script.chapters)} chapters, {lines} sentences.{cast} “Save the audiobook” is there."
    if form == "levels":
        from gesso.media.aligned import joined, parts_of
        from gesso.media.levels import BY_RULES, TITLES, by_rules, formula_for, measured

        parts, formula = parts_of(text), formula_for(text)
        made = [joined(text, parts, {each.key: by_rules(rung, each.source) for each in parts}) for rung in BY_RULES]
        values = [measured(formula, each) for each in (text, *made)]
        names = ("as it is", *(TITLES[rung].lower() for rung in BY_RULES))
        return f"{formula}: {', '.join(f'{name} {value}' for name, value in zip(names, values, strict=True))}."
    if form == "storyboard":
        from gesso.media.storyboard import storyboard_of

        panels = storyboard_of(text)
        return f"{len(panels)} panels of {len({panel.scene for panel in panels})} scenes, in the words of the story."
    return "PowerPoint and an HTML page are saved there." if form == "slides" else ""
