"""The words that join sentences, from writing to speech and back: "However, x" and "But x". English.

Whole sentences in, whole sentences out; commas go with the word that needs them.
"""

import re

from gesso.agent.guided.sentences import split_sentences

_SPOKEN = (
    (
        r"(?:However|Nevertheless|Nonetheless),? (?!much|many|long|far|hard|often|\w+ (?:it|he|she|they|you|we)\b)",
        "But ",
    ),
    (r"(?:Therefore|Consequently|Thus|Hence|Accordingly|As a (?:result|consequence)),? (?!of\b)", "So "),
    (r"For (?:this|that) reason,? ", "So "),
    (r"(?:Furthermore|Moreover|Additionally|In addition),? (?!to\b)", "Also, "),
    (r"Subsequently,? ", "After that, "),
    (r"(?:In conclusion|To conclude|In summary),? ", "All in all, "),
    (r"In recent years,? ", "In the last few years, "),
    (r"For instance, ", "For example, "),
)
_FORMAL = (
    (r"But (?=\w)", "However, "),
    (r"So (?=(?:i|you|he|she|it|we|they|the|this|these|that|there|a|an|our|your|my|his|her|their|please)\b)",
     "Therefore, "),
    (r"(?:Also|Plus|On top of that),? ", "In addition, "),
    (r"Anyway, ", "In any case, "),
    (r"After that,? ", "Subsequently, "),
)  # fmt: skip
_SMALL = """
    the a an it they he she we there this these that those in on at when after from before as if all many most some
    people please our your my his her their nobody no one two three four five six seven eight nine ten both each
    every its you during with for by to not only here such another anyone everybody everyone any other several few
    additional new old large small fresh hot cold dry wet free full late early long short used own
    applications bags batteries bicycles bikes bookings books bottles boxes breakfast cancellations cards cars changes
    children clothes coats comments complaints containers copies cups cushions data details dinner documents dogs doors
    drinks eggs entries errors files food forms fruit gifts glasses groups guests images information ingredients
    invoices items keys laptops letters lights lunch luggage materials meals meat meetings members messages milk money
    names notes numbers onions orders pages parcels parts passwords payments permission pets phones photographs photos
    pictures places plants plates post potatoes prices products projects questions readers receipts records repairs
    reports requests reservations results rooms rubbish samples seats sessions shoes showers skates smoking spaces
    stains strollers tables tents texts tickets tools towels tomatoes transfers umbrellas users valuables vegetables
    vehicles versions visitors visits waste water windows
"""
_LOWERED = frozenset(_SMALL.split())


def begins_with_name(text: str) -> bool:
    """Whether the first word may be a name, which keeps its capital."""
    return text.split(" ", 1)[0].rstrip(",").lower() not in _LOWERED


def lowered(text: str) -> str:
    """`text` with a small first letter, where its first word is surely no name."""
    return text if begins_with_name(text) else text[:1].lower() + text[1:]


def raised(text: str) -> str:
    """`text` with a capital."""
    return text[:1].upper() + text[1:]


def _put(sentence: str, table: tuple[tuple[str, str], ...]) -> str:
    for pattern, new in table:
        if match := re.match(pattern, sentence, re.IGNORECASE if pattern.startswith("So") else 0):
            rest = sentence[match.end() :]
            return new + lowered(rest) if rest else sentence
    return sentence


def spoken(text: str) -> str:
    """`text` with "but", "so" and "also" for "however", "therefore" and "furthermore"."""
    text = "".join(_put(sentence, _SPOKEN) for sentence in split_sentences(text))
    text = re.sub(r", however,", ", though,", text)
    text = re.sub(r"(?<=\w); (?:however|nevertheless),? ", ", but ", text)
    text = re.sub(r"(?<=\w); (?:therefore|consequently|thus|hence),? ", ", so ", text)
    text = re.sub(r",? and (?:therefore|consequently|thus|hence) ", ", so ", text)
    return re.sub(r"(?<=\w),? (?:therefore|consequently|furthermore|moreover),?(?= \w)", "", text)


def written(text: str) -> str:
    """`text` with "however" and "therefore" for "but" and "so" between sentences and clauses."""
    text = re.sub(r", so (?=(?:it|we|they|he|she|i|you|there) (?!that\b))", "; therefore, ", text)
    return "".join(_put(sentence, _FORMAL) for sentence in split_sentences(text))
