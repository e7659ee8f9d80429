"""Documents of ten formats and any length, made up from a seed: what the relays of `bench.byte_integrity` edit.

Sentences, names and numbers come from small lists, so phrases repeat (a quote may be there twice) as they do in real
files of these kinds. Nothing here is anybody's text.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass

PAGE_CHARACTERS = 3_000

_NAMES = ["Anna Lindqvist", "Béla Nagy", "Chiara Rossi", "David O’Neill", "Eva Świątek", "Farid Haddad", "李 Wei"]
_THINGS = ["harbour", "ledger", "survey", "boiler", "orchard", "timetable", "bridge", "archive", "greenhouse", "café"]
_VERBS = ["inspected", "moved", "measured", "repaired", "counted", "described", "closed", "opened", "painted"]
_HOW = ["carefully", "twice", "without delay", "before noon", "against advice", "in the rain", "for the first time"]
_WHY = ["because the old one had failed", "as agreed in March", "although nobody had asked", "so that it would last"]


@dataclass(frozen=True)
class Format:
    """How a canvas of this format is opened, and what makes a piece of its text: a paragraph, record or function."""

    name: str
    kind: str
    language: str | None
    piece: Callable[[random.Random, int], str]
    head: str = ""
    tail: str = ""
    between: str = "\n"
    eol: str = "\n"


def make(format_: Format, pages: int, chance: random.Random) -> str:
    """A text of that many pages; the last one ends with a line end."""
    pieces: list[str] = []
    size = 0
    while size < pages * PAGE_CHARACTERS:
        pieces.append(format_.piece(chance, len(pieces)))
        size += len(pieces[-1]) + len(format_.between)
    text = format_.head + format_.between.join(pieces) + format_.tail + "\n"
    return text.replace("\n", format_.eol)


def sentence(chance: random.Random) -> str:
    said = f"{chance.choice(_NAMES)} {chance.choice(_VERBS)} the {chance.choice(_THINGS)} {chance.choice(_HOW)}"
    if chance.random() < 0.5:
        said += f", {chance.choice(_WHY)}"
    if chance.random() < 0.3:
        said += f" and paid {chance.randint(10, 9_000):,} euros"
    if chance.random() < 0.15:
        said = f"“{said},” they wrote"
    return said + "."


def _sentences(chance: random.Random, least: int, most: int) -> str:
    return " ".join(sentence(chance) for _ in range(chance.randint(least, most)))


def _prose(chance: random.Random, n: int) -> str:
    return _sentences(chance, 3, 7)


def _markdown(chance: random.Random, n: int) -> str:
    if n % 6 == 0:
        return f"## {n // 6 + 1}. The {chance.choice(_THINGS)}"
    if n % 6 == 3:
        rows = [
            f"| {chance.choice(_NAMES)} | {chance.randint(1, 99)} | {chance.choice(_HOW)} |"
            for _ in range(chance.randint(3, 8))
        ]
        return "\n".join(["| who | count | how |", "|---|---:|---|", *rows])
    if n % 6 == 5:
        return "\n".join(f"- {sentence(chance)}" for _ in range(chance.randint(2, 5)))
    return _sentences(chance, 2, 5).replace("the ", "the **", 1).replace(" ", "** ", 2).replace("** ", " ", 1)


def _html(chance: random.Random, n: int) -> str:
    return (
        f'    <section id="part-{n}">\n      <h2>The {chance.choice(_THINGS)}</h2>\n'
        f'      <p class="lead">{_sentences(chance, 1, 3)}</p>\n'
        f'      <a href="/items?id={chance.randint(1, 999)}&amp;page={n}">More</a>\n    </section>'
    )


def _csv(chance: random.Random, n: int) -> str:
    name = chance.choice(_NAMES)
    price, day = chance.random() * 900, f"2026-{1 + n % 12:02}-11"
    return f'{n + 1},"{name}",{chance.choice(_THINGS)},{chance.randint(1, 500)},{price:.2f},{day}'


def _json(chance: random.Random, n: int) -> str:
    record = {
        "id": n, "name": chance.choice(_NAMES), "item": chance.choice(_THINGS), "price": round(chance.random() * 90, 2),
        "tags": chance.sample(_VERBS, 2), "note": sentence(chance),
    }  # fmt: skip
    return "\n".join("  " + line for line in json.dumps(record, ensure_ascii=False, indent=2).splitlines())


def _python(chance: random.Random, n: int) -> str:
    thing = chance.choice(_THINGS).replace("é", "e")
    return (
        f"def {chance.choice(_VERBS)}_{thing}_{n}(rows, limit={chance.randint(1, 90)}):\n"
        f'    """{sentence(chance)}"""\n    total = 0\n    for row in rows:\n'
        f'        if row["{thing}"] > limit:\n            total += row["count"] * {chance.randint(2, 9)}\n'
        f"    return total\n"
    )


def _typescript(chance: random.Random, n: int) -> str:
    thing = chance.choice(_THINGS).replace("é", "e")
    return (
        f"export function {thing}{n}(rows: Row[], limit = {chance.randint(1, 90)}): string {{\n"
        f"  // {sentence(chance)}\n  const kept = rows.filter((row) => row.count > limit);\n"
        f"  return kept.map((row) => `${{row.name}}: $${{row.price}}`).join('\\n');\n}}\n"
    )


def _latex(chance: random.Random, n: int) -> str:
    if n % 5 == 0:
        return f"\\section{{The {chance.choice(_THINGS)}}}\\label{{sec:{n}}}\n"
    if n % 5 == 3:
        formula = f"x_{{{n}}} = \\frac{{{chance.randint(1, 99)}}}{{y^2}} + \\alpha"
        return f"\\begin{{equation}}\n  {formula}\n\\end{{equation}}\n"
    return f"{_sentences(chance, 2, 5)} See~\\cite{{ref{chance.randint(1, 40)}}}, \\S\\ref{{sec:{n - n % 5}}}.\n"


def _subtitles(chance: random.Random, n: int) -> str:
    at = n * 4
    clock = f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}"
    return f"{n + 1}\n{clock},{chance.randint(0, 499):03} --> {clock},{chance.randint(500, 999)}\n{sentence(chance)}\n"


def _ledger(chance: random.Random, n: int) -> str:
    amount = chance.randint(100, 99_999) / 100
    return (
        f"2026/{1 + n // 28 % 12:02}/{1 + n % 28:02} * {chance.choice(_NAMES)}  ; {chance.choice(_HOW)}\n"
        f"    Expenses:{chance.choice(_THINGS).title():<20} €{amount:>10,.2f}\n    Assets:Bank\n"
    )


FORMATS: tuple[Format, ...] = (
    Format("prose", "document", None, _prose, "The year in the valley\n\n", between="\n\n"),
    Format("markdown", "document", None, _markdown, "# The year\n\n", between="\n\n"),
    Format("html", "code", "html", _html, "<!doctype html>\n<html>\n  <body>\n", "\n  </body>\n</html>"),
    Format("csv", "code", "csv", _csv, "id,name,item,count,price,day\n"),
    Format("json", "code", "json", _json, "[\n", "\n]", ",\n"),
    Format("python", "code", "python", _python, "import math\n\n\n", between="\n\n"),
    Format("typescript", "code", "typescript", _typescript, "import { Row } from './row';\n\n"),
    Format("latex", "code", "latex", _latex, "\\documentclass{article}\n\\begin{document}\n", "\\end{document}"),
    Format("subtitles", "code", "text", _subtitles, eol="\r\n"),
    Format("ledger", "code", "text", _ledger),
)
