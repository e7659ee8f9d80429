"""What came of a shortcut, measured by code: the line a person reads, whether the goal was met, what to tell the model.

Pure. `met` is None where there is nothing to meet. What cannot be measured here is said to be so: only Python is
parsed, of other languages only the brackets are counted, and no code is run.
"""

import ast
import difflib
import io
import re
import tokenize
from dataclasses import dataclass

from gesso.agent.shortcuts import LANGUAGES, LEVELS, TOLERANCE, Option, Passage, Shortcut
from gesso.base.late import late
from gesso.canvas.kinds import language_of_label
from gesso.canvas.reading import EMOJI, grade_of, language_written, words_in

MEASURED = "Measured by code:"
"""How the measure begins that is added to a tool's result."""
_HEADING = late(r"^#{1,6}\s+(.+)$", re.MULTILINE)
_ITEM = late(r"^\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(.+)$", re.MULTILINE)
_LOG = late(
    r"\b(?:log(?:ger|ging)?\s*[.:]+\s*\w+|console\.(?:log|debug|info|warn|error)|print(?:ln|f)?|error_log|"
    r"System\.(?:out|err)\.print\w*|fmt\.(?:Fp|P)rint\w*|slog\.\w+|(?:trace|debug|info|warn|error|e?println)!)\s*[(!]|"
    r"std::(?:cout|cerr|clog)\b"
)
_COMMENT = late(r"(?:^|\s)(?://|#(?!\s*include\b|!)|/\*|\*\s|--\s)", re.MULTILINE)


@dataclass(frozen=True)
class Measured:
    """`words` is for people; `again` what the model is told when the goal was missed."""

    words: str
    met: bool | None = None
    again: str = ""


def measure(shortcut: Shortcut, option: Option, before: Passage, after: Passage, remarks: int = 0) -> Measured:
    """What the shortcut made of `before`; `remarks` are the comments it left."""
    match shortcut.check:
        case "length":
            return _length(option, before.text, after.text)
        case "grade":
            return _grade(option, before.text, after.text)
        case "polish":
            return _polish(before.text, after.text)
        case "emoji":
            return _emoji(option, before.text, after.text)
        case "language":
            return _language(option, before.text, after.text)
        case "remarks":
            return _remarks(remarks, before.text == after.text)
        case "logs":
            return _logs(before, after)
        case "comments":
            return _comments(before, after)
        case "runs":
            return _fixed(before, after)
        case "port":
            return _port(option, before, after)


def _remarks(count: int, unchanged: bool) -> Measured:
    text = "text unchanged" if unchanged else "the text was changed too"
    return Measured(f"{_many(count, 'comment')}, {text}", True if unchanged and count else None)


def _length(option: Option, before: str, after: str) -> Measured:
    old, new = words_in(before), words_in(after)
    points = 100 * (new - old) / max(1, old)
    target = max(1, round(old * (1 + option.goal / 100)))
    met = abs(points - option.goal) <= TOLERANCE
    again = (
        f"it has {new} words, {target} are wanted: {'take out' if new > target else 'add'} about {abs(new - target)}"
    )
    return Measured(f"{old:,} → {new:,} words, {_signed(points)} %", met, "" if met else again)


def _grade(option: Option, before: str, after: str) -> Measured:
    old, new = grade_of(before), grade_of(after)
    if old is None or new is None:
        return Measured("Not measured: Flesch-Kincaid is for English prose")
    level = next(each for each in LEVELS if each.option.id == option.id)
    met = level.low - 1 <= new <= level.high + 1
    way = "shorter sentences and shorter words" if new > level.high else "longer sentences and longer words"
    again = "" if met else f"its grade is {new:.1f}, about {option.goal:g} is wanted: use {way}"
    return Measured(f"Grade {old:.1f} → {new:.1f} (aim {option.goal:g})", met, again)


