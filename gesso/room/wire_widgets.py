"""What a room's log says of widgets: what people did in them."""

from typing import Literal

from gesso.room.wire_value import Wire


class WidgetAct(Wire):
    """`place` is the message or canvas that holds the widget, `widget` its key there, `label` its name.

    `values` are those that `gesso.widgets.acting` took. `typed` are the words that the person wrote: all else in it is
    the widget's.
    """

    place: str
    widget: str
    label: str
    act: Literal["submit", "choose", "answer", "tick"]
    values: dict[str, str]
    typed: tuple[str, ...] = ()


class WidgetActed(Wire):
    """Done in a widget without saying anything to an agent; `words` tell agents of it later."""

    type: Literal["widget_acted"] = "widget_acted"
    acted: WidgetAct
    words: str
