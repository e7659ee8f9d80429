"""Finding columns, values and words of reckoning in a question. Pure; nothing is guessed that is not said here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gesso.data.profile import ColumnProfile, Profile

_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?%?|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[<>=!]+", re.UNICODE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SMALL_WORDS = (
    "a an the this that these those of for in on to me us my our i we you it its is are was were be do does did have "
    "has had can could would please show give tell draw plot make create chart graph diagram visualize visualise "
    "display what which who how when where find get list see want need like and with data csv file table dataset "
    "spreadsheet from as at all each every there some any by per across over new let look now then so just also "
    "compute calculate compare comparison figure value values column columns number numbers using use between rows "
    "row records entries sheet let's quick simple nice good excel parquet json one here out up into "
    "der die das den dem des ein eine einen und oder von im in am für mit über aus zu zum zur ist sind mir uns bitte "
    "zeige zeig pro je nach alle als grafik diagramm tabelle daten"
)
SAID_NOTHING = frozenset(_SMALL_WORDS.split())
_DEALS = {
    "sell sells sold selling": ("sale", "sold", "revenue", "turnover", "unit", "quantity", "amount"),
    "buy buys bought order orders ordered": ("quantity", "order", "unit", "amount", "purchase", "cost"),
    "earn earns earned make makes made bring brings brought": ("revenue", "profit", "income", "earning", "sale"),
    "spend spends spent pay pays paid cost costs": ("cost", "spend", "expense", "price", "amount", "paid"),
    "use uses used consume consumes consumed": ("usage", "use", "consumption", "quantity", "amount"),
}
DEALING = {verb: columns for verbs, columns in _DEALS.items() for verb in verbs.split()}
"""What a verb of dealing reckons with, where the question names no column of numbers: words of such columns."""


@dataclass
class Heard:
    """A question as words; what was made something of is struck out, and what is left was not understood."""

    text: str
    tokens: list[str] = field(default_factory=list)
    used: list[bool] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> "Heard":
        tokens = [match[0] for match in _TOKEN.finditer(text)]
        return cls(text, tokens, [False] * len(tokens))

    @property
    def low(self) -> list[str]:
        return [token.lower() for token in self.tokens]

    def use(self, start: int, end: int) -> None:
        for at in range(start, end):
            self.used[at] = True

    def find(self, pattern: str) -> "Place | None":
        """The first place of unused words that fit; `pattern` is of whole words, joined by one space."""
        low = self.low
        for start in range(len(low)):
            for end in range(min(len(low), start + 6), start, -1):
                if any(self.used[start:end]):
                    continue
                if found := re.fullmatch(pattern, " ".join(low[start:end])):
                    return Place(start, end, found)
        return None

    def take(self, pattern: str) -> "Place | None":
        place = self.find(pattern)
        if place is not None:
            self.use(place.start, place.end)
        return place

    def missed(self) -> list[str]:
        """Words nothing was made of, and that say something."""
        return [
            token
            for token, used in zip(self.tokens, self.used, strict=True)
            if not used and token.lower() not in SAID_NOTHING
        ]


@dataclass(frozen=True)
class Place:
    start: int
    end: int
    match: "re.Match[str]"


@dataclass(frozen=True)
class Named:
    """A column, and where the question names it."""

    column: ColumnProfile
    start: int
    end: int


@dataclass(frozen=True)
class Meant:
    """A value of a text column that the question names."""

    column: ColumnProfile
    value: str
    start: int
    end: int


def stem(word: str) -> str:
    """A word without its plural, roughly: enough for "cities" to be "city"."""
    word = word.lower()
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and re.search(r"(?:s|x|z|ch|sh)es$", word):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def words_of(name: str) -> list[str]:
    return [stem(part) for part in re.findall(r"[^\W_]+", _CAMEL.sub(" ", name))]


def named_columns(heard: Heard, profile: Profile) -> list[Named]:
    """Columns that are named, in the order of the question, the longest names first; their words are struck out."""
    found: list[Named] = []
    stems = [stem(token) for token in heard.tokens]
    wanted = [(words_of(column.name), column) for column in profile.columns]
    for words, column in sorted(wanted, key=lambda each: -len(each[0])):
        for start in range(len(stems) - len(words) + 1):
            end = start + len(words)
            if words and stems[start:end] == words and not any(heard.used[start:end]):
                heard.use(start, end)
                found.append(Named(column, start, end))
    taken = {each.column.name for each in found}
    for at, said in enumerate(stems):  # a part of a longer name, where it is a part of no other
        if heard.used[at] or said in SAID_NOTHING or len(said) < 3:
            continue
        having = [column for words, column in wanted if said in words and column.name not in taken]
        if len(having) == 1:
            heard.use(at, at + 1)
            taken.add(having[0].name)
            found.append(Named(having[0], at, at + 1))
    return sorted(found, key=lambda each: each.start)


def meant_values(heard: Heard, profile: Profile) -> list[Meant]:
    """Frequent values that are named; one that stands in several columns is that of the first."""
    found: list[Meant] = []
    low = heard.low
    values = [
        ([part.lower() for part in _TOKEN.findall(value.value)], value.value, column)
        for column in profile.columns
        if column.kind in ("text", "bool")
        for value in column.top
    ]
    for words, value, column in sorted(values, key=lambda each: -len(each[0])):
        if not words or words == ["true"] or words == ["false"] or (len(words) == 1 and words[0] in SAID_NOTHING):
            continue
        for start in range(len(low) - len(words) + 1):
            end = start + len(words)
            if low[start:end] == words and not any(heard.used[start:end]):
                heard.use(start, end)
                found.append(Meant(column, value, start, end))
    return sorted(found, key=lambda each: each.start)


def plain_number(text: str) -> float | None:
    """A number as it is said, with thousands and with k, m, bn or per cent."""
    match = re.fullmatch(r"(\d[\d,]*(?:\.\d+)?)\s*(k|thousand|m|million|bn|billion|%)?", text.lower())
    if match is None:
        return None
    scale = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}.get(match[2] or "", 1.0)
    return float(match[1].replace(",", "")) * scale


def identifies(column: ColumnProfile, rows: int) -> bool:
    """Whether it only numbers the rows, so that nobody wants its sum."""
    if words_of(column.name)[-1:] in (["id"], ["key"], ["nr"], ["no"], ["code"], ["zip"], ["year"]):
        return True
    whole = column.kind == "number" and column.mean is not None and "." not in column.low
    if not whole or rows <= 20 or column.distinct is None or column.distinct < 0.99 * rows:
        return False
    try:
        low, high = float(column.low), float(column.high)
    except ValueError:
        return True
    return high - low < 2 * rows or (low >= 10_000 and len(column.low) == len(column.high))


def measures(profile: Profile) -> Sequence[ColumnProfile]:
    return [each for each in profile.columns if each.kind == "number" and not identifies(each, profile.rows)]


def groups(profile: Profile) -> Sequence[ColumnProfile]:
    """Text columns with few values, those with the fewest first."""
    few = [each for each in profile.columns if each.kind in ("text", "bool") and each.distinct and each.top]
    return sorted((each for each in few if 1 < (each.distinct or 0) <= 200), key=lambda each: each.distinct or 0)
