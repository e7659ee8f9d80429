"""A tree as Markdown in its usual form: `-` bullets, `*` and `**`, `#` headings, fences of backticks.

Letters are escaped only where the words would otherwise read as markup: each line is read back and must give the same
parts. Where no spelling does, its form is dropped rather than its words, and counted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from gesso.formats import tree as t
from gesso.formats.markdown_read import read_tree, spare_letters

Marker = Callable[[int], str]

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~|!#\n]|^\s|\s$|^(?:\d|[-+=:])", re.MULTILINE)
_ESCAPED = re.compile(r"([\\`*\[\]<]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|~(?=~)|!(?=\[|$))")
_LINE_START = re.compile(r"^(\s*)(?:([-+](?=\s|$)|[=-]+(?=\s*$)|--|[>|#:~])|(\d{1,9})([.)](?=\s|$)))", re.MULTILINE)
_BRACKETS, _ESCAPE = re.compile(r"([][\\])"), r"\\\1"
_SPARE = re.compile("[\U000f0000-\U000ffffd]")
_AUTO = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\x00-\x20<>]*")
_MAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-zA-Z0-9.-]+")
_SIGNS: dict[t.Style, str] = {"emphasis": "*", "strong": "**", "strike": "~~"}


@dataclass(frozen=True, slots=True)
class Written:
    """The text, where each mark lies in it, and what each suggestion puts between its two marks `-2n-1` and `-2n-2`."""

    text: str
    places: dict[int, int]
    after: dict[int, str]
    unformed: int


@dataclass
class _Spelling:
    """How one line is spelled: escaped or not, with which sign for emphasis, or without any form."""

    escape: bool = False
    underscore: bool = False
    formless: bool = False
    mark: Marker = field(default=lambda _: "")

    def line(self, content: t.Inlines) -> str:
        content = self.merged(content)
        done = []
        first = True
        for part in content:
            done.append(self.part(part, first))
            marks = isinstance(part, t.Raw) and not _SPARE.sub("", part.text)
            first = isinstance(part, t.Break) or (first and marks)
        return "".join(done)

    def merged(self, content: t.Inlines) -> t.Inlines:
        """The line with suggestions as marks around what is there, and marks inside a stretch of code or words as its
        letters: what is escaped must not depend on where somebody put a mark."""
        done: list[t.Inline] = []
        waiting = ""
        for part in _opened(content):
            last = done[-1] if done else None
            if isinstance(part, t.Mark):
                waiting += self.mark(part.code)
            elif isinstance(part, t.Code) and isinstance(last, t.Code):
                done[-1] = t.Code(last.text + waiting + part.text)
                waiting = ""
            elif isinstance(part, t.Text) and isinstance(last, t.Text):
                done[-1] = t.Text(last.text + waiting + part.text)
                waiting = ""
            else:
                done += [t.Raw(waiting), part] if waiting else [part]
                waiting = ""
        return (*done, t.Raw(waiting)) if waiting else tuple(done)

    def part(self, part: t.Inline, first: bool) -> str:
        match part:
            case t.Text():
                return self.words(part.text, first)
            case t.Raw():
                return part.text
            case t.Code():
                return _code(part.text)
            case t.Break():
                return "\n" if part.soft else "\\\n"
            case t.Reference():
                return f"[^{part.label}]"
            case t.Mark():
                return self.mark(part.code)
            case t.Changed():
                return self.line((part,))
            case t.Image():
                return f"![{_BRACKETS.sub(_ESCAPE, part.alt)}]({_target(part.src, part.title)})"
            case t.Link():
                return self.link(part)
            case t.Styled():
                inner = self.line(part.content)
                if self.formless:
                    return inner
                sign = "_" if part.style == "emphasis" and self.underscore else _SIGNS[part.style]
                body = inner.strip()
                if not body:
                    return inner
                before = inner[: len(inner) - len(inner.lstrip())]
                return f"{before}{sign}{body}{sign}{inner[len(inner.rstrip()) :]}"

    def words(self, text: str, first: bool) -> str:
        if not self.escape:
            return text
        bare = _SPARE.sub("", text)
        places = {match.start() for match in _ESCAPED.finditer(bare)}
        if first:
            places |= {match.start(2 if match[2] else 4) for match in _LINE_START.finditer(bare)}
        done, at = [], 0
        for letter in text:
            if _SPARE.match(letter):
                done.append(letter)
            else:
                done.append("\\" + letter if at in places else letter)
                at += 1
        return "".join(done)

    def link(self, link: t.Link) -> str:
        words = t.words_of(link.content)
        mail = link.href == f"mailto:{words}" and _MAIL.fullmatch(words)
        auto = mail or (link.href == words and _AUTO.fullmatch(words))
        if auto and not link.title and all(isinstance(part, t.Text | t.Mark) for part in link.content):
            marks = [self.mark(part.code) for part in link.content if isinstance(part, t.Mark)]
            return f"{''.join(marks)}<{words}>"
        return f"[{self.line(_unlinked(link.content))}]({_target(link.href, link.title)})"


def _code(text: str) -> str:
    runs = {len(run) for run in re.findall(r"`+", text)}
    ticks = "`" * next(size for size in range(1, len(runs) + 2) if size not in runs)
    edge = "`" in (text[:1], text[-1:]) or (text[:1] == text[-1:] == " " and text.strip() != "")
    return f"{ticks} {text} {ticks}" if edge else f"{ticks}{text}{ticks}"


def _target(href: str, title: str) -> str:
    plain = href and not re.search(r"[\s<>()\\]", href)
    where = href if plain else "<" + re.sub(r"([<>\\])", r"\\\1", href.replace("\n", " ")) + ">"
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    return f'{where} "{quoted}"' if title else where


_SPELLINGS = (_Spelling(), _Spelling(True), _Spelling(True, True))
_FORMLESS = _Spelling(True, False, True)


class _Writer:
    def __init__(self, letters: dict[int, str]) -> None:
        self.letters = letters
        self.after: dict[int, str] = {}
        self.unformed = 0

    # ------------------------------------------------------------------ lines

    def line(self, content: t.Inlines, flat: bool = False) -> str:
        """A line of inline content with its marks; `flat` where it must stay on one line."""
        content = _trimmed(_flat(content) if flat else content)
        spelling = self.spelling(content)
        mark = _Spelling(spelling.escape, spelling.underscore, spelling.formless, lambda code: self.letters[code])
        text = mark.line(content)
        for part in t.walk(content):
            if isinstance(part, t.Changed):
                text = self.change(content, part, mark, text)
        return text

    def spelling(self, content: t.Inlines) -> _Spelling:
        bare = t.plain(content)
        if all(isinstance(part, t.Text) for part in bare) and not any(
            _SPECIAL.search(part.text) for part in bare if isinstance(part, t.Text)
        ):
            return _SPELLINGS[0]
        labels = dict.fromkeys(part.label for part in t.walk(bare) if isinstance(part, t.Reference))
        notes = "".join(f"\n\n[^{label}]: x" for label in labels)
        for spelling in _SPELLINGS:
            if read_tree("\n" + spelling.line(bare) + notes).blocks == (t.Paragraph(bare),):
                return spelling
        self.unformed += 1
        return _FORMLESS

    def change(self, content: t.Inlines, changed: t.Changed, spelling: _Spelling, text: str) -> str:
        """Find what a suggestion puts between its marks; the marks go to the line's ends where that is not clear."""
        start, end = (self.letters[-2 * changed.index - n] for n in (1, 2))
        other = spelling.line(_applied(content, changed))
        first, second = (
            _without(text, set(self.letters.values()) - {start, end}),
            _without(other, set(self.letters.values()) - {start, end}),
        )
        a, b = re.split(f"[{start}{end}]", first), re.split(f"[{start}{end}]", second)
        if len(a) == len(b) == 3 and a[0] == b[0] and a[2] == b[2]:
            self.after[changed.index] = b[1]
            return text
        self.after[changed.index] = "".join(b)
        return start + text.replace(start, "").replace(end, "") + end

    # ------------------------------------------------------------------ blocks

    def blocks(self, blocks: t.Blocks, gap: str = "\n\n", first: bool = False) -> str:
        done: list[str] = []
        other = False
        for at, block in enumerate(blocks):
            before = blocks[at - 1] if at else None
            if isinstance(block, t.List):
                same = isinstance(before, t.List) and (before.start is None) == (block.start is None)
                other = same and not other
                done.append(self.list_(block, other))
            else:
                other = False
                done.append(self.block(block, first and at == 0))
        return gap.join(done)

    def block(self, block: t.Block, first: bool) -> str:
        match block:
            case t.Paragraph():
                return self.line(block.content)
            case t.Heading():
                words = re.sub(r"(^|\s)(#+)$", r"\1\\\2", self.line(block.content, flat=True))
                return f"{'#' * block.level} {words}".rstrip()
            case t.Fence():
                return self.fence(block)
            case t.Html():
                return block.text
            case t.Rule():
                return "***" if first else "---"
            case t.Quote():
                return _prefixed(self.blocks(block.blocks), "> ", "> ")
            case t.Table():
                return self.table(block)
            case t.List():
                return self.list_(block, False)

    def fence(self, block: t.Fence) -> str:
        mark = _Spelling(mark=lambda code: self.letters[code])
        text = "".join(part.text if isinstance(part, t.Text) else mark.part(part, False) for part in block.content)
        for part in block.content:
            if isinstance(part, t.Changed):
                self.after[part.index] = t.words_of(part.after)
        longest = max((len(run) for run in re.findall(r"^[ >]*(`{3,})", text, re.MULTILINE)), default=2)
        ticks = "`" * (longest + 1)
        return f"{ticks}{block.info}\n{text}\n{ticks}" if text else f"{ticks}{block.info}\n{ticks}"

    def list_(self, block: t.List, other: bool) -> str:
        done = []
        loose = block.loose or any(
            isinstance(a, t.Paragraph) and isinstance(b, t.Paragraph)
            for item in block.items
            for a, b in zip(item.blocks, item.blocks[1:], strict=False)
        )
        for number, item in enumerate(block.items, block.start or 0):
            sign = ("*" if other else "-") if block.start is None else f"{number}{')' if other else '.'}"
            body = self.blocks(item.blocks, "\n\n" if loose else "\n", first=True)
            if item.checked is not None:
                body = f"[{'x' if item.checked else ' '}] {body}"
            done.append(_prefixed(body, f"{sign} ", " " * (len(sign) + 1)) if body else sign)
        return ("\n\n" if loose else "\n").join(done)

    def table(self, block: t.Table) -> str:
        def cell(content: t.Inlines) -> str:
            return self.line(content, flat=True).replace("\\|", "|").replace("|", "\\|")

        rules = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}
        rows = [[cell(content) for content in row] for row in block.rows]
        lines = [rows[0], [rules[align] for align in block.aligns], *rows[1:]] if rows else []
        return "\n".join(f"| {' | '.join(cells)} |".replace("|  |", "| |") for cells in lines)


