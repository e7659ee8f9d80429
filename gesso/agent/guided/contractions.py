"""Contractions made and undone: "they had eaten" and "they'd eaten". English; a form that could be wrong is left.

"Have" is contracted before a participle alone ("we have eaten", not "we have to"), and nothing is contracted at the end
of a clause ("what it is."). Undoing asks the next word whether 's is "is" or "has", and 'd "would" or "had".
"""

import re

from gesso.agent.guided.verbs import is_participle

_PRONOUNS = r"i|you|he|she|it|we|they"
_NOT = {
    "cannot": "can't", "can not": "can't", "do not": "don't", "does not": "doesn't", "did not": "didn't",
    "is not": "isn't", "are not": "aren't", "was not": "wasn't", "were not": "weren't", "could not": "couldn't",
    "should not": "shouldn't", "would not": "wouldn't", "will not": "won't", "has not": "hasn't",
    "have not": "haven't", "had not": "hadn't", "must not": "mustn't",
}  # fmt: skip
_ENDS = {"am": "'m", "is": "'s", "are": "'re", "will": "'ll", "would": "'d", "have": "'ve", "has": "'s", "had": "'d"}
_NAYS = re.compile(rf"\b(?:{'|'.join(_NOT)})\b(?!-)(?! only\b)", re.IGNORECASE)
_YEAS = re.compile(
    rf"(?P<lead>\b\w+ )?\b(?P<who>{_PRONOUNS}|there|that|who|what|here|nobody|everyone) "
    r"(?P<verb>am|is|are|will|would|have|has|had)(?P<next> (?:(?:always|already|also|just|never|only|often|since|ever|"
    r"recently|still|all) )?(?P<word>[^\W\d_]+)| (?=[\d\"“*_(\uE000]))",
    re.IGNORECASE,
)
_NO_LEAD = ("what", "how", "where", "than", "as", "whatever", "who", "which", "whose", "when", "both", "of")
_ALLOWED = {
    "am": ("i",), "is": ("he", "she", "it", "there", "that", "who", "what", "here"), "are": ("you", "we", "they"),
    "will": ("i", "you", "he", "she", "it", "we", "they", "there", "that"), "would": ("i", "you", "he", "she", "it",
    "we", "they", "that"), "have": ("i", "you", "we", "they"), "has": ("he", "she", "it", "there", "that", "who",
    "nobody", "everyone"), "had": ("i", "you", "he", "she", "it", "we", "they", "who"),
}  # fmt: skip


def contracted(text: str) -> str:
    """`text` with the contractions of speech."""

    def yea(match: re.Match[str]) -> str:
        who, verb, word = match["who"], match["verb"].lower(), (match["word"] or "").lower()
        lead = (match["lead"] or "").strip().lower()
        if who.lower() not in _ALLOWED[verb] or lead in _NO_LEAD or (verb == "are" and lead == "and"):
            return match.group(0)
        if verb in ("have", "has", "had") and not (is_participle(word) and word != "need"):
            return match.group(0)
        if verb in ("is", "are") and word in ("to", "no", "and", "or", "but") and who.lower() in ("that", "who"):
            return match.group(0)
        if match["verb"].isupper() and len(verb) > 1:
            return match.group(0)
        return f"{match['lead'] or ''}{who}{_ENDS[verb]}{match['next']}"

    def nay(match: re.Match[str]) -> str:
        found = match.group(0)
        short = _NOT[found.lower()]
        return found if found.isupper() else short[:1].upper() + short[1:] if found[:1].isupper() else short

    text = re.sub(r"(?:(?<=^)|(?<=[.!?] ))Let us (?=\w)", "Let's ", text)
    text = re.sub(r"\b(he|she|it) need not\b", r"\1 doesn't need to", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(I|you|we|they) need not\b", r"\1 don't need to", text, flags=re.IGNORECASE)
    return _YEAS.sub(yea, _NAYS.sub(nay, text))


_FULL = {short: full for full, short in _NOT.items() if full != "can not"} | {"let's": "let us", "y'all": "you"}
_NAY = "|".join(sorted((short.replace("'", "['’]") for short in _FULL), key=len, reverse=True))
_SHORT = re.compile(
    rf"\b(?:(?P<nay>{_NAY})"
    rf"|(?P<who>{_PRONOUNS}|there|that|who|what|here|where|how)['’](?P<end>m|s|re|ll|d|ve))\b"
    r"(?=(?: (?:always|already|also|just|never|only|often|ever|recently|still|all))* ?(?P<word>\w*))",
    re.IGNORECASE,
)


def written_out(text: str) -> str:
    """`text` without contractions."""

    def full(match: re.Match[str]) -> str:
        if match["nay"]:
            long = _FULL[match["nay"].lower().replace("’", "'")]
            return long[:1].upper() + long[1:] if match["nay"][:1].isupper() else long
        word = (match["word"] or "").lower()
        end = match["end"].lower()
        if end == "s":
            verb = "has" if word in ("been", "had", "got", "become", "gone") else "is"
        elif end == "d":
            verb = "had" if word == "better" or is_participle(word) else "would"
        else:
            verb = {"m": "am", "re": "are", "ll": "will", "ve": "have"}[end]
        return f"{match['who']} {verb}"

    return _SHORT.sub(full, text)
