"""Is something of three lines or fewer asked for (O8): a sentence, a caption, a few titles? In five languages.

The small thing must be what is asked for, not what is written about or into it: "a headline for my profile" is, "a
speech with three jokes" is not.
"""

import re

from gesso.base.late import late

_COUNT = r"(?:an?|one|two|three|four|five|six|ten|some|(?:a )?few|single|\d|10)"
_THING = (
    r"(?:word|sentence|line|title|headline|heading|name|caption|slogan|tagline|motto|subject(?: line)?|hashtag|pun|"
    r"joke|synonym|nickname|username)s?"
)
_WHICH = (
    r"(?:(?:(?:really|very|more) )?(?:short|catchy|better|good|possible|quick|funny|clever|nice|new|different|"
    r"alternative|sweet|fitting|snappy|strong|blog|book|band|song|poem|photo|video|email|birthday) ){0,2}"
)
_ENDS = (
    r"(?=\s*(?:$|[.,;:!?)]|(?:for|about|to|on|in|that|which|please|pls|and|or|with|from|under|over|by|of|ideas?)\b))"
)
_LITTLE = late(
    r"\bone[- ]?(?:line|liner|sentence|word)\b|\b(?:single|two|2)[- ](?:sentence|line|word)\b|"
    rf"\b{_COUNT}[- ]{_WHICH}{_THING}\b{_ENDS}(?! of (?:credit|duty|code))|"
    rf"\b(?:two|three|four|five|six|ten|some|(?:a )?few|\d|10) {_WHICH}(?:title|name|caption|slogan|headline|hashtag) "
    r"ideas?\b|"
    r"\b(?:ein(?:en|e|s)?|zwei|drei|fünf|paar|\d) (?:\w+ )?(?:satz|sätze|wort|wörter|titel|zeilen?|überschrift(?:en)?|"
    r"namen?|slogans?|spruch|sprüche|betreff\w*|bildunterschrift(?:en)?|hashtags?|witze?|synonyme?)\b|"
    r"\b(?:una?|dos|tres|cinco|unos|unas|\d) (?:\w+ )?(?:frases?|títulos?|titular(?:es)?|nombres?|esl[oó]gan(?:es)?|"
    r"palabras?|líneas?|pie de foto|asuntos?|hashtags?|chistes?|lemas?)\b|"
    r"(?<!\w)(?:một|hai|ba|vài|mấy|\d) (?:câu(?! chuyện| hỏi| đối)|tiêu đề|tựa đề|cái tên|tên|dòng|khẩu hiệu|"
    r"chú thích)(?!\w)|"
    r"(?:一|两|三|几|\d)(?:个|句|条|行)(?:\S{0,4})?(?:标题|话(?!剧)|名字|口号|标语|词(?![频典汇])|笑话|题目)|[取起]个\S{0,3}名",
    re.IGNORECASE,
)
_LARGE = late(
    r"\b(?:long|complete|entire|pages?|chapters?|full|whole|detailed|collection|per (?:day|week|month|page|chapter)|"
    r"each|every|\d{2,} words|ausführlich\w*|ganze\w*|seiten?|kapitel|completo|páginas?|detallad\w*)\b|每|详细|完整",
    re.IGNORECASE,
)
_OF = late(
    r"(?<=\S)\s+(?:about|on|for|of|to|that|which|who|with|in|from|by|und|and|über|für|zu|zum|zur|mit|sobre|para|de|que|"
    r"con|về|cho|,)\s",
    re.IGNORECASE,
)


def is_little(clause: str) -> bool:
    """Whether what this clause asks for is a thing of at most three lines."""
    if _LARGE.search(clause):
        return False
    found = _LITTLE.search(clause)
    if found is None:
        return False
    before = clause[: found.start()]
    thing = _OF.search(before)
    # "give me, for my profile, a headline" is as good as "a headline for my profile"; "a speech with a joke" is not.
    return thing is None or not re.search(r"\w", _without_asking(before[: thing.start()]))


def _without_asking(before: str) -> str:
    """What stands before the first "for" or "about", without the words of asking."""
    return _ASKING.sub(" ", before)


_ASKING = late(
    r"\b(?:please|can|could|would|you|i|need|want|like|i'd|give|gimme|get|write|make|think|find|suggest|come|up|with|me|us|"
    r"just|only|quickly|bitte|gib|mir|uns|schreib\w*|ich|brauche|möchte|nur|dame|danos|escribe(?:me)?|necesito|quiero|solo|"
    r"polite|nice|good|short|help)\b",
    re.IGNORECASE,
)
