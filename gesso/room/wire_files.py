"""What a room's log says of the files that were attached to it: that one is there, and how far it is read."""

from typing import Literal

from gesso.room.wire_value import Wire

FileState = Literal["queued", "reading", "indexed", "stored", "failed", "removed"]
FileUnit = Literal["", "page", "slide", "chapter", "sheet"]


class FileChanged(Wire):
    """A file was attached, or is now read further; the whole of what is known of it is given.

    `why` is why it could not be read, or what to know of it, in a sentence. `done` of `parts` are read; `unit` is what
    they are. `hidden`: it holds words that no reader of it sees. `stored`: it is kept, and has no words of its own.
    """

    type: Literal["file_changed"] = "file_changed"
    file: str
    name: str
    kind: str
    media_type: str
    size_bytes: int
    state: FileState
    why: str = ""
    unit: FileUnit = ""
    parts: int = 0
    done: int = 0
    characters: int = 0
    hidden: bool = False
