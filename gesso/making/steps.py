"""The small programs there are: steps on a whole text, and pieces of one. Each is Python, so that what is learned can
be read; what runs here is only what stands in this file.
"""

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

_NAMES = {"re": re, "calendar": calendar, "unicodedata": unicodedata}


@dataclass(frozen=True, eq=False)
class Step:
    """An expression in `text`. `cost` is higher the less likely it is meant."""

    code: str
    cost: float
    call: Callable[[str], str]


def _step(code: str, cost: float) -> Step:
    return Step(code, cost, eval(f"lambda text: {code}", dict(_NAMES)))


_WHOLE = r"""
text.strip()
text.upper()
text.lower()
text.capitalize()
text.title()
text.swapcase()
" ".join(text.split())
"".join(text.split())
"_".join(text.split())
"-".join(text.split())
"".join(re.findall(r"\d", text))
"".join(re.findall(r"[^\W\d_]", text))
"".join(re.findall(r"[^\W_]", text))
re.sub(r"[^\w\s]", "", text)
re.sub(r"\d", "", text)
re.sub(r"\s*\([^)]*\)", "", text)
re.sub(r"<[^>]+>", "", text)
re.sub(r"[\W_]+", "-", text).strip("-")
re.sub(r"[\W_]+", "_", text).strip("_")
re.sub(r"[\W_]+", " ", text).strip()
"".join(word[:1].upper() + word[1:] for word in re.split(r"[\W_]+", text))
re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
text.replace(",", ".")
text.replace(".", ",")
text.replace(",", "")
text[::-1]
" ".join(reversed(text.split()))
" ".join(sorted(text.split()))
" ".join(dict.fromkeys(text.split()))
"".join(word[0] for word in text.split())
"\n".join(sorted(text.splitlines()))
"\n".join(reversed(text.splitlines()))
"\n".join(dict.fromkeys(text.splitlines()))
"\n".join(line for line in text.splitlines() if line.strip())
"\n".join(f"- {line}" for line in text.splitlines())
"\n".join(f"{number}. {line}" for number, line in enumerate(text.splitlines(), 1))
", ".join(text.splitlines())
", ".join(text.split())
"\n".join(part.strip() for part in text.split(","))
"\n".join(part.strip() for part in text.split(";"))
", ".join(sorted(part.strip() for part in text.split(",")))
", ".join(dict.fromkeys(part.strip() for part in text.split(",")))
", ".join(part.strip() for part in text.split(";"))
"; ".join(part.strip() for part in text.split(","))
str(len(text))
str(len(text.split()))
str(len(text.splitlines()))
format(sum(map(float, re.findall(r"-?\d+(?:\.\d+)?", text))), "g")
re.split(r"(?<=[.!?])\s", text)[0]
"""
_TOKENS = {r"[^\W\d_]+": 0.0, r"\d+": 0.0, r"\w+": 0.4, r"\S+": 0.3, r"[A-Z][a-z]*": 1.0, r"-?\d+(?:\.\d+)?": 1.0,
           r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+": 0.0, r"[\w.+-]+(?=@)": 0.5}  # fmt: skip
_INSIDE = {r"\(([^)]*)\)": 0.5, r"\[([^\]]*)\]": 0.5, r'"([^"]*)"': 0.5, r"<([^>]*)>": 0.5}
_MARKS = ",;:|/\t@.-_=\n"
_PLACES = (0, 1, 2, 3, 4, -1, -2, -3)
_FORMS = {
    "{}": 0.0, "{}.upper()": 0.8, "{}.lower()": 0.8, "{}.capitalize()": 0.8, "{}.title()": 1.0, "{}[:1]": 0.8,
    "{}[:1].upper()": 1.0, "{}[:1].lower()": 1.2, "{}[:3]": 1.6, "{}[:3].upper()": 2.0, "{}[:2]": 1.6, "{}[-2:]": 1.6,
    "{}[-4:]": 1.6, "{}[:4]": 1.7, "{}[1:]": 1.7, "{}[:-1]": 1.8, "{}.zfill(2)": 1.0, "{}.lstrip('0')": 1.0,
    "calendar.month_name[int({})]": 1.2, "calendar.month_abbr[int({})]": 1.2,
    "str(list(calendar.month_name).index({}.capitalize()))": 1.4,
    "str(list(calendar.month_name).index({}.capitalize())).zfill(2)": 1.5,
    "str(list(calendar.month_abbr).index({}.capitalize()))": 1.6,
    "str(list(calendar.month_abbr).index({}.capitalize())).zfill(2)": 1.7,
}  # fmt: skip


@cache
def whole_steps() -> tuple[Step, ...]:
    """Steps from a text to a text, the likeliest first."""
    lines = _WHOLE.strip("\n").split("\n")
    return tuple(_step(code, 1.0 + 0.01 * at) for at, code in enumerate(lines))


@cache
def piece_steps() -> tuple[Step, ...]:
    """Steps from a text to a piece of it; one raises where the text has no such piece."""
    return tuple(_step(code, cost) for code, cost in dict(_pieces()).items())


def _pieces() -> Iterator[tuple[str, float]]:
    for base, cost in _bases():
        for form, more in _FORMS.items():
            yield form.format(base), cost + more
    yield "text", 1.6
    yield "text.strip()", 1.7
    digits = 're.sub(r"\\D", "", text)'
    for start in range(11):
        yield f"{digits}[{start}:]", 3.2 + 0.05 * start
        for stop in range(start + 1, 12):
            yield f"{digits}[{start}:{stop}]", 3.6 + 0.05 * start
            yield f"text[{start}:{stop}]", 4.6 + 0.05 * start
        yield f"text[{start}:]", 4.0 + 0.05 * start
        yield f"text[-{start + 1}:]", 4.0 + 0.05 * start
    for start in (1, 2, 3):
        yield f'" ".join(text.split()[{start}:])', 2.0 + 0.1 * start
        yield f'" ".join(text.split()[:-{start}])', 2.0 + 0.1 * start


def _bases() -> Iterator[tuple[str, float]]:
    for place in _PLACES:
        far = 2.0 + (0.1 * place if place >= 0 else 0.15 - 0.1 * place)
        for token, cost in _TOKENS.items():
            yield f're.findall(r"{token}", text)[{place}]', far + cost
        for mark in _MARKS:
            yield f"text.split({mark!r})[{place}].strip()".replace("'", '"'), far + 0.5
        if place in (0, 1, -1):
            for inside, cost in _INSIDE.items():
                yield f"re.findall(r{_quoted(inside)}, text)[{place}]", far + cost


def _quoted(pattern: str) -> str:
    return f"'{pattern}'" if '"' in pattern else f'"{pattern}"'
