"""How a person likes things to look: heard in their own plain words, told to models, editable. Nothing is guessed."""

import re
from collections.abc import Mapping
from functools import cache, partial
from typing import Literal, get_args

from sqlalchemy import Connection

from gesso.room.workspace import Workspace
from gesso.store.tastes import TasteRow, save_taste, tastes_of

Corners = Literal["", "round", "square"]
Density = Literal["", "airy", "dense"]
Pictures = Literal["", "more", "fewer"]
VALUES: Mapping[str, tuple[str, ...]] = {
    "corners": get_args(Corners), "density": get_args(Density), "pictures": get_args(Pictures),
}  # fmt: skip
LONGEST = 300  # characters of a message that says such a thing; more is a text about something else
_PARTS = r"(?:corners?|edges|buttons?|boxes|cards)"
_SEEN = r"(?:pictures|images|illustrations|diagrams|charts|drawings|visuals)"
_HEARD = (
    ("corners", "square", rf"\b(?:squarer?|sharp(?:er)?|straight) {_PARTS}\b|\b(?:no|without|less) round(?:ed)?\b"),
    ("corners", "round", rf"\b(?:round(?:er|ed)?|softer) {_PARTS}\b|\brounder\b"),
    ("density", "airy", r"\bairier\b|\bmore (?:air|white ?space|padding|spacing)\b|"
     r"\b(?:less|too) (?:dense|cramped|crowded|cluttered|tight)\b"),
    ("density", "dense", r"\bdenser\b|\bmore (?:compact|dense)\b|\bless (?:air|white ?space|padding|spacing)\b|"
     r"\btoo (?:airy|spread out|much (?:air|white ?space|padding|spacing))\b"),
    ("pictures", "fewer", rf"\b(?:fewer|less|no) (?:more )?{_SEEN}\b"),
    ("pictures", "more", rf"\bmore {_SEEN}\b"),
)  # fmt: skip
_WORDS = {
    ("corners", "round"): "rounded corners", ("corners", "square"): "square corners",
    ("density", "airy"): "much space around things", ("density", "dense"): "a dense layout with little space",
    ("pictures", "more"): "pictures, charts and diagrams where they say it as well as words",
    ("pictures", "fewer"): "words rather than pictures, charts and diagrams",
}  # fmt: skip


@cache
def _heard() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((name, value, re.compile(words, re.IGNORECASE)) for name, value, words in _HEARD)


def heard(text: str) -> dict[str, str]:
    """What a message says of how things should look, by name; of two that contradict each other none."""
    if len(text) > LONGEST:
        return {}
    found: dict[str, set[str]] = {}
    for name, value, pattern in _heard():
        if pattern.search(text):
            found.setdefault(name, set()).add(value)
    return {name: values.pop() for name, values in found.items() if len(values) == 1}


def told(tastes: Mapping[str, str]) -> str:
    """For models; "" where nothing is known."""
    likes = [words for key, words in _WORDS.items() if tastes.get(key[0]) == key[1]]
    return (
        f"In apps, widgets and pages this person likes {'; '.join(likes)}, unless they say otherwise." if likes else ""
    )


async def tastes_now(workspace: Workspace, person: str) -> list[TasteRow]:
    return await workspace.db.read(partial(tastes_of, user=person))


async def learn(workspace: Workspace, person: str, text: str) -> None:
    """Keep what the message says, with its words. Reads nothing where it says nothing."""
    said = heard(text)
    if said:
        await keep(workspace, person, said, " ".join(text.split()))


async def keep(workspace: Workspace, person: str, values: Mapping[str, str], why: str = "") -> None:
    at = workspace.clock()

    def job(conn: Connection) -> None:
        for name, value in values.items():
            save_taste(conn, TasteRow(person, name, value, why, at))

    await workspace.db.write(job)