def write_tree(tree: t.Tree) -> Written:
    """The Markdown of a tree, ending in a line feed; marks and suggestions are told apart from the text."""
    lines = t.leaves(tree)
    parts = [part for leaf in lines for part in t.walk(leaf)]
    codes = [part.code for part in parts if isinstance(part, t.Mark)]
    for part in parts:
        if isinstance(part, t.Changed):
            codes += [-2 * part.index - 1, -2 * part.index - 2]
    codes = list(dict.fromkeys(codes))
    letters = spare_letters(tree.front + repr(tree) if codes else "", len(codes))
    writer = _Writer(dict(zip(codes, letters, strict=False)))
    text = writer.blocks(tree.blocks, first=not tree.front)  # a first `---` would begin front matter
    for label, blocks in tree.notes:
        text += f"\n\n{_prefixed(writer.blocks(blocks), f'[^{label}]: ', '    ')}"
    text = tree.front + text.strip("\n") + "\n" if text.strip("\n") or tree.front else ""
    return _lifted(text, writer)


def _lifted(text: str, writer: _Writer) -> Written:
    if not writer.letters:
        return Written(text, {}, {}, writer.unformed)
    codes = {letter: code for code, letter in writer.letters.items()}
    places: dict[int, int] = {}
    pieces: list[str] = []
    size = 0
    for piece in re.split(f"([{''.join(codes)}])", text):
        if piece in codes:
            places[codes[piece]] = size
        else:
            pieces.append(piece)
            size += len(piece)
    after = {index: _without(words, set(codes)) for index, words in writer.after.items()}
    return Written("".join(pieces), places, after, writer.unformed)


