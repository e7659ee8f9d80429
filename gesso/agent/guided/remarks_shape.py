"""Checks of how a text is built: empty headings, broken rows and links, odd items, leftovers, repeats. Pure."""

import re
from collections import Counter
from collections.abc import Iterator

from gesso.agent.guided.finding import heading_level
from gesso.agent.guided.remarks import Finding
from gesso.agent.guided.remarks_facts import cells_of, rows_of
from gesso.agent.guided.sentences import words_of
from gesso.base.late import late
from gesso.canvas.snapshot import Block, Snapshot

_EMPTY_LINK = late(r"(?<!!)\[(?P<words>[^\]\n]+)\]\(\s*\)")
_OPEN_LINK = late(r"\[(?P<words>[^\]\n]+)\]\((?P<to>[^)\s]*)(?=\s|$)")
_LEFTOVER = late(
    r"\b(?:TODO|FIXME|TBD|TBC|XXX+|TK TK|lorem ipsum)\b|\[(?!x\]|X\])[a-zA-Z][a-zA-Z ]{2,24}\](?![(\[:])|待定|待补充|"
    r"\bà compléter\b|\bpor completar\b",
)
_VARIANTS = (
    (r"e-mails?", r"emails?"), (r"web sites?", r"websites?"), (r"on-line", r"online"), (r"colou?rs?", ""),
    (r"favou?rites?", ""), (r"behaviou?rs?", ""), (r"flavou?rs?", ""), (r"neighbou?rs?", ""), (r"honou?rs?", ""),
    (r"organi[sz]e[sd]?", ""), (r"reali[sz]e[sd]?", ""), (r"recogni[sz]e[sd]?", ""), (r"analy[sz]e[sd]?", ""),
    (r"cent(?:er|re)s?", ""), (r"theat(?:er|re)s?", ""), (r"travell?ing", ""), (r"gr[ae]y", ""),
)  # fmt: skip
_KNOWN_SHORT = """
    EU UK US USA UN PDF HTML CSS URL API JSON CSV XML SQL TV PC OK CEO IT ID FAQ PS AM PM MIT DIY GPS USB NASA DHL SMS
    DNA HTTP HTTPS AI II III IV VI VII VIII IX XI BBC CD DVD LED ISO VAT GB MB KB CPU GPU RAM TODO FIXME TBD TBC XXX UTC
"""
_KNOWN = frozenset(_KNOWN_SHORT.split())
_ACRONYM = late(r"(?<![\w/.-])[A-Z]{2,5}(?![\w/.-]*\w)(?! [A-Z][a-z])")  # "LM Studio" is a name
_NAME = late(r"(?<![\w'’-])[A-ZÀ-Þ][\wà-ÿ]+")
_WIDE = 0.8
_FEWEST_WORDS = 12


def find_in_shape(snapshot: Snapshot) -> list[Finding]:
    """What is broken, left over, or said in two ways, in no order."""
    found: list[Finding] = [*_empty_headings(snapshot), *_twice(snapshot), *_names(snapshot), *_odd_items(snapshot)]
    for block in snapshot.leaves():
        if block.kind == "table":
            found += _rows(block)
        if block.kind in ("paragraph", "item", "quote", "heading", "table"):
            found += [*_links(block), *_leftovers(block)]
    return [*found, *_acronyms(snapshot), *_spellings(snapshot)]


def _empty_headings(snapshot: Snapshot) -> Iterator[Finding]:
    outer = [b for b in snapshot.blocks if b.parent is None]
    for at, block in enumerate(outer):
        following = outer[at + 1] if at + 1 < len(outer) else None
        if block.kind != "heading" or (at == 0 and following is None):
            continue
        if following is None or (following.kind == "heading" and heading_level(following) <= heading_level(block)):
            body = f"Nothing stands under “{block.title.strip()}”. Write the section, or take the heading out."
            yield Finding(block.start, block.end, "structure", "major", body)


def _rows(table: Block) -> Iterator[Finding]:
    rows = rows_of(table)
    width = len(cells_of(rows[0][1]))
    for at, row in rows[2:]:
        cells = len(cells_of(row))
        if row.strip() and cells != width:
            body = (
                f"This row has {cells} cells, the head has {width}. Add what is missing, or take out what is too much."
            )
            yield Finding(at, at + len(row), "structure", "major", body)


def _links(block: Block) -> Iterator[Finding]:
    for match in _EMPTY_LINK.finditer(block.text):
        body = (
            f"The link “{match['words']}” leads nowhere. Put the address between the round brackets, or drop the link."
        )
        yield Finding(block.start + match.start(), block.start + match.end(), "structure", "major", body)
    for match in _OPEN_LINK.finditer(block.text):
        body = f"The link “{match['words']}” is not closed. Put the bracket at the end of its address."
        yield Finding(block.start + match.start(), block.start + match.end(), "structure", "major", body)


def _leftovers(block: Block) -> Iterator[Finding]:
    for match in _LEFTOVER.finditer(block.text):
        body = f"“{match.group(0)}” was left to be filled in. Fill it in, or take it out before anybody reads this."
        yield Finding(block.start + match.start(), block.start + match.end(), "structure", "major", body)


