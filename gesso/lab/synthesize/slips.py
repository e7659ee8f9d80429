"""Mistakes that people make while they type, put into a message: by keyboard, by ear, by learners, in haste.

What stands in quotation marks and what has a figure in it stays, because a label may hang on it. Pure.
"""

import random
import re
import unicodedata
from collections.abc import Callable

ROWS = {"de": ("qwertzuiopü", "asdfghjklöä", "yxcvbnm"), "": ("qwertyuiop", "asdfghjkl", "zxcvbnm")}
BY_EAR = {
    "en": (("their", "there"), ("definite", "definate"), ("paragraph", "paragraf"), ("ight", "ite"), ("ea", "ee"),
           ("letter", "leter"), ("write", "rite"), ("ph", "f"), ("tion", "shun"), ("could", "cud"), ("you", "u")),
    "de": (("das", "dass"), ("ie", "i"), ("ß", "ss"), ("tz", "z"), ("ck", "k"), ("v", "f"), ("äu", "eu"), ("mm", "m")),
    "es": (("v", "b"), ("h", ""), ("qu", "k"), ("ll", "y"), ("z", "s"), ("ce", "se")),
    "vi": (("tr", "ch"), ("x", "s"), ("gi", "d"), ("không", "ko"), ("được", "dc")),
    "zh": (("的", "得"), ("在", "再"), ("做", "作"), ("帮", "邦"), ("那", "哪")),
}  # fmt: skip
DROPPED = {"en": ("the", "a", "an"), "de": ("der", "die", "das", "ein", "eine"), "es": ("el", "la", "un", "una")}
_KEPT = re.compile(r"[\"“”„«».:/@\d]")
KINDS = ("none", "keyboard", "ear", "learner", "haste")


def with_slips(text: str, kind: str, lang: str, chance: random.Random) -> str:
    """The message with mistakes of a kind; the same chance makes the same ones."""
    return _SLIPS[kind](text, lang, chance)


def _keyboard(text: str, lang: str, chance: random.Random) -> str:
    words = text.split(" ")
    able = [i for i, word in enumerate(words) if len(word) > 3 and word.isascii() and not _KEPT.search(word)]
    for i in chance.sample(able, min(len(able), 1 + len(words) // 8)):
        words[i] = _mistyped(words[i], lang, chance)
    return " ".join(words)


def _mistyped(word: str, lang: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    match chance.randrange(4):
        case 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 1:
            return word[:at] + word[at + 1 :]
        case 2:
            return word[:at] + word[at] + word[at:]
        case _:
            return word[:at] + _neighbour(word[at], lang, chance) + word[at + 1 :]


def _neighbour(letter: str, lang: str, chance: random.Random) -> str:
    for row in ROWS.get(lang, ROWS[""]):
        at = row.find(letter.lower())
        if at >= 0:
            return chance.choice([row[i] for i in (at - 1, at + 1) if 0 <= i < len(row)])
    return letter


def _ear(text: str, lang: str, chance: random.Random) -> str:
    words = re.split(r"( )", text)
    fitting = [(i, right, wrong) for i, word in enumerate(words) if not _KEPT.search(word)
               for right, wrong in BY_EAR.get(lang, ()) if right in word]  # fmt: skip
    for i, right, wrong in chance.sample(fitting, min(2, len(fitting))):
        words[i] = words[i].replace(right, wrong, 1)
    return "".join(words)


def _learner(text: str, lang: str, chance: random.Random) -> str:
    dropped = DROPPED.get(lang, ())
    words = [word for word in text.split(" ") if word not in dropped or chance.random() < 0.3]
    return " ".join(words)


def _haste(text: str, lang: str, chance: random.Random) -> str:
    line = text.lower().rstrip(".!。！")
    if lang == "vi" and chance.random() < 0.6 and "“" not in line:
        line = "".join(sign for sign in unicodedata.normalize("NFD", line) if not unicodedata.combining(sign))
        line = line.replace("đ", "d")
    if lang == "de":
        line = line.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    return line.replace("'", "") if "“" not in text and '"' not in text else text


def _none(text: str, lang: str, chance: random.Random) -> str:
    return text


_SLIPS: dict[str, Callable[[str, str, random.Random], str]] = {
    "none": _none, "keyboard": _keyboard, "ear": _ear, "learner": _learner, "haste": _haste,
}  # fmt: skip
