"""How values look outside the sandbox: tables, pictures with their words, variables. Standard library only.

Runs inside the sandbox, handed to `kernel_child.py` as text. pandas, numpy and matplotlib are looked at when the code
has imported them and never imported here. A table is `{"columns", "numbers", "index", "rows", "height", "width"}`: the
cells are text, `numbers` says which columns hold numbers, `height` and `width` are of the whole.
"""

import base64
import io
import reprlib
import sys
import types
from typing import Any

VALUE = 20_000  # characters of one value
ROWS, COLUMNS, CELL = 50, 30, 120
VARIABLES = 200
_SIZED = (str, bytes, bytearray, list, tuple, dict, set, frozenset, range)
_PLAIN = (int, float, complex, bool, type(None), *_SIZED)
_short = reprlib.Repr()
_short.maxstring = _short.maxother = _short.maxlong = 80
_short.maxlist = _short.maxtuple = _short.maxset = _short.maxfrozenset = 8
_short.maxdict = 6


def shown(value: object) -> dict[str, Any] | None:
    """The message that shows a value; None for what a plot returns, as the plot itself is shown."""
    if (table := table_of(value, 0, ROWS)) is not None:
        return {"table": table}
    if _drawn(value):
        return None
    if _is(value, "matplotlib.figure", "Figure"):
        return picture_of(value)
    draw = getattr(value, "_repr_png_", None)
    if callable(draw) and isinstance(drawn := draw(), bytes):
        return {"png": base64.b64encode(drawn).decode(), "alt": ""}
    text = repr(value)
    return {"value": text if len(text) <= VALUE else text[:VALUE] + " …"}


def _is(value: object, module: str, name: str) -> bool:
    """Whether it is an instance of a class of a module that the code has imported."""
    found = getattr(sys.modules.get(module), name, None)
    return isinstance(found, type) and isinstance(value, found)


def _drawn(value: object) -> bool:
    """Lines, bars and the like, of a figure that pyplot keeps."""
    if isinstance(value, (list, tuple)) and value:
        return any(_drawn(each) for each in list(value)[:20])
    if _is(value, "matplotlib.container", "Container"):
        return True
    if not _is(value, "matplotlib.artist", "Artist"):
        return (
            type(value).__module__ == "numpy" and str(getattr(value, "dtype", "")) == "object" and _drawn(_flat(value))
        )
    figure = getattr(value, "figure", None)
    plots = sys.modules.get("matplotlib.pyplot")
    return plots is not None and any(figure is plots.figure(number) for number in plots.get_fignums())


def _flat(value: Any) -> list[object]:
    return list(value.ravel()[:20])


# ---------------------------------------------------------------- tables


def table_of(value: Any, first: int, count: int) -> dict[str, Any] | None:
    """Rows `first` to `first + count` of a DataFrame or Series; None for anything else."""
    if _is(value, "pandas", "Series"):
        value = value.to_frame(name=value.name if value.name is not None else "value")
    if not _is(value, "pandas", "DataFrame"):
        return None
    part = value.iloc[first : first + count, :COLUMNS]
    return {
        "columns": [_label(column) for column in part.columns],
        "numbers": [str(kind).startswith(("int", "uint", "float", "Int", "UInt", "Float")) for kind in part.dtypes],
        "index": [_label(label) for label in part.index],
        "rows": [[_cell(cell) for cell in row] for row in part.astype(object).to_numpy().tolist()],
        "height": int(value.shape[0]),
        "width": int(value.shape[1]),
    }


def _label(label: object) -> str:
    return " / ".join(_cell(part) for part in label) if isinstance(label, tuple) else _cell(label)


def _cell(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.6g}"
    text = str(cell)
    if text.endswith(" 00:00:00"):
        text = text[:-9]
    return text if len(text) <= CELL else text[:CELL] + "…"


# ---------------------------------------------------------------- pictures


