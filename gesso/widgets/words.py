"""A widget in words, whole: Markdown that any reader shows, for exports, for agents and for who does not see it. Pure.

Words of a widget are escaped, so that none of them becomes a heading, a link or HTML. Bodies that are Markdown stay so.
"""

import re

from gesso.widgets import catalogue as c

_SIGNS = re.compile(r"([\\`*_\[\]<>|~$&])")
_BEGINS = re.compile(r"^(\s*)([-+#=]|\d+(?=[.)](?:\s|$)))")
TONES = {"note": "Note", "tip": "Tip", "warning": "Warning", "danger": "Danger"}
WAYS = {"up": "↑", "down": "↓", "flat": "→"}


def words_of(widget: c.Widget) -> str:
    """Its label, and everything it holds."""
    return f"**{escaped(widget.label)}**\n\n{_body(widget)}"


def escaped(words: str) -> str:
    """Words as Markdown that reads as those words, on one line."""
    line = " ".join(words.split())
    found = _SIGNS.sub(r"\\\1", line)
    return _BEGINS.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2].isdigit() else f"{m[1]}\\{m[2]}", found)


def cell_words(cell: str | bool | float | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float | int):
        return str(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else repr(float(cell))
    return cell


def _body(widget: c.Widget) -> str:
    match widget:
        case c.Text():
            return widget.body.strip()
        case c.Callout():
            return f"> {TONES[widget.tone]}: " + widget.body.strip().replace("\n", "\n> ")
        case c.Kpi():
            return "\n".join(_figure(figure) for figure in widget.figures)
        case c.Table():
            return _table(widget.columns, widget.rows)
        case c.Chart():
            unit = f"In {escaped(widget.unit)}.\n\n" if widget.unit.strip() else ""
            return unit + _table(widget.columns, widget.rows)
        case c.Form():
            return "\n".join(_field(field) for field in widget.fields)
        case c.Choice():
            return "\n".join(_point(option.name, option.about) for option in widget.options)
        case c.Plan():
            return "\n".join(
                f"- [{'x' if step.done else ' '}] {escaped(step.text)}{_aside(step.when)}" for step in widget.steps
            )
        case c.Diff():
            return f"Before:\n\n{_quoted(widget.before)}\n\nAfter:\n\n{_quoted(widget.after)}"
        case _:
            return _told(widget)


def _told(widget: c.Citation | c.Sources | c.Timeline | c.Quiz | c.Audio) -> str:
    match widget:
        case c.Citation():
            return f"{_quoted(widget.quote)}\n\n{_linked(widget.source, widget.address)}{_aside(widget.where)}"
        case c.Sources():
            return "\n".join(_source(number, item) for number, item in enumerate(widget.items, 1))
        case c.Timeline():
            return "\n".join(
                f"- **{escaped(each.when)}**: {escaped(each.what)}{_after(each.more)}" for each in widget.moments
            )
        case c.Quiz():
            return "\n\n".join(_question(number, each) for number, each in enumerate(widget.questions, 1))
        case c.Audio():
            return "\n\n".join(escaped(part) for part in widget.body.split("\n\n") if part.strip())


def _figure(figure: c.Figure) -> str:
    way = f"{WAYS[figure.trend]} " if figure.trend else ""
    return f"- {escaped(figure.name)}: **{escaped(figure.value)}**{_aside(way + figure.change)}"


def _table(columns: tuple[str, ...], rows: tuple[tuple[str | bool | float | None, ...], ...]) -> str:
    lines = [[escaped(column) for column in columns], ["---"] * len(columns)]
    lines += [[escaped(cell_words(cell)) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _field(field: c.FormField) -> str:
    need = " (needed)" if field.required else ""
    among = f": {', '.join(map(escaped, field.options))}" if field.options else ": ____"
    return f"- {escaped(field.name)}{need}{among}"


def _point(name: str, about: str) -> str:
    return f"- {escaped(name)}{_after(about)}"


def _source(number: int, item: c.Source) -> str:
    rest = ", ".join(escaped(part) for part in (item.by, item.date) if part.strip())
    return f"{number}. {_linked(item.title, item.address)}{f' ({rest})' if rest else ''}"


def _question(number: int, question: c.Question) -> str:
    options = "\n".join(f"   - {'abcdef'[at]}) {escaped(option)}" for at, option in enumerate(question.options))
    answer = f"Answer: {'abcdef'[question.answer - 1]}{_after(question.why)}"
    return f"{number}. {escaped(question.ask)}\n{options}\n\n   {answer}"


def _linked(words: str, address: str) -> str:
    return f"[{escaped(words)}](<{address}>)" if address else escaped(words)


def _quoted(words: str) -> str:
    return "\n".join(f"> {escaped(line)}".rstrip() for line in words.split("\n")) or ">"


def _aside(words: str) -> str:
    return f" ({escaped(words)})" if words.strip() else ""


def _after(words: str) -> str:
    return f": {escaped(words)}" if words.strip() else ""
