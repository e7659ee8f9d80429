"""A document in other forms, read by rules as it is now: slides, and cards to learn. Nothing of it is kept."""

import asyncio
from dataclasses import asdict, replace
from typing import Annotated

from fastapi import Path, Response

from gesso.base.errors import BadInput
from gesso.formats import tree as t
from gesso.formats.document import Document
from gesso.formats.front import losses
from gesso.media.card_files import MEDIA_TYPES, Format, write_cards
from gesso.media.cards import cards_of
from gesso.media.sketch import sketch_of
from gesso.media.storyboard import page_of, storyboard_of
from gesso.room.export import file_name
from gesso.room.live_canvas import Author
from gesso.room.pictures import address_of, mentioned
from gesso.server.context import Actor, Here
from gesso.server.exchange import read_document, render_lost, with_charts
from gesso.server.pictures import Pictures
from gesso.server.policy import Attempts, Policy, Routes
from gesso.server.security import inert_headers
from gesso.server.storing import store_once
from gesso.server.views import FileView
from gesso.server.views import media as views
from gesso.server.views.aligned import TakenView

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
DRAW = Policy("user", "write", attempts=Attempts(60, 60.0))
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


@routes.on("POST", "/api/canvases/{canvas}/pictures", DRAW, FileView, status=201)
async def draw_picture(here: Here, person: Actor, canvas: Id, body: views.PictureIn) -> FileView:
    """Have a picture drawn of some words and kept with the page; the answer says what its text should name it."""
    room, _ = await here.workspace.access_canvas(person.id, canvas, "edit")
    pictures = Pictures(here, here.drawing)
    if body.svg:
        row = await pictures.do_keep_svg(person.id, room.id, body.svg, body.words)
    else:
        row = await pictures.do_draw(person.id, room.id, body.words, body.shape)
    return FileView(
        id=row.id, name=row.name, media_type=row.media_type, size_bytes=row.size_bytes,
        address=address_of(row.id, row.media_type),
    )  # fmt: skip


@routes.on("GET", "/api/canvases/{canvas}/storyboard", READ, views.StoryboardView)
async def read_storyboard(here: Here, person: Actor, canvas: Id) -> views.StoryboardView:
    """The story as panels: where, when, who, what is said, in the words of the page; each with a sketch."""
    _, live = await here.workspace.access_canvas(person.id, canvas, "view")
    panels = await asyncio.to_thread(storyboard_of, live.text)
    shown = [
        views.PanelView.model_validate({**asdict(panel), "alt": panel.alt, "sketch": sketch_of(panel)})
        for panel in panels
    ]
    return views.StoryboardView(panels=shown, drawing=await here.drawing.on())


@routes.on("POST", "/api/canvases/{canvas}/storyboard", WRITE, TakenView)
async def save_storyboard(here: Here, person: Actor, canvas: Id, body: views.StoryboardIn) -> TakenView:
    """The storyboard as a page of its own, its sketches kept as files of the conversation."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "edit")
    panels = await asyncio.to_thread(storyboard_of, live.text)
    if not panels:
        raise BadInput("There is no story here: a storyboard needs scenes in prose.")
    addresses = []
    for number, panel in enumerate(panels):
        given = body.pictures.get(str(number), "")
        if mentioned(given):
            addresses.append(given)
            continue
        row = await store_once(here, person.id, room.id, f"panel {number + 1}.svg", sketch_of(panel).encode())
        addresses.append(address_of(row.id, row.media_type))
    title = f"{room.state.canvases[live.id].title[:240]} (storyboard)"
    made = await here.workspace.do_open_canvas(
        room, Author(person.id, "import"), kind="document", title=title, text=page_of(title, panels, addresses)
    )
    return TakenView(canvas=made.canvas.id, suggestions=0)


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
