"""The apps that come with gesso: a folder each, with its source and what it is called. Read anew when asked."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gesso.apps.parameters import Parameter, parameters_of
from gesso.base.errors import NotFound


@dataclass(frozen=True)
class ReadyApp:
    """`name` is its folder; `language` that of a canvas with this source."""

    name: str
    title: str
    description: str
    icon: str
    language: str
    source: str

    @property
    def parameters(self) -> list[Parameter]:
        return parameters_of(self.source)


@cache
def ready_apps() -> tuple[ReadyApp, ...]:
    """By title."""
    found = []
    for folder in files("gesso.apps").iterdir():
        about = folder / "about.json"
        if not folder.is_dir() or not about.is_file():
            continue
        said = json.loads(about.read_text("utf-8"))
        source = (folder / "app.tsx").read_text("utf-8")
        found.append(ReadyApp(folder.name, said["title"], said["description"], said["icon"], "tsx", source))
    return tuple(sorted(found, key=lambda app: app.title))


def ready_app(name: str) -> ReadyApp:
    """Raises NotFound, naming the ones there are."""
    found = next((app for app in ready_apps() if app.name == name), None)
    if found is None:
        raise NotFound(f"There is no app {name[:60]!r}. There are: {', '.join(app.name for app in ready_apps())}.")
    return found
