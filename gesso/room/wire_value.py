"""What every value on a room's log is: frozen, and exactly its fields."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Severity = Literal["major", "minor", "nit"]


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
