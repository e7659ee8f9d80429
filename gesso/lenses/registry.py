"""The lenses there are."""

from typing import Any

from gesso.base.errors import NotFound
from gesso.lenses.audience.lens import AUDIENCE
from gesso.lenses.characters.lens import CHARACTERS
from gesso.lenses.claims import CLAIMS
from gesso.lenses.diagnostics import DIAGNOSTICS
from gesso.lenses.lens import Lens
from gesso.lenses.options import OPTIONS
from gesso.lenses.outline import OUTLINE
from gesso.lenses.plot.lens import PLOT
from gesso.lenses.structure import STRUCTURE
from gesso.lenses.style_lens import STYLE
from gesso.lenses.tables import CHARTS, PROFILE
from gesso.lenses.tutor import TUTOR
from gesso.lenses.words import PREFIX, made_lens

LENSES: tuple[Lens[Any], ...] = (
    OUTLINE, STYLE, CHARACTERS, PLOT, AUDIENCE, OPTIONS, CLAIMS, TUTOR, STRUCTURE, DIAGNOSTICS, PROFILE,
    CHARTS,
)  # fmt: skip
"""In the order in which they are offered."""


def lens_named(name: str) -> Lens[Any]:
    """A lens, or one made on the fly (`words:TITLE:word,word`). Raises NotFound, BadInput."""
    if name.startswith(PREFIX):
        return made_lens(name)
    for lens in LENSES:
        if lens.name == name:
            return lens
    raise NotFound(f"There is no lens {name[:40]!r}. There are: {', '.join(each.name for each in LENSES)}.")


def lenses_for(kind: str, language: str | None) -> list[Lens[Any]]:
    """Those for a canvas of this kind ("document", "code", "data")."""
    return [lens for lens in LENSES if lens.fits(kind, language)]
