"""Views of widgets: what a person does in one."""

from typing import Annotated

from pydantic import Field

from gesso.server.views.base import Id, In, Out, Words
from gesso.widgets.acting import MOST_LONG, Act


class WidgetActIn(In):
    """`place`: the message or canvas that holds it, `widget` its key there.

    `values`: submit {field: words, or yes and no}, choose {option: "yes"}, answer {number of the question: number of
    the option}, tick {number of the step: yes or no}; numbers count from 1.
    """

    place: Id
    widget: Id
    act: Act
    values: Annotated[
        dict[Annotated[Words, Field(max_length=200)], Annotated[Words, Field(max_length=MOST_LONG)]],
        Field(max_length=30),
    ]
    model: Id | None = None


class WidgetActView(Out):
    """`words` say what was done; `message` and `turn` are there where an agent answers it."""

    words: str
    message: str | None = None
    turn: str | None = None
