"""A document in other forms, read by rules as it is now: slides, and cards to learn. Nothing of it is kept."""

import asyncio
from dataclasses import replace
from typing import Annotated

from fastapi import Path, Response

from gesso.formats import tree as t
from gesso.formats.document import Document
from gesso.formats.front import losses
from gesso.media.card_files import MEDIA_TYPES, Format, write_cards
from gesso.media.cards import cards_of
from gesso.room.export import file_name
from gesso.server.context import Actor, Here
from gesso.server.exchange import read_document, render_lost, with_charts
from gesso.server.policy import Policy, Routes
from gesso.server.security import inert_headers
from gesso.server.views import media as views

routes = Routes()

READ = Policy("user", "read")
Id = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/canvases/{canvas}/slides", READ, views.DeckView)
async def read_slides(here: Here, person: Actor, canvas: Id) -> views.DeckView:
    """The page as slides: what stands on each, what is spoken, and what a file of them would not keep."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "view")
    document = await with_charts(here.data, person.id, await read_document(here, room, live))
    return await asyncio.to_thread(_deck, document)


@routes.on("GET", "/api/canvases/{canvas}/flash_cards", READ, list[views.FlashCardView])
async def read_flash_cards(here: Here, person: Actor, canvas: Id) -> list[views.FlashCardView]:
    """Cards to learn, in the words of the page, each with its passage."""
    _, live = await here.workspace.access_canvas(person.id, canvas, "view")
    cards = await asyncio.to_thread(cards_of, live.text)
    return [
        views.FlashCardView(
            id=card.id, kind=card.kind, front=card.front, back=card.back, start=card.start, end=card.end,
            heading=card.heading, choices=list(card.choices),
        )
        for card in cards
    ]  # fmt: skip


@routes.on("GET", "/api/canvases/{canvas}/flash_cards/file", READ)
async def save_flash_cards(here: Here, person: Actor, canvas: Id, format: Format = "apkg") -> Response:
    """The cards as a file: an Anki package, text that Anki imports, or CSV."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "view")
    title = room.state.canvases[live.id].title
    data = await asyncio.to_thread(lambda: write_cards(format, title, cards_of(live.text)))
    return Response(data, media_type=MEDIA_TYPES[format], headers=inert_headers(file_name(title, f".{format}")))


def _deck(document: Document) -> views.DeckView:
    from gesso.formats.slides import deck_of  # slow to load
    from gesso.formats.slides_html import Sides

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
