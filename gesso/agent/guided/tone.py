"""How formal and how hard a text reads, by counting. English; for comparing two versions of one text, not two texts.

`informality` counts marks of speech (contractions, you and we, spoken connectives and words, questions) and takes off
marks of officialese (stiff words, passives, forms that speech contracts), each per 100 words. `grade` is the
Flesch-Kincaid grade with syllables counted by groups of vowels.
"""

import re

from gesso.agent.guided.contractions import contracted
from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.agent.guided.verbs import is_participle

_SHORT = re.compile(r"\b\w+(?:n['’]t|['’](?:m|re|ll|ve|d))\b|\b(?:it|he|she|that|there|who|what|here|let)['’]s\b", re.I)
_ADDRESS = re.compile(r"\b(?:you|your|yours|we|us|our|please|thanks|sorry)\b", re.IGNORECASE)
_SPOKEN = re.compile(
    r"\b(?:lots|a lot|a bit|a few|a couple|maybe|really|just|pretty|kids|photos?|bikes?|phone|fridge|tv|okay|ok|hi|"
    r"cheap|gets?|got|getting|lets|like|big|about|mostly|though|plus|so|also|anyway|start(?:s|ed)?|fix(?:ed|es)?|"
    r"help|people|enough|keep in mind|just so you know|make sure|happy|great|wants?|turns? out)\b",
    re.IGNORECASE,
)
_STIFF = re.compile(
    r"\b(?:however|therefore|furthermore|moreover|additionally|consequently|subsequently|nevertheless|hence|thus|"
    r"in addition|in order to|prior to|due to|with (?:regard|reference|respect) to|regarding|upon|whom|shall|must|"
    r"one (?:can|may|must|should)|additional|approximately|sufficient|numerous|require[sd]?|requirements?|obtain\w*|"
    r"purchas\w*|assist\w*|inform\w*|provid\w*|permit\w*|prohibited|persons?|participants|visitors|residents|attend\w*|"
    r"recommended|advis\w*|request\w*|commenc\w*|utili[sz]\w*|receiv\w*|remain\w*|state[sd]|telephone|photographs?|"
    r"refrigerator|bicycles?|it is (?:\w+ )?(?:to|that)|regret|disregard|pleased to|suitable|capable|whether|such as|"
    r"in advance|is located|possess\w*|residence|children|many|further|examined|discovered|inexpensive)\b",
    re.IGNORECASE,
)
_BE = re.compile(r"\b(?:is|are|was|were|be|been|being)(?: not| also| only)? ([a-z]+)\b")


def informality(text: str) -> float:
    """Marks of speech less marks of officialese, per 100 words."""
    words = len(words_of(text)) or 1
    spoken = 2 * len(_SHORT.findall(text)) + len(_ADDRESS.findall(text)) + len(_SPOKEN.findall(text))
    stiff = len(_STIFF.findall(text)) + sum(is_participle(word) for word in _BE.findall(text))
    whole = len(_SHORT.findall(contracted(text))) - len(_SHORT.findall(text))
    return 100 * (spoken + min(2, text.count("?")) - stiff - whole) / words


def syllables(word: str) -> int:
    """About how many syllables an English word has."""
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = (word.endswith("e") and not word.endswith("le")) or (word.endswith("ed") and word[-3:-2] not in ("t", "d"))
    return max(1, groups - 1 if silent and groups > 1 else groups)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade level."""
    words = [w for w in words_of(text) if w.isascii()]
    sentences = len([s for s in split_sentences(text) if words_of(s)])
    if not words or not sentences:
        return 0.0
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
