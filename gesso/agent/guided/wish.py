"""Which common change a person wishes for a passage: simpler, shorter, friendlier and so on, in six languages."""

import re
from typing import Literal

Wish = Literal[
    "shorter", "longer", "simpler", "friendlier", "formal", "grammar", "translate", "bullets", "prose", "other"
]

_WISHES: tuple[tuple[Wish, str], ...] = (
    (
        "translate",
        r"\btranslat\w*|\bübersetz\w*|\btraduc\w*|\btradui\w*|\bdịch\b|翻译|"
        r"\b(?:in|into|to) (?:german|french|spanish|english|italian|portuguese|dutch|vietnamese|chinese|japanese)\b",
    ),
    (
        "bullets",
        r"\b(?:in)?to (?:a )?(?:bullet(?:ed)? )?(?:list|bullets|bullet points)\b|"
        r"\bas (?:a )?(?:bullet(?:ed)? )?(?:list|bullets)\b|\bin eine liste\b",
    ),
    (
        "prose",
        r"\b(?:in)?to (?:prose|full sentences|sentences|a paragraph|running text)\b|\bas (?:prose|a paragraph)\b|"
        r"\bin fließtext\b",
    ),
    (
        "grammar",
        r"\b(?:grammar|spelling|typos?|mistakes?|misspell\w*|punctuation|proof-?read|rechtschreib\w*|fehler|"
        r"ortografía|orthographe)\b|chính tả|错别字|语法",
    ),
    (
        "shorter",
        r"\bshort(?:er|en)\b|\btrim\b|\bcondense\b|\btighten\b|\bconcise\b|\btoo long\b|\bcut (?:it|this) down\b|"
        r"\bbriefer\b|\bkürz\w*|\bzu lang\b|\bcorto\b|\bacorta\w*|\braccourci\w*|\bplus court\w*|ngắn|rút gọn|"
        r"缩短|更短|短一点|精简",
    ),
    (
        "longer",
        r"\blong(?:er)\b|\bexpand\b|\blengthen\b|\belaborate\b|\bmore detail\w*|\btoo short\b|\bwrite more about\b|"
        r"\bfurther\b|\blänger\b|\bausführlich\w*|\bmás largo\b|\bplus long\w*|dài hơn|更长|扩展|详细",
    ),
    (
        "simpler",
        r"\bsimpl\w*|\beasier\b|\bplain(?:er)?\b|\bclearer\b|\bclarify\b|\bunclear\b|\bconfusing\b|\b(?:ten|10|five|"
        r"5|eight|8)[- ]year[- ]olds?\b|\bfor (?:kids|children)\b|\beinfacher\b|\bvereinfach\w*|\bmás (?:simple|"
        r"sencillo|fácil)\b|\bplus simple\b|đơn giản|dễ hiểu|简单|简化",
    ),
    (
        "formal",
        r"\bformal\w*|\bprofessional\w*|\bserious\b|\bbusiness-?like\b|\bförmlich\w*|\bformell\w*|\bformel\b|"
        r"trang trọng|正式",
    ),
    (
        "friendlier",
        r"\bfriendl\w*|\bwarm(?:er)?\b|\bnicer\b|\bcasual\b|\binformal\b|\bpolite\w*|\bless (?:stiff|formal|cold)\b|"
        r"\bsofter\b|\bfreundlich\w*|\bnetter\b|\bamable\b|\bamical\w*|\bchaleureu\w*|thân thiện|友好|亲切",
    ),
)
_COMPILED = tuple((wish, re.compile(pattern, re.IGNORECASE)) for wish, pattern in _WISHES)


def wish_of(request: str) -> Wish:
    """The first wish the request names, or "other"."""
    if re.search(r"\b(?:in|less) ?formal\b", request, re.IGNORECASE):
        return "friendlier"
    return next((wish for wish, pattern in _COMPILED if pattern.search(request)), "other")
