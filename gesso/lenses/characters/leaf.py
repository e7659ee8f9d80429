"""What is read from one block: who is mentioned and how, what is said of them, who speaks, how much time passes.

Positions are code points of the block. Who a mention is, is decided later, over the whole text (`cast`, `following`).
"""

from dataclasses import dataclass
from typing import Literal

from gesso.lenses.elapsed import Passed

How = Literal["name", "he", "she", "I", "you", "man", "woman", "rank", "other"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, a pronoun or a description of somebody, and how it stands there.

    `words` is the name as written, without its possessive. `how`: "man" and "woman" are descriptions such as “the old
    man”, "rank" is “the captain”, "other" “a stranger”. `said`: inside quotation marks; `owner`: possessive; `called`:
    somebody is addressed by it; `opens`: begins a sentence; `place`, `the`: stands after a word that often precedes
    places, after “the”; `acts`: does what only people do; `named`: after “his name was”.
    """

    start: int
    end: int
    how: How
    words: str
    said: bool
    subject: bool = False
    owner: bool = False
    called: bool = False
    opens: bool = False
    place: bool = False
    the: bool = False
    acts: bool = False
    named: bool = False
    sentence: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody is said to have a property: `value` of `kind`, read from `start` to `end`; `at`: the value's own words.

    `holder` and `other` are indexes of mentions. `said`: in dialogue; `doubt`: told as a lie there; `change`: the
    sentence tells of a change, so an earlier value may differ; `loose`: about so much.
    """

    kind: str
    value: str
    holder: int
    start: int
    end: int
    at: tuple[int, int]
    said: bool = False
    doubt: bool = False
    change: bool = False
    loose: bool = False
    other: int | None = None
    other_words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Spoken words from `start` to `end`, and the mention that speaks them, if one is named beside them."""

    start: int
    end: int
    speaker: int | None
    plain: bool = True  # said in the ordinary way: not “had said”, not by a ghost or in memory


@dataclass(frozen=True, slots=True)
class Leaf:
    """`beasts`: names said to be an animal's; `several`: names that more than one has; `selves`: what “I” is called."""

    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()
    lines: tuple[Line, ...] = ()
    spans: tuple[Passed, ...] = ()
    lower: frozenset[str] = frozenset()
    lies: bool = False
    wholly_said: bool = False
    wedding: bool = False
    breaks: bool = False
    year: int | None = None
    beasts: frozenset[str] = frozenset()
    several: frozenset[str] = frozenset()
    selves: tuple[str, ...] = ()
