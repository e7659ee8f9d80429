"""How a person likes things to look, as the API shows it."""

from datetime import datetime

from gesso.agent.tastes import Corners, Density, Pictures
from gesso.server.views.base import In, Out


class TastesView(Out):
    """ "" is no preference. `why` are the words a taste was learned from, by its name; what was chosen has none."""

    corners: Corners
    density: Density
    pictures: Pictures
    why: dict[str, str]
    at: datetime | None


class TastesIn(In):
    """What is absent stays; "" forgets."""

    corners: Corners | None = None
    density: Density | None = None
    pictures: Pictures | None = None