def _polish(before: str, after: str) -> Measured:
    old, new = before.split(), after.split()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    changed = sum(max(b - a, d - c) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")
    points = 100 * (len(new) - len(old)) / max(1, len(old))
    met = abs(points) <= TOLERANCE
    again = "" if met else f"a polish keeps the length; it went from {len(old)} to {len(new)} words"
    return Measured(f"{_many(changed, 'word')} changed of {len(old):,}", met, again)


def _emoji(option: Option, before: str, after: str) -> Measured:
    old, new = len(EMOJI.findall(before)), len(EMOJI.findall(after))
    same = _tokens(EMOJI.sub("", before)) == _tokens(EMOJI.sub("", after))
    words = f"{old} → {_many(new, 'emoji', 'emoji')}" + ("" if same else ", words changed too")
    spoiled = "" if same else "words were changed: put them back and change emoji only"
    if option.id == "remove":
        return Measured(words, same and new == 0, spoiled or ("" if new == 0 else f"{new} emoji are left"))
    if option.id == "words":
        return Measured(words, same and new > old, spoiled or ("" if new > old else "no emoji was added"))
    lines = (_HEADING if option.id == "sections" else _ITEM).findall(after)
    marked = sum(bool(EMOJI.match(line.lstrip("*_ "))) for line in lines)
    what = "heading" if option.id == "sections" else "list item"
    if not lines:
        return Measured(f"There is no {what} in it", None)
    short = (
        "" if marked == len(lines) else f"{len(lines) - marked} of {_many(len(lines), what)} do not begin with an emoji"
    )
    return Measured(f"{words}, {marked} of {_many(len(lines), what)}", same and marked == len(lines), spoiled or short)


def _tokens(text: str) -> list[str]:
    """Words and marks; the spaces between them are no difference."""
    return re.findall(r"\w+|[^\w\s]", text)


def _language(option: Option, before: str, after: str) -> Measured:
    old, new, found = words_in(before), words_in(after), language_written(after)
    named = dict(LANGUAGES).get(found or "", "a language that could not be told")
    met = None if found is None else found == option.id
    again = "" if met is not False else f"it reads as {named}, {option.title} is wanted"
    return Measured(f"{old:,} → {new:,} words, reads as {named}", met, again)


def _logs(before: Passage, after: Passage) -> Measured:
    added = len(_LOG.findall(after.text)) - len(_LOG.findall(before.text))
    parses, said = parse_code(after.text, after.language)
    return Measured(f"{_many(max(0, added), 'log statement')} added, {said}", added > 0 and parses is not False,
                    _broken(parses, said) or ("" if added > 0 else "no log statement was added"))  # fmt: skip


def _comments(before: Passage, after: Passage) -> Measured:
    added = _comment_count(after) - _comment_count(before)
    parses, said = parse_code(after.text, after.language)
    same = _same_program(before, after)
    kept = {True: "the program is the same", False: "the program was changed too", None: said}[same]
    spoiled = "lines of code were changed: put them back, add comments only" if same is False else ""
    met = added > 0 and same is not False and parses is not False
    missing = "" if added > 0 else "no comment was added"
    return Measured(
        f"{_many(max(0, added), 'comment')} added, {kept}", met, _broken(parses, said) or spoiled or missing
    )


def _fixed(before: Passage, after: Passage) -> Measured:
    parses, said = parse_code(after.text, after.language)
    matcher = difflib.SequenceMatcher(None, before.text.splitlines(), after.text.splitlines(), autojunk=False)
    changed = sum(max(b - a, d - c) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")
    return Measured(f"{_many(changed, 'line')} changed, {said}", parses, _broken(parses, said))


def _port(option: Option, before: Passage, after: Passage) -> Measured:
    parses, said = parse_code(after.text, option.id)
    label = language_of_label(after.language or "")
    wrong = "" if label is not None and label.id == option.id else f"the page's language is not set to {option.id}"
    lines = f"{before.text.rstrip().count(chr(10)) + 1} → {_many(after.text.rstrip().count(chr(10)) + 1, 'line')}"
    met = False if wrong or parses is False else parses
    return Measured(f"{option.title}: {lines}, {said}", met, _broken(parses, said) or wrong)


def parse_code(text: str, language: str | None) -> tuple[bool | None, str]:
    """Whether code is well formed, and that in words. None: it was not parsed, and nothing speaks against it."""
    if language == "python":
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError) as error:
            where = f" at line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            return False, f"does not parse{where}"
        return True, "parses as Python"
    if brackets_balance(text):
        return None, "brackets balance, not run"
    return False, "brackets do not balance"


_QUOTED = late(
    r"//[^\n]*|/\*.*?\*/|(?<![\w$&])#[^\n]*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.){1,}'|`(?:[^`\\]|\\.)*`", re.DOTALL
)


def brackets_balance(code: str) -> bool:
    """Whether every bracket outside strings and comments is closed, in order."""
    pairs, waiting = {")": "(", "]": "[", "}": "{"}, []
    for letter in _QUOTED.sub("", code):
        if letter in "([{":
            waiting.append(letter)
        elif letter in pairs and (not waiting or waiting.pop() != pairs[letter]):
            return False
    return not waiting


def _comment_count(passage: Passage) -> int:
    if passage.language != "python":
        return len(_COMMENT.findall(passage.text))
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(passage.text).readline))
        tree = ast.parse(passage.text)
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
        return len(_COMMENT.findall(passage.text))
    written = sum(token.type == tokenize.COMMENT for token in tokens)
    holders = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return written + sum(ast.get_docstring(node) is not None for node in holders)


def _same_program(before: Passage, after: Passage) -> bool | None:
    """Whether two Python texts are the same but for comments and docstrings; None for other languages."""
    if before.language != "python":
        return None
    try:
        return _bare(before.text) == _bare(after.text)
    except (SyntaxError, ValueError, RecursionError):
        return False


def _bare(code: str) -> str:
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and ast.get_docstring(node) is not None
        ):
            node.body = node.body[1:]
    return ast.dump(tree)


def _broken(parses: bool | None, said: str) -> str:
    return f"the code {said}" if parses is False else ""


def _signed(points: float) -> str:
    return f"{'−' if points < -0.5 else '+' if points > 0.5 else ''}{abs(round(points))}"


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"
