"""What a room's log says of how agents work with people on a canvas of code."""

from typing import Literal

from gesso.room.wire_value import Wire

Pairing = Literal["do", "explain", "point"]
"""Do what is asked; do it and explain it on the way; only point at lines and ask, never change anything."""


class CanvasPaired(Wire):
    type: Literal["canvas_paired"] = "canvas_paired"
    canvas: str
    pairing: Pairing
