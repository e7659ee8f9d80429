"""A language as data: what each of its time words means, in the terms the grammar reads.

The grammar never sees a word of a language, only `Unit`s. A new language is a new file with a `Lexicon`, and the
constructions of its own that no other has. The kinds of unit are listed at `Unit`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from gesso.schedule.words.tokens import Token


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or fixed expression with its meaning for time.

    Kinds: `number` (n), `ordinal` (n), `weekday` (n; name `s` when said in the plural), `weekdays` (Monday to Friday),
    `weekend`, `month` (n), `unit` (name: minute to year), `often` (an adverb: name is the unit, n the step), `part`
    (name: morning to night), `point` (a clock time: n minutes), `day` (today and its neighbours: n), `feast` (n is
    month * 100 + day), `zone` (name), `vague` (asks), `times` (n), `word`, `sign`, `opaque`, and the small words, whose
    kind is their own name (`at`, `every`, `until` ...).
    """

    kind: str
    text: str
    start: int
    end: int
    glued: bool
    n: int = 0
    name: str = ""
    typo: bool = False


Sense = tuple[str, int, str]  # kind, n, name


@dataclass(frozen=True)
class Lexicon:
    """The words of one language. `senses` may have expressions of several words, joined by a space."""

    language: str
    senses: Mapping[str, Sense]
    marks: frozenset[str]  # words that only this language has: they decide which language a text is in
    verbs: frozenset[str]  # what a request begins with
    typos: frozenset[str] = frozenset()  # words whose misspelling is looked for
    common_slips: Mapping[str, str] = field(default_factory=dict)
    real: frozenset[str] = frozenset()  # words that look like a misspelt time word and are not
    after: Mapping[tuple[str, str], Sense] = field(default_factory=dict)  # the word before, the word -> its sense then
    half_before: bool = False  # "halb acht" is half past seven; English "half eight" asks
    ordinal_dot: bool = False  # "3." is the third
    day_first: bool | None = None  # "3/4" is the third of April; None: it depends
    spoken: Mapping[str, str] = field(default_factory=dict)  # words of this language for the card

    @cached_property
    def longest(self) -> Mapping[str, int]:
        """First word of an expression -> how many words its longest one has."""
        found: dict[str, int] = {}
        for entry in self.senses:
            words = entry.split()
            found[words[0]] = max(found.get(words[0], 1), len(words))
        return found

    @cached_property
    def misspelt(self) -> Mapping[str, str]:
        """Every string one slip away from a word of `typos` -> that word. Slips that give a real word are left out."""
        found: dict[str, str] = dict(self.common_slips)
        for word in sorted(self.typos):
            for slip in slips(word):
                if slip not in self.senses and slip not in self.real and len(slip) > 3:
                    found.setdefault(slip, word)
        return found

    def units(self, tokens: list[Token]) -> list[Unit]:
        """The tokens by meaning; expressions of several words are one unit."""
        return list(self._units(tokens))

    def _units(self, tokens: list[Token]) -> Iterator[Unit]:
        i = 0
        while i < len(tokens):
            unit, i = self._unit(tokens, i)
            yield unit

    def _unit(self, tokens: list[Token], i: int) -> tuple[Unit, int]:
        token = tokens[i]
        if i and (sense := self.after.get((tokens[i - 1].text, token.text))):
            return self._made(sense, [token]), i + 1
        if i and token.glued and tokens[i - 1].kind == "number" and (short := self._after_figure(tokens, i)):
            return self._made(short, [token]), i + 1
        if token.text in ("ev", "ea", "2") and self.language == "en" and (short := self._short(tokens, i)):
            return self._made(short, [token]), i + 1
        for length in range(min(self.longest.get(token.text, 1), len(tokens) - i), 0, -1):
            group = tokens[i : i + length]
            sense = self.senses.get(" ".join(t.text for t in group))
            if sense:
                return self._made(sense, group), i + length
        if token.kind == "number":
            n = int(token.text) if len(token.text) < 9 else -1
            after = tokens[i + 1] if i + 1 < len(tokens) else None
            if after and after.glued and after.text in ("st", "nd", "rd", "th"):
                return Unit("ordinal", token.text, token.start, after.end, token.glued, n), i + 2
            if after and after.glued and after.text == "." and self.ordinal_dot and self._dotted(tokens, i):
                return Unit("ordinal", token.text, token.start, after.end, token.glued, n), i + 2
            return Unit("number", token.text, token.start, token.end, token.glued, n), i + 1
        if token.kind == "word" and len(token.text) > 3 and (right := self.misspelt.get(token.text)):
            return self._made(self.senses[right], [token], typo=True), i + 1
        return Unit(token.kind, token.text, token.start, token.end, token.glued), i + 1

    def _after_figure(self, tokens: list[Token], i: int) -> Sense | None:
        """What a few letters written against a figure mean: 2p, 4ish."""
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        if self.language != "en" or (after and after.glued and after.kind in ("word", "number")):
            return None
        if tokens[i].text == "ish":
            return "sharp", 0, ""
        colon = i > 2 and tokens[i - 2].text == ":" and tokens[i - 2].glued
        days = i > 3 and tokens[i - 3].text == "/" and len(tokens[i - 2].text) < 3  # "M/W/F 6a"
        before = "at" if colon or days else self.senses.get(tokens[i - 2].text, ("", 0, ""))[0] if i > 1 else ""
        beside = self.senses.get(after.text, ("", 0, ""))[0] if after else ""
        if beside in ("often", "weekday", "weekdays", "day", "every"):
            before = "at"  # "vitamins 8a daily"
        if before not in ("at", "weekday", "weekdays", "weekend", "day", "often", "unit", "and", "to", "until"):
            return None
        return {"a": ("meridiem", 0, "am"), "p": ("meridiem", 12, "pm")}.get(tokens[i].text)

    def _short(self, tokens: list[Token], i: int) -> Sense | None:
        """ "Ev 3 days", "ea wkday": every; "hourly 2 drink water": to."""
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        if after is None or after.glued:
            return None
        kind = self.senses.get(after.text, ("", 0, ""))[0]
        if tokens[i].text != "2":
            return (
                ("every", 0, "") if after.kind == "number" or kind in ("weekday", "weekdays", "unit", "part") else None
            )
        before = self.senses.get(tokens[i - 1].text, ("", 0, ""))[0] if i else ""
        timed = before in ("often", "meridiem", "point") and not tokens[i].glued
        return ("to", 0, "") if timed and after.text in self.verbs else None

    @staticmethod
    def _dotted(tokens: list[Token], i: int) -> bool:
        """Whether the dot after this number makes it an ordinal: something goes on after it, and not "7.30"."""
        if i and tokens[i - 1].text in ("um", "gegen", "punkt"):
            return False
        rest = tokens[i + 2] if i + 2 < len(tokens) else None
        return rest is not None and not (rest.glued and rest.kind == "number")

    def _made(self, sense: Sense, group: list[Token], typo: bool = False) -> Unit:
        kind, n, name = sense
        said = " ".join(t.text for t in group)
        return Unit(kind, said, group[0].start, group[-1].end, group[0].glued, n, name, typo)


