"""What a room's log says of results that are shown by a page of the server they came from (MCP Apps)."""

from typing import Any

from gesso.room.wire_value import Wire


class ResultView(Wire):
    """`server` is the connection, `name` what its owner calls it, `uri` the page; `result` is the protocol's own."""

    server: str
    name: str
    uri: str
    result: dict[str, Any]