def _without(text: str, letters: set[str]) -> str:
    return re.sub(f"[{''.join(letters)}]", "", text) if letters else text


def _prefixed(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    done = [first + lines[0], *((rest + line) if line or rest.strip() else line for line in lines[1:])]
    return "\n".join(line.rstrip(" ") if line.strip(" >") == "" else line for line in done)


def _opened(content: t.Inlines) -> t.Inlines:
    done: list[t.Inline] = []
    for part in content:
        if isinstance(part, t.Changed):
            done += [t.Mark(-2 * part.index - 1), *_opened(part.before), t.Mark(-2 * part.index - 2)]
        else:
            done.append(part)
    return tuple(done)


def _applied(content: t.Inlines, changed: t.Changed) -> t.Inlines:
    """The line with that suggestion taken, between the same marks."""
    done: list[t.Inline] = []
    for part in content:
        if isinstance(part, t.Changed) and part.index == changed.index:
            done += [t.Mark(-2 * part.index - 1), *part.after, t.Mark(-2 * part.index - 2)]
        elif isinstance(part, t.Styled):
            done.append(t.Styled(part.style, _applied(part.content, changed)))
        elif isinstance(part, t.Link):
            done.append(t.Link(part.href, part.title, _applied(part.content, changed)))
        else:
            done.append(part)
    return tuple(done)


def _unlinked(content: t.Inlines) -> t.Inlines:
    """The line without links, which cannot be inside a link."""
    done: list[t.Inline] = []
    for part in content:
        if isinstance(part, t.Link):
            done += _unlinked(part.content)
        else:
            done.append(t.Styled(part.style, _unlinked(part.content)) if isinstance(part, t.Styled) else part)
    return tuple(done)


def _flat(content: t.Inlines) -> t.Inlines:
    """The line without line breaks: a seen one becomes `<br>`, the source's own a space."""
    done: list[t.Inline] = []
    for part in content:
        if isinstance(part, t.Break):
            done.append(t.Text(" ") if part.soft else t.Raw("<br>"))
        elif isinstance(part, t.Styled):
            done.append(t.Styled(part.style, _flat(part.content)))
        elif isinstance(part, t.Link):
            done.append(t.Link(part.href, part.title, _flat(part.content)))
        elif isinstance(part, t.Changed):
            done.append(t.Changed(_flat(part.before), _flat(part.after), part.index))
        elif isinstance(part, t.Text):
            done.append(t.Text(part.text.replace("\n", " ")))
        else:
            done.append(part)
    return t.joined(tuple(done))


def _trimmed(content: t.Inlines) -> t.Inlines:
    """The line without white space at its ends and around its breaks, which Markdown does not keep."""
    done = list(content)
    solid = [at for at, part in enumerate(done) if not isinstance(part, t.Mark)]
    while solid and isinstance(done[solid[0]], t.Break):
        del done[solid[0]]
        solid = [at for at, part in enumerate(done) if not isinstance(part, t.Mark)]
    while solid and isinstance(done[solid[-1]], t.Break):
        del done[solid[-1]]
        solid = [at for at, part in enumerate(done) if not isinstance(part, t.Mark)]
    for place, at in enumerate(solid):
        part = done[at]
        if not isinstance(part, t.Text):
            continue
        text = part.text
        if place == 0 or isinstance(done[solid[place - 1]], t.Break):
            text = text.lstrip()
        if place == len(solid) - 1 or isinstance(done[solid[place + 1]], t.Break):
            text = text.rstrip()
        done[at] = t.Text(text)
    return t.joined(tuple(done))
