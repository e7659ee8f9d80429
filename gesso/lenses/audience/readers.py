"""The readers there are: what each knows, wants and puts up with. Made up to be useful, not measured on people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """`grade`: school years with which a sentence is still easy; `terms`: how many unexplained ones are let pass;
    `point_by`: words before which the point must be there; `breath`: words of a paragraph that are too many;
    `bare`: words without a number, name, source or example after which trust is lost. None: does not mind.
    """

    key: str
    name: str
    knows: str
    wants: str
    grade: float | None = None
    terms: int | None = None
    point_by: int | None = None
    breath: int | None = None
    bare: int | None = None


READERS = (
    Reader("busy", "Ines, who decides", "the field, not the case", "the point and what is asked of her, in a minute",
           point_by=120, breath=160),
    Reader("new", "Tom, new to this", "everyday words", "to follow without looking anything up", grade=12.0, terms=2),
    Reader("plain", "Mara, still learning English", "common words, short sentences", "one thing at a time",
           grade=8.0, terms=3, breath=110),
    Reader("expert", "Dr. Oyelaran, who knows the field", "the terms and the usual claims",
           "figures, names and sources", bare=220),
    Reader("phone", "Sam, on a phone", "what is on the screen", "short paragraphs and headings",
           point_by=200, breath=90),
)  # fmt: skip
