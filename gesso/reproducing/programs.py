"""Which programs of an archive are run here, with which arguments, and which cannot be.

Python programs and notebooks run, each in the sandbox and without a shell: of a Makefile or a shell script only the
lines are taken that call Python. Everything else is told. Pure.
"""

import json
import re

from gesso.base.errors import BadInput
from gesso.base.late import late
from gesso.formats.archive import Archive

MOST_TOLD = 8
_CALLED = late(r"\bpython3?\s+(?:-u\s+)?((?:[\w.-]+/)*[\w.-]+\.py)((?:[ \t]+[\w./=:-]+)*)")
_NOTEBOOK = late(r"\b(?:jupyter|papermill)\b[^\n]*?((?:[\w.-]+/)*[\w.-]+\.ipynb)")
_KNOWN = ("reproduce.py", "run_all.py", "run.py", "main.py", "analysis.py", "analyse.py", "analyze.py")
_SCRIPTS = late(r"(?:GNU)?makefile|(?:run|run_all|reproduce|main|all)\.(?:sh|bash)", re.IGNORECASE)
_OTHER = {
    "r": "R", "rmd": "R Markdown", "qmd": "Quarto", "jl": "Julia", "m": "MATLAB or Octave", "do": "Stata", "sas": "SAS",
    "sps": "SPSS", "c": "C", "cpp": "C++", "cc": "C++", "f90": "Fortran", "java": "Java", "js": "JavaScript",
    "go": "Go", "rs": "Rust", "scala": "Scala", "pl": "Perl", "sh": "shell", "bash": "shell", "nf": "Nextflow",
    "smk": "Snakemake",
}  # fmt: skip
_WHOLE = {"dockerfile": "a container", "snakefile": "Snakemake", "makefile": "make", "gnumakefile": "make"}
Program = tuple[str, ...]


def programs_of(archive: Archive) -> list[Program]:
    """Each with its arguments: those that its README calls, else its Makefile or script, else the ones that are usual
    names, else every Python file and notebook of its top folder."""
    top = top_of(archive.names)
    scripts = [name for name in archive.names if _SCRIPTS.fullmatch(name.removeprefix(top))]
    for text in (readme_of(archive), "\n".join(_text(archive, name) for name in sorted(scripts))):
        if called := _called(text, top, archive.names):
            return called
    usual = [(f"{top}{name}",) for name in _KNOWN if f"{top}{name}" in archive.names]
    if usual:
        return [*usual[:1]]
    flat = [name for name in archive.names if name.startswith(top) and "/" not in name.removeprefix(top)]
    return [
        (name,) for name in sorted(flat)
        if name.endswith((".py", ".ipynb")) and not name.rpartition("/")[2].startswith(("_", "."))
    ]  # fmt: skip


def cannot_run(archive: Archive) -> str:
    """What of it is not run here, in a sentence with the names; "" where nothing is left."""
    found: dict[str, list[str]] = {}
    runs = programs_of(archive)
    for name in archive.names:
        base = name.rpartition("/")[2].lower()
        what = _WHOLE.get(base) or _OTHER.get(base.rpartition(".")[2] if "." in base else "")
        if what in ("shell", "make") and runs and not _beyond_python(_text(archive, name)):
            continue
        if what:
            found.setdefault(what, []).append(name)
    told = [f"{what} ({', '.join(names[:3])}{' …' if len(names) > 3 else ''})" for what, names in found.items()]
    if not told:
        return ""
    return (
        f"Only Python programs and notebooks run here. Not run of the archive: {', '.join(told[:MOST_TOLD])}. "
        "What needs it comes out as “not computed”."
    )  # fmt: skip


def cells_of(notebook: bytes) -> list[str]:
    """The code of a notebook, cell by cell. Raises BadInput for what is none, or none in Python."""
    try:
        read = json.loads(notebook)
        language = read["metadata"].get("kernelspec", {}).get("language") or "python"
        cells = [
            source if isinstance(source := cell["source"], str) else "".join(source)
            for cell in read["cells"]
            if cell["cell_type"] == "code"
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        raise BadInput("It is no notebook that can be read.") from wrong
    if language.lower() != "python":
        raise BadInput(f"It is a notebook in {language[:40]}, and only those in Python run here.")
    return [cell for cell in cells if cell.strip()]


def readme_of(archive: Archive) -> str:
    found = [name for name in archive.names if re.fullmatch(r"readme(?:\.\w+)?", name.rpartition("/")[2].lower())]
    return _text(archive, min(found, key=lambda name: name.count("/"), default=""))


def top_of(names: tuple[str, ...]) -> str:
    """The one folder that holds everything, as archives of repositories have it; "" without one."""
    first = {name.partition("/")[0] for name in names}
    return f"{first.pop()}/" if len(first) == 1 and all("/" in name for name in names) else ""


def _called(text: str, top: str, names: tuple[str, ...]) -> list[Program]:
    """The calls of Python in a text, in its order."""
    calls = [(found.start(), found[1], found[2].split()) for found in _CALLED.finditer(text)]
    calls += [(found.start(), found[1], []) for found in _NOTEBOOK.finditer(text)]
    here = [(f"{top}{name.removeprefix('./')}", *arguments) for _, name, arguments in sorted(calls)]
    return list(dict.fromkeys(call for call in here if call[0] in names))


def _beyond_python(script: str) -> bool:
    """Whether a script or Makefile does more than calling Python."""
    lines = [line.strip().lstrip("@-") for line in script.splitlines()]
    plain = late(r"#|set\b|cd\b|echo\b|mkdir\b|\.PHONY|export\b|[\w./%$() -]+:(?!=)|[\w-]+\s*[:?]?=|$")
    return any(not plain.match(line) and not _CALLED.search(line) and not _NOTEBOOK.search(line) for line in lines)


def _text(archive: Archive, name: str) -> str:
    return archive.read(name)[:200_000].decode(errors="replace") if name else ""