def slips(word: str) -> Iterator[str]:
    """What a hurried hand makes of `word`: a letter lost, doubled, exchanged with its neighbour, or another one."""
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]
        yield word[: i + 1] + word[i:]
        if i + 1 < len(word):
            yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        for other in "aeioumnrsty":
            yield word[:i] + other + word[i + 1 :]
            if len(word) > 5:
                yield word[:i] + other + word[i:]


def table(rows: str) -> dict[str, Sense]:
    """The senses in rows of "kind number name: words, parted by commas"; an indented row goes on with the one above.

    A word has one sense: one that stands twice is a mistake in the data, and raises ValueError.
    """
    found: dict[str, Sense] = {}
    for row in rows.strip().replace("\n   ", "").split("\n"):
        head, _, words = row.partition(": ")
        kind, n, name = head.split()
        for entry in (word.strip() for word in words.split(",")):
            if entry in found:
                raise ValueError(f"“{entry}” stands twice in a lexicon: as {found[entry]} and as {head}")
            found[entry] = (kind, int(n), "" if name == "-" else name)
    return found


def word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def slip_table(rows: str) -> dict[str, str]:
    """Misspelling -> word, of rows "word: misspellings"."""
    return {
        slip: word
        for word, _, slips in (row.partition(": ") for row in rows.strip().split("\n"))
        for slip in slips.split()
    }
