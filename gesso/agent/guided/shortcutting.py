"""Shortcuts with a model that cannot write reliably: what code does exactly is done, the rest plainly declined.

Shorter texts are extracts (whole sentences, chosen by what they say, until the wanted number of words is met); simpler
and polished ones follow the word lists; emoji come from a small lexicon; log calls are put into Python at the start of
functions, and only if the program still parses. Nothing here asks a model, so the same text gives the same result.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from gesso.agent.guided import plain
from gesso.agent.guided.overlap import topic_words
from gesso.agent.guided.sentences import split_sentences
from gesso.agent.shortcuts import LEVELS, TOLERANCE, Goal
from gesso.canvas.reading import EMOJI, grade_of, words_in
from gesso.canvas.snapshot import Block, take_snapshot

_LARGER = "choose a larger model for that"
_MARK = re.compile(r"^(\s*(?:#{1,6}\s+|(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?))(.*)$")

LEXICON = {
    "☕": "coffee cafe espresso roast", "🫘": "bean beans", "🌍": "world earth global planet country countries",
    "📚": "history book books read reading story",
    "🌱": "grow growing plant plants seed garden farm start begin",
    "💡": "idea ideas think insight lesson learn learned tip tips",
    "💰": "money price prices cost costs pay budget sales",
    "📈": "growth increase rise more profit trend results", "📉": "decline fall loss decrease", "⏰": "time hour hours",
    "📅": "date day days week month year years calendar schedule plan", "👥": "people team teams person members staff",
    "🏠": "house home homes building room rooms", "🚗": "car cars drive road traffic", "🚆": "train trains travel trip",
    "🍽️": "food eat meal dinner lunch breakfast kitchen cook recipe", "🐐": "goat goats", "🦊": "fox foxes",
    "🐶": "dog dogs", "🐱": "cat cats", "🌲": "tree trees wood forest", "🌊": "sea ocean water river wave waves",
    "☀️": "sun summer warm light morning", "❄️": "winter cold snow ice", "🔥": "fire hot heat", "⭐": "star best top",
    "❤️": "love heart", "🎵": "music song songs", "🎨": "art design colour color picture paint", "🔒": "secure safe",
    "🔧": "tool tools fix repair work works", "💻": "computer software code program app web", "📱": "phone mobile",
    "⚠️": "risk risks warning danger problem problems issue mistake", "✅": "done result end finish conclusion summary",
    "❓": "question questions why how", "🎯": "goal goals aim target", "🧪": "test tests science experiment study",
    "🏥": "health hospital doctor medicine", "🏫": "school schools student students teacher education",
    "🎉": "party celebrate success win launch", "✉️": "letter email mail message", "🗺️": "map place places route city",
}  # fmt: skip
_FOR_WORD = {word: emoji for emoji, words in LEXICON.items() for word in words.split()}
_SECRET = re.compile(r"pass|secret|token|key")
_ANY_HEADING, _ANY_ITEM = "📌", "🔹"


@dataclass(frozen=True)
class Done:
    """The passage anew, or None with the reason, one plain sentence, in `why`."""

    text: str | None
    why: str


def work_on(goal: Goal) -> Done:
    """What code can make of the goal."""
    before = goal.before.text
    match goal.shortcut.id:
        case "length":
            return _shorter(before, goal.option.goal) if goal.option.goal < 0 else _declined("make a text longer")
        case "level":
            return _level(goal)
        case "polish":
            return _changed(before, _each_paragraph(before, plain.grammar), "I found nothing in it to correct.")
        case "emoji":
            return _emoji(before, goal.option.id)
        case "translate":
            return _declined("translate")
        case "logs":
            return _logs(goal)
        case "comments":
            return _declined("say why code is as it is, which is what a comment is for")
        case "fix":
            return _declined("find bugs")
        case _:
            return _declined("write code in another language")


def _declined(what: str) -> Done:
    return Done(None, f"The built-in model cannot {what}; {_LARGER}.")


def _changed(before: str, after: str, otherwise: str) -> Done:
    return Done(after, "") if after != before else Done(None, otherwise)


def _each_paragraph(text: str, change: Callable[[str], str]) -> str:
    """`change` made to every paragraph and list item, the last first so that places stay."""
    for block in reversed(_blocks(text)):
        if block.kind in ("paragraph", "item", "quote") and block.leaf:
            mark = _MARK.match(block.text) if block.kind == "item" else None
            head = mark.group(1) if mark else ""
            text = text[: block.start] + head + change(block.text[len(head) :]) + text[block.end :]
    return text


def _blocks(text: str) -> tuple[Block, ...]:
    return take_snapshot(text, 0, "document", None).blocks


# ---------------------------------------------------------------- shorter


@dataclass(frozen=True)
class _Unit:
    """A sentence or list item that can be left out whole: where it is, and what it is worth."""

    start: int
    end: int
    words: int
    worth: float


def _shorter(text: str, points: float) -> Done:
    """The sentences that say most, in their order, as many as the goal has words for."""
    total = words_in(text)
    target = total * (1 + points / 100)
    units = _units(text)
    fixed = total - sum(unit.words for unit in units)
    kept: list[_Unit] = []
    count = fixed
    for unit in sorted(units, key=lambda unit: -unit.worth):
        if abs(count + unit.words - target) <= abs(count - target):
            kept.append(unit)
            count += unit.words
    after = _without(text, [unit for unit in units if unit not in kept])
    reached = 100 * (words_in(after) - total) / max(1, total)
    if not kept or abs(reached - points) > TOLERANCE:
        return Done(
            None,
            f"I can only leave out whole sentences, and so it cannot be made {abs(points):.0f} % shorter; "
            f"select a longer part, or {_LARGER}.",
        )
    return Done(after, "")


def _units(text: str) -> list[_Unit]:
    found: list[tuple[int, int, str, float]] = []
    for block in _blocks(text):
        if not block.leaf or block.kind not in ("paragraph", "item", "quote"):
            continue
        if block.kind == "item":
            found.append((block.start, block.end, block.text, 0.2))
            continue
        at = block.start
        for number, sentence in enumerate(split_sentences(block.text)):
            found.append((at, at + len(sentence), sentence, 0.6 if number == 0 else 0.0))
            at += len(sentence)
    spread = Counter(word for _, _, words, _ in found for word in topic_words(words))
    made = []
    for start, end, words, bonus in found:
        topics = topic_words(words)
        told = sum(1.0 if spread[word] > 1 else 0.4 for word in topics) / max(6.0, len(words.split()) ** 0.8)
        figures = 0.3 if re.search(r"\d|\]\(", words) else 0.0
        made.append(_Unit(start, end, words_in(words), told + bonus + figures))
    return made


def _without(text: str, dropped: list[_Unit]) -> str:
    """The text without these pieces, and without headings and blank lines that nothing is left under."""
    for unit in sorted(dropped, key=lambda unit: -unit.start):
        text = text[: unit.start] + text[unit.end :]
    lines = [line.rstrip() for line in text.split("\n")]
    kept: list[str] = []
    for number, line in enumerate(lines):
        level = len(line) - len(line.lstrip("#")) if re.match(r"#{1,6}\s", line) else 0
        if level > 1:
            below = next((later for later in lines[number + 1 :] if later.strip()), "")
            deeper = len(below) - len(below.lstrip("#")) if re.match(r"#{1,6}\s", below) else 99
            if not below or deeper <= level:
                continue
        kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") + ("\n" if text.endswith("\n") else "")


# ---------------------------------------------------------------- level, emoji, logs


def _level(goal: Goal) -> Done:
    before = goal.before.text
    now = grade_of(before)
    level = next(each for each in LEVELS if each.option == goal.option)
    if now is None:
        return _declined("change the reading level of a text that is not English prose")
    if level.low <= now <= level.high:
        return Done(None, f"It reads at grade {now:.1f} already, which is that level.")
    if now < level.low:
        return _declined("raise the reading level of a text")
    after = _each_paragraph(before, plain.simpler_than)
    reached = grade_of(after)
    if after == before or reached is None or reached >= now - 0.05:
        return Done(None, f"I found no rare word and no long sentence in it that I could make simpler; {_LARGER}.")
    return Done(after, "")


def _emoji(text: str, option: str) -> Done:
    if option == "remove":
        after = re.sub(rf"(?m)^(\s*(?:\S+\s+)?){EMOJI.pattern} +", r"\1", text)
        after = EMOJI.sub("", re.sub(rf" +{EMOJI.pattern}", "", after))
        return _changed(text, after, "There is no emoji in it.")
    if option == "words":
        return _changed(text, _each_paragraph(text, _with_emoji), "I know no emoji for any of its words.")
    kind = "heading" if option == "sections" else "item"
    after = text
    for block in reversed(_blocks(text)):
        mark = _MARK.match(block.text.split("\n")[0]) if block.kind == kind else None
        if mark is not None and not EMOJI.match(mark.group(2)):
            fallback = _ANY_HEADING if kind == "heading" else _ANY_ITEM
            picked = next(iter(_known(mark.group(2))), fallback)
            at = block.start + len(mark.group(1))
            after = after[:at] + f"{picked} " + after[at:]
    return _changed(text, after, f"There is no {'heading' if kind == 'heading' else 'list item'} in it to mark.")


def _known(words: str) -> list[str]:
    return [_FOR_WORD[word] for word in re.findall(r"[a-z]+", words.lower()) if word in _FOR_WORD]


def _with_emoji(paragraph: str) -> str:
    """One emoji after the first word of a sentence that has one, never twice the same in a paragraph."""
    used: set[str] = set()
    said = []
    for sentence in split_sentences(paragraph):
        for match in re.finditer(r"(?<![\w`/\[(.])[A-Za-z]+(?![\w`/\])])", sentence):
            picked = _FOR_WORD.get(match.group(0).lower())
            if picked is not None and picked not in used and not EMOJI.search(sentence):
                used.add(picked)
                sentence = f"{sentence[: match.end()]} {picked}{sentence[match.end() :]}"
                break
        said.append(sentence)
    return "".join(said)


def _logs(goal: Goal) -> Done:
    """A debug line at the start of each Python function, through a logger of the module."""
    code = goal.before.text
    if goal.before.language != "python":
        return Done(None, f"I can add log lines to Python only; {_LARGER}.")
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        return Done(None, "This does not parse as Python, so I did not touch it.")
    lines = code.split("\n")
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    whole = [node for node in functions if _own_lines(node)]
    if not whole:
        return Done(None, "There is no function in it where a log line could go.")
    for node in sorted(whole, key=lambda node: -node.lineno):
        first = node.body[1] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body[0]
        names = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        shown = [name for name in names if name not in ("self", "cls") and not _SECRET.search(name)]
        text = ", ".join(f"{name}=%r" for name in shown)
        call = f'logger.debug("{node.name}({text})"{"".join(f", {name}" for name in shown)})'
        decorated = first.decorator_list if isinstance(first, ast.FunctionDef | ast.ClassDef) else []
        at = min([first.lineno, *(each.lineno for each in decorated)]) - 1
        lines.insert(at, " " * first.col_offset + call)
    if not re.search(r"^logger\s*=", code, re.MULTILINE):
        lines[_after_imports(tree) : _after_imports(tree)] = _logger(code)
    after = "\n".join(lines)
    try:
        ast.parse(after)
    except (SyntaxError, ValueError, RecursionError):
        return Done(None, "I could not put log lines in without breaking the program, so it is as it was.")
    return Done(after, "")


def _own_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the body begins on a line of its own and is more than a docstring."""
    return node.body[0].lineno > node.lineno and not (len(node.body) == 1 and ast.get_docstring(node) is not None)


def _after_imports(tree: ast.Module) -> int:
    """The line after the docstring and the imports that a module begins with."""
    last = 0
    for number, node in enumerate(tree.body):
        docstring = number == 0 and ast.get_docstring(tree) is not None
        if not docstring and not isinstance(node, ast.Import | ast.ImportFrom):
            break
        last = node.end_lineno or last
    return last


def _logger(code: str) -> list[str]:
    imported = [] if re.search(r"^import logging\b", code, re.MULTILINE) else ["import logging"]
    return [*imported, "", "logger = logging.getLogger(__name__)", ""]