def _twice(snapshot: Snapshot) -> Iterator[Finding]:
    """Paragraphs that say nearly the same; the later one is meant."""
    seen: list[tuple[Counter[str], int, Block]] = []
    for block in snapshot.leaves():
        if block.kind != "paragraph":
            continue
        words = Counter(words_of(block.text))
        total = words.total()
        if total < _FEWEST_WORDS:
            continue
        for other, size, earlier in seen[-100:]:
            if 2 * (words & other).total() > _WIDE * 2 * max(total, size):
                opening = " ".join(earlier.text.split()[:5])
                body = f"This says nearly the same as the paragraph “{opening}…”. Keep one of the two."
                yield Finding(block.start, block.end, "structure", "major", body)
                break
        seen.append((words, total, block))


def _odd_items(snapshot: Snapshot) -> Iterator[Finding]:
    """The one item of a list that is a sentence among notes."""
    for listed in (b for b in snapshot.blocks if b.kind == "list"):
        items = [b for b in snapshot.blocks if b.parent == listed.number and "\n" not in b.text]
        sentences = [b for b in items if re.search(r"[.!]\s*$", b.text) and len(b.text.split()) > 6]
        if len(items) >= 3 and len(sentences) == 1:
            words = re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", sentences[0].text)
            start = sentences[0].end - len(words)
            body = f"The other {len(items) - 1} items are short notes, this one is a sentence. Give them one form."
            yield Finding(start, sentences[0].end, "structure", "minor", body)


def _acronyms(snapshot: Snapshot) -> Iterator[Finding]:
    told: set[str] = set()
    for block in snapshot.leaves():
        if block.kind not in ("paragraph", "item", "quote"):
            continue
        bare = re.sub(r"`[^`]*`|https?://\S+", lambda m: " " * len(m.group(0)), block.text)
        for match in _ACRONYM.finditer(bare):
            word = match.group(0)
            if word in told or word in _KNOWN:
                continue
            told.add(word)
            explained = re.search(rf"\({word}\)|{word} \(|{word},? (?:short for|that is|which)", snapshot.text)
            shouted = len(re.findall(r"\b[A-ZÀ-Þ]{2,}\b", block.text)) > 3
            if not (explained or shouted):
                body = (
                    f"“{word}” is not explained. Write it out where it first stands, with the short form in brackets."
                )
                yield Finding(block.start + match.start(), block.start + match.end(), "clarity", "minor", body)


def _spellings(snapshot: Snapshot) -> Iterator[Finding]:
    """One word in two spellings; the rarer or later one is meant."""
    for one, other in _VARIANTS:
        pattern = re.compile(rf"(?<![\w@/.])(?:{one}{'|' + other if other else ''})(?![\w@/])", re.IGNORECASE)
        prose = re.sub(r"`[^`\n]*`", lambda match: " " * len(match.group(0)), snapshot.text)
        matches = [match for match in pattern.finditer(prose) if not match.group(0).isupper()]
        forms = Counter(_stem_form(m.group(0)) for m in matches)
        if len(forms) != 2:
            continue
        common = max(
            forms, key=lambda form: (forms[form], -next(m.start() for m in matches if _stem_form(m.group(0)) == form))
        )
        odd = [m for m in matches if _stem_form(m.group(0)) != common]
        usual = next(m.group(0) for m in matches if _stem_form(m.group(0)) == common)
        body = f"“{odd[-1].group(0)}” here, “{usual}” elsewhere. Choose one spelling."
        yield Finding(odd[-1].start(), odd[-1].end(), "consistency", "minor", body)


def _stem_form(word: str) -> str:
    return re.sub(r"(?<=\w{3})(?:s|d)$", "", word.casefold())


def _names(snapshot: Snapshot) -> Iterator[Finding]:
    """A name that differs by one letter, or an accent, from one that stands there more often."""
    found: dict[str, list[int]] = {}
    inside: set[str] = set()
    for block in snapshot.leaves():
        if block.kind not in ("paragraph", "item", "quote"):
            continue
        for match in _NAME.finditer(block.text):
            found.setdefault(match.group(0), []).append(block.start + match.start())
            if re.search(r"[\w,] $", block.text[: match.start()]):
                inside.add(match.group(0))
    names = [name for name in found if len(name) >= 3 and not name.isupper()][:200]
    for odd in names:
        for usual in names:
            if odd not in inside or odd == usual or len(found[odd]) != 1 or odd.casefold() == usual.casefold():
                continue
            # "Lefèvre" and "Lefévre", "Anna" and "Ana": one of each is enough to ask.
            accents = _plain(odd) == _plain(usual) and found[usual][0] < found[odd][0]
            if accents or (len(found[usual]) > 1 and _one_letter(odd, usual)):
                at = found[odd][0]
                body = f"“{odd}” is “{usual}” elsewhere. If it is the same name, spell it in one way."
                yield Finding(at, at + len(odd), "consistency", "minor", body, usual)


_PLAIN = str.maketrans("àáâãäåèéêëìíîïòóôõöùúûüçñ", "aaaaaaeeeeiiiiooooouuuucn")


def _plain(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word.casefold().translate(_PLAIN))


def _one_letter(one: str, other: str) -> bool:
    """One letter more or less; in words of six letters or more also another letter inside."""
    if len(one) == len(other):
        return len(one) >= 6 and one[-1] == other[-1] and sum(a != b for a, b in zip(one, other, strict=True)) == 1
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    if len(longer) != len(shorter) + 1 or longer == shorter + "s":
        return False
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
