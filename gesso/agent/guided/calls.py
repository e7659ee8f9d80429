"""A tool call as the chunks a capable model would have sent: its JSON text in pieces, the long text last."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from gesso.base.ids import new_id
from gesso.model.messages import CallChunk

PIECE_CHARS = 24


def whole_call(name: str, args: Mapping[str, Any]) -> Iterator[CallChunk]:
    """A call whose arguments are all known, in pieces so that the canvas shows them arriving."""
    call = new_id("call")
    text = json.dumps(args, ensure_ascii=False)
    for at in range(0, len(text), PIECE_CHARS):
        yield CallChunk(call, name if at == 0 else "", text[at : at + PIECE_CHARS])


async def streaming_call(
    name: str, head: Mapping[str, Any], pieces: AsyncIterator[str], key: str = "text"
) -> AsyncIterator[CallChunk]:
    """A call with `head` at once and `key` growing with every piece; valid JSON when the pieces end."""
    call = new_id("call")
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    yield CallChunk(call, name, f'{opening}{", " if head else ""}{json.dumps(key)}: "')
    async for piece in pieces:
        if piece:
            yield CallChunk(call, "", json.dumps(piece, ensure_ascii=False)[1:-1])
    yield CallChunk(call, "", '"}')


async def streaming_edit(edit: Mapping[str, Any], pieces: AsyncIterator[str]) -> AsyncIterator[CallChunk]:
    """An `edit` call with one edit whose text grows with every piece."""
    call = new_id("call")
    opening = json.dumps(edit, ensure_ascii=False)[:-1]
    yield CallChunk(call, "edit", f'{{"edits": [{opening}{", " if edit else ""}"text": "')
    async for piece in pieces:
        if piece:
            yield CallChunk(call, "", json.dumps(piece, ensure_ascii=False)[1:-1])
    yield CallChunk(call, "", '"}]}')
