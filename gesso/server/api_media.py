"""A document in other forms, read by rules as it is now: slides. Nothing is written; files go out by the export."""

import asyncio
from dataclasses import replace
from typing import Annotated

from fastapi import Path

from gesso.formats import tree as t
from gesso.formats.document import Document
from gesso.formats.front import losses
from gesso.formats.slides import deck_of
from gesso.formats.slides_html import Sides
from gesso.server.context import Actor, Here
from gesso.server.exchange import read_document, render_lost
from gesso.server.policy import Policy, Routes
from gesso.server.views import media as views

routes = Routes()

READ = Policy("user", "read")
Id = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/canvases/{canvas}/slides", READ, views.DeckView)
async def read_slides(here: Here, person: Actor, canvas: Id) -> views.DeckView:
    """The page as slides: what stands on each, what is spoken, and what a file of them would not keep."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "view")
    return await asyncio.to_thread(_deck, await read_document(here, room, live))


def _deck(document: Document) -> views.DeckView:
    deck = deck_of(document)
    # Pictures keep the address that the page fetches them from.
    sides = Sides(replace(document, attachments=()))
    slides = [
        views.SlideView(
            kind=slide.kind, title=t.words_of(slide.title), html=sides.shown(slide), notes=sides.said(slide),
            start=slide.start,
        )
        for slide in deck.slides
    ]  # fmt: skip
    lost = [render_lost(item, document.title) for item in losses("pptx", document)]
    return views.DeckView(title=deck.title, slides=slides, lost=lost)