def figures() -> list[dict[str, Any]]:
    """A picture of each figure that is open, which closes it."""
    plots = sys.modules.get("matplotlib.pyplot")
    made = [picture_of(plots.figure(number)) for number in plots.get_fignums()] if plots else []
    if plots:
        plots.close("all")
    return made


def picture_of(figure: Any) -> dict[str, Any]:
    """Twice as many points as it is shown at, so that it is sharp on every screen."""
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", bbox_inches="tight", dpi=2 * figure.dpi)
    return {"png": base64.b64encode(drawn.getvalue()).decode(), "alt": described(figure)}


def described(figure: Any) -> str:
    """A figure in words, for those who do not see it."""
    whole = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
    parts = [_axes(axes) for axes in figure.axes if axes.get_label() != "<colorbar>"]
    return " ".join(part for part in ([f"{whole}."] if whole else []) + parts if part)[:1_000] or "An empty figure."


def _axes(axes: Any) -> str:
    lines = [line for line in axes.get_lines() if len(line.get_xdata()) > 1]
    bars = [found for found in axes.containers if hasattr(found, "patches")]
    points = [found for found in axes.collections if hasattr(found, "get_offsets") and hasattr(found, "get_sizes")]
    kind, many = "Chart", ""
    if bars:
        kind, many = "Bar chart", _count(sum(len(found.patches) for found in bars), "bar")
    elif lines:
        kind, many = "Line chart", _count(len(lines), "line")
    elif points:
        kind, many = "Scatter plot", _count(sum(len(found.get_offsets()) for found in points), "point")
    elif axes.images:
        kind = "Image"
    title, across, up = axes.get_title(), axes.get_xlabel(), axes.get_ylabel()
    legend = axes.get_legend()
    named = [text.get_text() for text in legend.get_texts()] if legend else []
    said = kind + (f" “{title}”" if title else "")
    if across or up:
        said += f" of {up or 'values'}" + (f" by {across}" if across else "")
    details = [many] if many else []
    if named:
        details.append("named " + ", ".join(named[:8]))
    if bars:
        ticks = [text.get_text() for text in axes.get_xticklabels()]
        words = any(letter.isalpha() for tick in ticks for letter in tick)
        details += ["at " + ", ".join(ticks[:10])] if words else []
    if bars or lines or points:
        box = axes.dataLim
        details.append(f"from {box.x0:.4g} to {box.x1:.4g} across and {box.y0:.4g} to {box.y1:.4g} up")
    return said + (": " + "; ".join(details) if details else "") + "."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# ---------------------------------------------------------------- variables


def variables(space: dict[str, Any]) -> list[dict[str, str]]:
    """Name, type, shape and a short value of what the code defined. Only plain values are written out: the `repr` of
    other things is code that may take any time."""
    found: list[dict[str, str]] = []
    for name, value in list(space.items()):
        if name.startswith("_") or isinstance(value, types.ModuleType) or len(found) >= VARIABLES:
            continue
        found.append(
            {"name": name[:80], "type": type(value).__name__[:80], "shape": _shape(value), "value": _value(value)}
        )
    return found


def _shape(value: Any) -> str:
    if type(value).__module__.split(".")[0] in ("numpy", "pandas") and isinstance(shape := value.shape, tuple):
        return " × ".join(f"{size:,}" for size in shape)
    return f"{len(value):,}" if type(value) in _SIZED else ""


def _value(value: Any) -> str:
    if _is(value, "pandas", "DataFrame"):
        return ", ".join(map(_label, list(value.columns)[:8]))[:160]
    if type(value).__module__ == "numpy":
        return " ".join(repr(value).split())[:160] if value.size <= 100 else str(value.dtype)
    if isinstance(value, types.FunctionType):
        return f"{value.__name__}({', '.join(value.__code__.co_varnames[: value.__code__.co_argcount])})"[:160]
    return _short.repr(value)[:160] if type(value) in _PLAIN else ""
