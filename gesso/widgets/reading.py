"""From JSON to a widget, or to a plain reason why it is none. Whatever is refused keeps its words.

The limits are checked before anything else looks at the value, so that a deep or huge one costs nothing. Pure.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pydantic_core
from pydantic import ValidationError

from gesso.base.errors import BadInput
from gesso.widgets.catalogue import CATALOGUE, KINDS, Widget
from gesso.widgets.words import words_of

MOST_CHARS = 40_000
MOST_DEPTH = 5
"""A widget, its list, an item of it, that one's list, a cell: nothing in the catalogue is deeper."""

LANGUAGE = "widget"
_OPENS = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*widget[ \t]*$")
_ANY_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


class Refused(BadInput):
    """It is no widget; the message says why, `words` are what a person is shown instead."""

    code = "bad_widget"

    def __init__(self, message: str, words: str) -> None:
        super().__init__(message)
        self.words = words


def parse_widget(source: str) -> Widget:
    """The widget that the JSON text says. Raises Refused."""
    if len(source) > MOST_CHARS:
        raise Refused(f"A widget may have at most {MOST_CHARS:,} characters; this has {len(source):,}.", source)
    if _deep(source) > MOST_DEPTH:
        raise Refused(_TOO_DEEP, source)
    try:
        value = pydantic_core.from_json(source, allow_inf_nan=False)
    except ValueError as error:
        raise Refused(f"A widget is one JSON object; this cannot be read ({error}).", source) from error
    return make_widget(value, source)


def make_widget(value: object, source: str | None = None) -> Widget:
    """The widget of a value read from JSON, `text` made from the rest where it has none. Raises Refused."""
    kept = json.dumps(value, ensure_ascii=False, indent=1, default=str) if source is None else source
    if not isinstance(value, Mapping):
        raise Refused("A widget is one JSON object with kind and label.", kept)
    words = value["text"] if isinstance(value.get("text"), str) and value["text"].strip() else kept
    if source is None:
        if _deep(kept) > MOST_DEPTH:
            raise Refused(_TOO_DEEP, words)
        if len(kept) > MOST_CHARS:
            raise Refused(f"A widget may have at most {MOST_CHARS:,} characters; this has {len(kept):,}.", words)
    kind = next((known for known in KINDS if known == value.get("kind")), None)
    if kind is None:
        raise Refused(f"There is no widget {value.get('kind')!r}. There are: {', '.join(KINDS)}.", words)
    try:
        made = CATALOGUE[kind].model_validate(dict(value))
    except ValidationError as error:
        raise Refused(f"The {kind} was not shown: {'; '.join(_wrong(error))}.", words) from error
    return made if made.text.strip() else made.model_copy(update={"text": words_of(made)[:6_000]})


_TOO_DEEP = f"A widget is at most {MOST_DEPTH} levels deep; this is deeper."


def _wrong(error: ValidationError) -> Iterator[str]:
    found = error.errors(include_url=False, include_context=False)
    # A list is also called too short where one of its items was wrong.
    found = [each for each in found if each["type"] != "too_short"] or found
    places: dict[str, list[str]] = {}
    for each in found:
        # What a cell could have been stands behind its place.
        loc = [str(part) for part in each["loc"] if not str(part).startswith("function-")]
        place = ".".join(loc[:-1] if loc and loc[-1] in ("str", "bool", "float") else loc) or "the whole"
        said = each["msg"].removeprefix("Value error, ")
        if isinstance(each["input"], str):
            said = said.replace("items after validation", "characters")
        places.setdefault(place, []).append(said)
    for place, all_said in list(places.items())[:4]:
        yield f"{place}: {all_said[0] if len(all_said) == 1 else 'must be words, a number, true, false or null'}"
    if len(places) > 4:
        yield f"and {len(places) - 4} more"


def _deep(source: str) -> int:
    """How deep brackets nest in a JSON text; brackets in its strings do not count."""
    depth = deepest = 0
    inside = escaped = False
    for letter in source:
        if inside:
            if escaped:
                escaped = False
            elif letter == "\\":
                escaped = True
            elif letter == '"':
                inside = False
        elif letter == '"':
            inside = True
        elif letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]}":
            depth -= 1
    return deepest


@dataclass(frozen=True)
class Fence:
    """A widget in a text: `source` is the JSON between its marks; code points of the whole with its marks."""

    start: int
    end: int
    source: str


def widget_fences(text: str) -> list[Fence]:
    """Closed fences of the language `widget` at the top level of a Markdown text, in order."""
    found: list[Fence] = []
    body: list[str] = []
    at, marks, opened, is_widget = 0, "", 0, False
    for line in text.split("\n"):
        bare = line.removesuffix("\r")
        if not marks:
            fence = _ANY_FENCE.match(bare)
            if fence:
                marks, opened, body, is_widget = fence[1], at, [], bool(_OPENS.match(bare))
        elif (closing := bare.strip()) and set(closing) == {marks[0]} and len(closing) >= len(marks):
            if is_widget:
                found.append(Fence(opened, at + len(bare), "\n".join(body).strip()))
            marks = ""
        else:
            body.append(bare)
        at += len(line) + 1
    return found


def key_of(source: str) -> str:
    """A short name for the text of a widget, the same in the page (`web/src/widgets/key.ts`): FNV-1a in 64 bits."""
    value = 0xCBF29CE484222325
    for byte in source.strip().encode("utf-8", "surrogatepass"):
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def in_words(text: str) -> str:
    """A Markdown text with every widget as its words; what is refused shows its words or its source."""
    done: list[str] = []
    at = 0
    for fence in widget_fences(text):
        try:
            words = words_of(parse_widget(fence.source))
        except Refused:
            continue
        done += [text[at : fence.start], words]
        at = fence.end
    return "".join([*done, text[at:]])
