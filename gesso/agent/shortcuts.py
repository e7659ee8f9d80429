"""The shortcuts of a canvas: what each asks of a model, in numbers that code has worked out, and how it is checked.

A plain list: to add a shortcut, add a line. A shortcut is sent as an ordinary message; what the model is told
(`render_task`) says exactly how many words, which grade, which language is wanted, and what came of it is measured by
code (`measuring.py`), never asked of the model. People's own shortcuts are prompts in the store and have no check.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from gesso.base.errors import BadInput
from gesso.canvas.kinds import Kind, language_of_label
from gesso.canvas.reading import grade_of, words_in

Check = Literal["length", "grade", "polish", "emoji", "language", "comments", "logs", "remarks", "runs", "port"]

LANGUAGES = (
    ("en", "English"), ("de", "German"), ("fr", "French"), ("es", "Spanish"), ("pt", "Portuguese"), ("it", "Italian"),
    ("nl", "Dutch"), ("pl", "Polish"), ("sv", "Swedish"), ("tr", "Turkish"), ("id", "Indonesian"),
    ("vi", "Vietnamese"), ("ru", "Russian"), ("el", "Greek"), ("ar", "Arabic"), ("he", "Hebrew"), ("hi", "Hindi"),
    ("th", "Thai"), ("zh", "Chinese"), ("ja", "Japanese"), ("ko", "Korean"),
)  # fmt: skip


@dataclass(frozen=True)
class Option:
    """One setting of a shortcut. `goal` is the number it is measured by: points of length, or a school grade."""

    id: str
    title: str
    goal: float = 0.0


@dataclass(frozen=True)
class Level:
    """A reading level: `option.goal` is the Flesch-Kincaid grade aimed at, `low` to `high` what counts as hit."""

    option: Option
    low: float
    high: float
    means: str


LEVELS = (
    Level(
        Option("kindergarten", "Kindergarten", 1), -4, 2.5,
        "a child of six: one idea a sentence, words of one or two syllables",
    ),
    Level(
        Option("elementary", "Elementary school", 4), 2.5, 5.5,
        "a child of ten: short sentences, everyday words, terms explained",
    ),
    Level(
        Option("middle_school", "Middle school", 7), 5.5, 8.5,
        "a reader of thirteen: plain words, some longer sentences",
    ),
    Level(
        Option("high_school", "High school", 10.5), 8.5, 12.5,
        "a reader of seventeen: varied sentences, terms used with care",
    ),
    Level(
        Option("college", "College", 14), 12.5, 16.0,
        "an undergraduate: exact terms, nuanced and longer sentences",
    ),
    Level(
        Option("graduate", "Graduate school", 17), 16.0, 99,
        "a specialist: the terms of the field, dense and precise argument",
    ),
)  # fmt: skip
LENGTHS = (
    Option("-75", "−75 %", -75), Option("-50", "−50 %", -50), Option("+50", "+50 %", 50), Option("+75", "+75 %", 75),
)  # fmt: skip
TOLERANCE = 15.0
"""Points by which a length may miss its goal."""


@dataclass(frozen=True)
class Passage:
    """What a shortcut works on: the selected part of a canvas, or all of it."""

    text: str
    kind: Kind
    language: str | None
    selected: bool

    @property
    def named(self) -> str:
        return "the selected part" if self.selected else "the whole text" if self.kind == "document" else "the code"


@dataclass(frozen=True)
class Shortcut:
    """`ask` says what a model is to do with a passage; without options it is given `PLAIN`."""

    id: str
    title: str
    kind: Kind
    check: Check
    ask: Callable[[Passage, Option], str]
    options: tuple[Option, ...] = ()

    def option(self, wanted: str | None) -> Option:
        """The option of that id. Raises BadInput naming the ones there are."""
        if not self.options and wanted in (None, ""):
            return PLAIN
        for option in self.options:
            if option.id == wanted:
                return option
        known = ", ".join(option.id for option in self.options) or "none"
        raise BadInput(f"“{self.title}” has no option {wanted!r}. Its options: {known}.")

    def said(self, option: Option) -> str:
        """How it reads in the conversation."""
        return f"{self.title}: {option.title}" if option.title else self.title


PLAIN = Option("", "")


@dataclass(frozen=True)
class Goal:
    """What a shortcut in use is to make of `before`."""

    shortcut: Shortcut
    option: Option
    before: Passage

    @property
    def task(self) -> str:
        """What a model is told to do."""
        return self.shortcut.ask(self.before, self.option)


def _suggest(passage: Passage, option: Option) -> str:
    return (
        f"Suggest edits to {passage.named}: call comment with at most five comments, the most important first, each "
        "on an exact passage and with `replace` where you can give better words. Change nothing yourself."
    )


def _length(passage: Passage, option: Option) -> str:
    now = words_in(passage.text)
    target = max(1, round(now * (1 + option.goal / 100)))
    low, high = (max(1, round(now * (1 + (option.goal + side) / 100))) for side in (-10, 10))
    how = (
        "Keep what matters most, in the author's words where you can; leave out asides, repetition and detail."
        if option.goal < 0
        else "Say more about what is there already: reasons, examples, steps. Invent no facts, names or numbers."
    )
    return (
        f"Make {passage.named} {'shorter' if option.goal < 0 else 'longer'}: it has {now} words, and is to have "
        f"{target} (between {low} and {high}). {how} Keep the headings' order and the Markdown."
    )


def _level(passage: Passage, option: Option) -> str:
    level = next(each for each in LEVELS if each.option == option)
    grade = grade_of(passage.text)
    now = f"It measures {grade:.1f} now. " if grade is not None else ""
    return (
        f"Rewrite {passage.named} for {level.means}. Its Flesch-Kincaid grade is to be about {option.goal:g} (between "
        f"{max(0, level.low):g} and {min(20, level.high):g}). {now}The grade is 0.39 × words per sentence + 11.8 × "
        "syllables per word − 15.59. Keep every fact, the order and the Markdown."
    )


def _polish(passage: Passage, option: Option) -> str:
    return (
        f"Give {passage.named} its final polish: correct spelling, grammar and punctuation, make terms, numbers and "
        "headings consistent, smooth what stumbles. Keep the voice, the facts and the length."
    )


_EMOJI = {
    "words": "Put a fitting emoji right after some of the words, at most one a sentence. Change no word.",
    "sections": "Put one fitting emoji before the words of every heading, and nowhere else. Change no word.",
    "lists": "Put one fitting emoji before the words of every list item, and nowhere else. Change no word.",
    "remove": "Take out every emoji, with the space that belongs to it. Change no word.",
}


def _emoji(passage: Passage, option: Option) -> str:
    return f"In {passage.named}: {_EMOJI[option.id]}"


def _translate(passage: Passage, option: Option) -> str:
    return (
        f"Translate {passage.named} into {option.title}. Keep names, numbers, links, code and the Markdown; translate "
        "headings and tables too; leave nothing out and add nothing."
    )


def _review(passage: Passage, option: Option) -> str:
    return (
        f"Review {passage.named}: call comment with at most five comments on exact lines, the most serious first: "
        "bugs, wrong edge cases, risks, what is hard to follow; with `replace` where you can give the corrected lines. "
        "Change nothing yourself."
    )


def _logs(passage: Passage, option: Option) -> str:
    return (
        f"Add log statements to {passage.named} with what the language usually logs with: where something begins, is "
        "decided or fails, with the values that help to find a mistake and no secrets. Change nothing else."
    )


def _code_comments(passage: Passage, option: Option) -> str:
    return (
        f"Add comments to {passage.named} where they help: why something is done, what a function gives and expects, "
        "what is surprising; never what the line itself says. Change no line of code."
    )


def _fix(passage: Passage, option: Option) -> str:
    return (
        f"Find and fix the bugs in {passage.named} with the smallest change that does it. Keep names, structure and "
        "style. Say in one or two sentences what was wrong; when you find none, say so and change nothing."
    )


def _port(passage: Passage, option: Option) -> str:
    return (
        f"Port the code to {option.title}: call rewrite with the whole new text and `language` set to “{option.id}”. "
        "It is to do the same, in the usual style of that language, complete and runnable; where something has no "
        "counterpart, use the nearest and say so in a comment."
    )


PORTS = tuple(
    Option(found.id, found.name)
    for label in ("python", "javascript", "typescript", "java", "cpp", "php", "go", "rust")
    if (found := language_of_label(label)) is not None
)

SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut("suggest", "Suggest edits", "document", "remarks", _suggest),
    Shortcut("length", "Length", "document", "length", _length, LENGTHS),
    Shortcut("level", "Reading level", "document", "grade", _level, tuple(level.option for level in LEVELS)),
    Shortcut("polish", "Final polish", "document", "polish", _polish),
    Shortcut("emoji", "Emoji", "document", "emoji", _emoji, (
        Option("words", "in words"), Option("sections", "in headings"), Option("lists", "in lists"),
        Option("remove", "remove"),
    )),
    Shortcut("translate", "Translate", "document", "language", _translate, tuple(Option(*each) for each in LANGUAGES)),
    Shortcut("review", "Review code", "code", "remarks", _review),
    Shortcut("logs", "Add logs", "code", "logs", _logs),
    Shortcut("comments", "Add comments", "code", "comments", _code_comments),
    Shortcut("fix", "Fix bugs", "code", "runs", _fix),
    Shortcut("port", "Port", "code", "port", _port, PORTS),
)  # fmt: skip
_BY_ID = {shortcut.id: shortcut for shortcut in SHORTCUTS}


def shortcut_of(name: str) -> Shortcut | None:
    """The shortcut of that id; None for one of a person's own."""
    return _BY_ID.get(name)


def find_shortcut(name: str, kind: Kind) -> Shortcut:
    """The shortcut of that id for a canvas of `kind`. Raises BadInput."""
    found = _BY_ID.get(name)
    if found is None:
        raise BadInput(f"There is no shortcut {name!r}. The shortcuts are: {', '.join(_BY_ID)}.")
    if found.kind != kind:
        other = "documents" if found.kind == "document" else "code"
        raise BadInput(f"“{found.title}” is for {other}; this page is {'code' if kind == 'code' else 'a document'}.")
    return found


def fill_prompt(prompt: str, selection: str) -> str:
    """A person's own prompt with `{selection}` in it replaced, literally, by the words it is about."""
    return prompt.replace("{selection}", selection)
