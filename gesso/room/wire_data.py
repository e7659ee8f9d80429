"""What a room's log says of data: that a file was put behind a canvas, the first one or a newer version."""

from typing import Literal

from gesso.room.wire_value import Wire


class DataPut(Wire):
    """`number` counts the versions of the canvas's data from 1; `file` is a stored file of the room, `sheet` one of a
    workbook's, "" for the first with rows."""

    type: Literal["data_put"] = "data_put"
    canvas: str
    file: str
    name: str
    format: Literal["csv", "xlsx", "json", "parquet"]
    size_bytes: int
    number: int
    sheet: str = ""
