"""Pictures made of words: by the server that an administrator set, or drawn as SVG; kept as files of a conversation."""

from gesso.base.errors import BadInput
from gesso.media.svg import clean_svg
from gesso.model.drawing import Shape
from gesso.room.pictures import picture_type
from gesso.server.speech import Drawing
from gesso.server.storing import Stored, store_once
from gesso.store.files import StoredFile


class Pictures:
    def __init__(self, here: Stored, drawing: Drawing) -> None:
        self._here, self._drawing = here, drawing

    async def lacking(self) -> str:
        """Why nothing but SVG can be drawn, and what to do; "" where something can."""
        return await self._drawing.lacking()

    async def do_draw(self, person: str, room: str, words: str, shape: Shape) -> StoredFile:
        """A picture of the words, as a new file of the room. Raises NoDrawing, BadInput, ModelError, TooLarge."""
        data = await self._drawing.draw(words, shape)
        if picture_type(data) in (None, "image/svg+xml"):
            raise BadInput(
                "The server that draws sent something that is no picture. Check its address in the settings."
            )
        return await store_once(self._here, person, room, _name(words), data)

    async def do_keep_svg(self, person: str, room: str, svg: str, words: str) -> StoredFile:
        """A drawing, made harmless, as a file of the room. Raises BadInput, TooLarge."""
        return await store_once(self._here, person, room, f"{_name(words)}.svg", clean_svg(svg).encode())


def _name(words: str) -> str:
    return " ".join(words.split())[:60] or "picture"
