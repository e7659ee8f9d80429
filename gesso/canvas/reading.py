"""What a text measures: words, sentences, syllables, its reading grade, its emoji, the language it is written in.

Pure. Markdown marks, code, tables and addresses are no prose and are not counted as such. The grade is Flesch-Kincaid
(Kincaid et al. 1975), made for English; syllables are counted by rules, which on running English text miss about one
word in twenty, up as often as down. The language is a guess from very common words and from the script: None where
that says nothing.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from gesso.base.late import late

_FENCE = late(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_TABLE_ROW = late(r"^\s*\|.*\|\s*$", re.MULTILINE)
_MARKS = late(r"^\s{0,8}(?:#{1,6}\s+|>\s?|(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)", re.MULTILINE)
_ADDRESS = late(r"<?https?://\S+>?|\S+@\S+\.\w+")
_LINK = late(r"!?\[([^\]]*)\]\([^)]*\)")
_INLINE = late(r"[*_~`]+")
_WORD = late(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:['’-][^\W_]+)*")
_END = late(r"[.!?…。！？]+(?=[\"'”’)\]*_]*(?:\s|$))|[。！？]|\n\s*\n|\n(?=\x00)")
_SHORT = late(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|No|Inc|Jr|Sr)\.", re.IGNORECASE)
EMOJI = late(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3|"
    "[\U0001f300-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u231a\u231b\u23e9-\u23fa]\ufe0f?[\U0001f3fb-\U0001f3ff]?"
    "(?:\u200d[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?[\U0001f3fb-\U0001f3ff]?)*)"
)
"""One emoji as a person sees it: a flag, a key cap, or a picture with its skin tone and what is joined to it."""


@dataclass(frozen=True)
class Counts:
    words: int
    sentences: int
    syllables: int


def prose_of(text: str) -> str:
    """The words a person reads: without code, tables and addresses, marks taken off; a list item ends a sentence."""
    text = _TABLE_ROW.sub("", _FENCE.sub("", text))
    text = _ADDRESS.sub(" ", _LINK.sub(r"\1", text))
    return _INLINE.sub("", _MARKS.sub("\x00", text))


def words_in(text: str) -> int:
    """How many words a person would count: code and tables too; each Chinese or Japanese character is one."""
    return len(_WORD.findall(_INLINE.sub("", _ADDRESS.sub(" link ", _MARKS.sub("", _LINK.sub(r"\1", text))))))


def counts_of(text: str) -> Counts:
    """Words, sentences and syllables of the prose in `text`."""
    prose = _SHORT.sub(lambda match: match.group(0).replace(".", ""), prose_of(text))
    sentences = [piece for piece in _END.split(prose) if piece and re.search(r"[^\W\d_]", piece)]
    words = [word for word in _WORD.findall(prose) if re.search(r"[^\W\d_]", word)]
    return Counts(len(words), len(sentences), sum(map(syllables_in, words)))


def flesch_kincaid(counts: Counts) -> float | None:
    """The American school grade that can read it: 1 to 12, then years of college; None without words."""
    if not counts.words or not counts.sentences:
        return None
    return 0.39 * counts.words / counts.sentences + 11.8 * counts.syllables / counts.words - 15.59


def grade_of(text: str) -> float | None:
    """Flesch-Kincaid grade of the prose in `text`; None when it holds none, or is not English."""
    if language_written(text) not in ("en", None):
        return None
    return flesch_kincaid(counts_of(text))


_SYLLABLES = {
    "the": 1, "every": 2, "business": 2, "people": 2, "being": 2, "doing": 2, "going": 2, "seeing": 2, "area": 3,
    "idea": 3, "ideas": 3, "create": 2, "created": 3, "creates": 2, "poem": 2, "poet": 2, "quiet": 2, "science": 2,
    "society": 4, "variety": 4, "different": 3, "evening": 2, "something": 2, "sometimes": 2, "someone": 2,
    "everything": 3, "everyone": 3, "therefore": 2, "maybe": 2, "forever": 3, "coffee": 2, "recipe": 3, "simile": 3,
    "colonel": 2, "wednesday": 2, "chocolate": 3, "vegetable": 4, "interesting": 4, "real": 1, "theory": 3,
    "eye": 1, "eyes": 1, "queue": 1, "ocean": 2, "lion": 2, "giant": 2,
    "naked": 2, "wicked": 2, "hundred": 2, "sacred": 2, "whole": 1,
}  # fmt: skip
_SILENT_END = late(r"(?:(?<![aeiouylr])es|(?<=[lr])es|(?<![tdaeiouy])ed|(?<![aeiouyl])e|(?<=[aeiouyrwl])le|(?<=l)e)$")
_SPOKEN_END = late(r"(?:[^aeiouylrw]le[sd]?|[scxz]es|[sc]hes|ges|[^aeiou]les)$")
_TWO_SOUNDS = late(
    r"(?<![cstgxlqn])i(?:a|o|u)|(?<=n)i(?:a|u)|(?<![gq])ua|(?<![qg])ue(?=[ltn])|(?<!g)eo(?!us|n$|r|p)|eum$|"
    r"(?<![ctg])ien(?!d)|(?<=cr)ea(?=t[eio])|(?<=[rd])ea(?=l[iy])|^coo(?=[pr])|[aeou]ying|eing$|oing$|iet|ism$|[dstn]n't$|thm"
)
"""Vowels that stand together and are spoken apart, and consonants that sound like a syllable of their own."""
_UNSPOKEN = late(r"(?<=[aeio])gue$|que$|(?<=[^aeiouyl])e(?=(?:ly|ment|ful|less|ness)s?$)")


@lru_cache(maxsize=50_000)
def syllables_in(word: str) -> int:
    """Syllables of an English word by rules, with the commonest exceptions; at least one."""
    word = re.sub(r"[^a-z'-]", "", word.lower().replace("’", "'"))
    if "-" in word:
        return sum(syllables_in(part) for part in word.split("-") if part) or 1
    if word.endswith("n't") and word not in ("don't", "can't", "won't", "aren't", "weren't"):
        return syllables_in(word[:-3]) + 1
    word = word.split("'")[0]
    if word in _SYLLABLES:
        return _SYLLABLES[word]
    groups = len(re.findall(r"[aeiouy]+", word))
    if _SPOKEN_END.search(word) is None and _SILENT_END.search(word):
        groups -= 1
    groups += len(_TWO_SOUNDS.findall(word)) - len(_UNSPOKEN.findall(word))
    return max(1, groups)


_COMMON = {
    "en": "the of and to in is that it for was on with as at by this are be from or have not they you which",
    "de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden",
    "fr": "le la les de des et à en un une du est que pour dans qui au par plus pas sur ne se ce il elle",
    "es": "el la los las de y que en un una es por con para del se no su al lo como más pero este",
    "pt": "o a os as de e que do da em um uma para com não no na é por mais dos como mas ao foi",
    "it": "il lo la i gli le di e che un una in per è con non del della sono si da al come più anche",
    "nl": "de het een van en in is dat op te zijn met voor niet aan er om ook als maar bij door naar",
    "vi": "và của là có được cho trong một không những các với người này đã để khi từ như đó vào ra",
    "pl": "i w na z do się nie że to jest od przez po jak ale za co dla oraz są tego już",
    "tr": "ve bir bu için ile da de olarak çok daha olan gibi kadar sonra ne var en o ancak",
    "sv": "och att det i en som på är av för med den till inte om har de ett var från",
    "id": "yang dan di dengan untuk dari ini itu dalam pada adalah tidak akan ke oleh juga karena sebagai",
}
_COMMON_WORDS = {name: frozenset(words.split()) for name, words in _COMMON.items()}
_SCRIPTS = (
    ("ja", late(r"[\u3040-\u30ff]")), ("ko", late(r"[\uac00-\ud7af]")),
    ("zh", late(r"[\u3400-\u9fff]")), ("ru", late(r"[\u0400-\u04ff]")),
    ("ar", late(r"[\u0600-\u06ff]")), ("he", late(r"[\u0590-\u05ff]")),
    ("el", late(r"[\u0370-\u03ff]")), ("hi", late(r"[\u0900-\u097f]")),
    ("th", late(r"[\u0e00-\u0e7f]")),
)  # fmt: skip


def language_written(text: str) -> str | None:
    """Code of the language that `text` seems to be written in (`en`, `de`, …); None when too little tells."""
    prose = prose_of(text)
    letters = len(re.findall(r"[^\W\d_]", prose))
    for name, script in _SCRIPTS:
        share = len(script.findall(prose)) / max(1, letters)
        if share > (0.08 if name == "ja" else 0.3):
            return name
    words = [word.lower() for word in _WORD.findall(prose)]
    found = Counter({name: sum(word in common for word in words) for name, common in _COMMON_WORDS.items()})
    (best, hits), (_, second) = found.most_common(2)
    return best if hits >= 3 and hits > 1.15 * second and hits >= 0.08 * len(words) else None
