"""The house: floors import downward only, folders of one floor not each other, and nothing imports in a circle."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent / "gesso"
FLOORS = {
    "base": 0, "widgets": 0.5, "model": 1, "canvas": 1, "store": 1, "formats": 1, "schedule": 1, "sandbox": 1,
    "room": 2, "sources": 2, "behaviors": 3, "data": 3, "lenses": 3.5, "reading": 3, "agent": 4,
    "media": 4.5, "tools": 5, "tasks": 6, "lab": 6, "server": 7,
    "apps": 1, "making": 1, "reproducing": 1.5,
}  # fmt: skip
TOP = 8.0  # cli, settings and the commands


def imports_of(path: Path) -> set[str]:
    """Modules of gesso that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith("gesso")}


def modules() -> dict[str, set[str]]:
    files = {".".join(p.relative_to(ROOT.parent).with_suffix("").parts): p for p in ROOT.rglob("*.py")}
    files = {name.removesuffix(".__init__"): path for name, path in files.items()}
    return {name: {i for i in imports_of(path) if i in files and i != name} for name, path in files.items()}


def floor(module: str) -> tuple[float, str]:
    parts = module.split(".")
    folder = parts[1] if len(parts) > 1 else ""
    return FLOORS.get(folder, TOP), folder


def test_floors_import_downward_only() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, others in modules().items()
        for other in others
        if other not in ("gesso", "gesso.settings")
        and floor(other)[1] != floor(name)[1]
        and floor(other)[0] >= floor(name)[0]
        and floor(name)[0] != TOP
    ]
    assert wrong == []


def test_nothing_imports_in_a_circle() -> None:
    graph = modules()
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for other in graph[name]:
                if not name.startswith(f"{other}."):  # a package's own face
                    visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_every_folder_has_a_floor() -> None:
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and any(p.glob("*.py"))}
    assert folders <= set(FLOORS)
