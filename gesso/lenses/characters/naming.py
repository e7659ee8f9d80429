"""What a block says of names themselves: an animal's, two people's, the narrator's."""

import re

from gesso.lenses.characters import words

_BEASTS = """
    dog cat horse mule donkey parrot pony mare stallion hound puppy pup kitten terrier spaniel collie goat cow bull
    sheep lamb ram pig hen cockerel rooster goose duck crow raven owl hawk falcon eagle canary budgie rabbit hare fox
    wolf bear lion tiger elephant camel monkey ape mouse rat tortoise turtle snake lizard dragon goldfish hamster
    gelding foal
"""
_BEAST = rf"(?:{'|'.join(_BEASTS.split())})"
_A = r"(?:[Aa]n?|[Tt]he|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir)"
_NAME = r"(?P<name>[A-ZÀ-Þ][a-zß-ÿ]+)"
_TOY = r"(?!(?:[a-z]+ )?(?:plastic|toy|stuffed|wooden|china|stone|paper|bronze)\b)"
_CALLED = re.compile(
    rf"\b{_A} {_TOY}(?:[a-z-]+,? ){{0,3}}?{_BEAST}"
    rf"(?:[’']s name (?:is|was)|,? (?:called|named|by the name of)| was| is|,) {_NAME}\b"
)
_IS_ONE = re.compile(rf"\b{_NAME}(?:,|\.| —| –| was| is) {_A} {_TOY}(?:[a-z-]+ ){{0,2}}?{_BEAST}\b(?![’'-])")
_NO_NAME = frozenset(words.listed("The A An His Her My Our Their It He She They And But I We You That This There"))
_SEVERAL = re.compile(r"\b(?:two|three|both|other) (?P<name>[A-Z\u00c0-\u00de]\w+?)e?s\b")
_SELF = re.compile(
    r"\b(?:call(?:ed|s)?|named?|christened|nicknamed) me (?P<one>[A-Z]\w+(?: [A-Z]\w+)?)|"
    r"\b[Mm]y name (?:is|was) (?P<two>[A-Z]\w+(?: [A-Z]\w+)?)|"
    r"\bI (?:was|am) (?P<three>[A-Z][a-z]+)(?:, or (?P<four>[A-Z][a-z]+))?(?= when|[,.;])"
)


def beasts_in(text: str) -> frozenset[str]:
    found = {match["name"] for match in (*_CALLED.finditer(text), *_IS_ONE.finditer(text))}
    return frozenset(found - _NO_NAME)


def several_in(text: str) -> frozenset[str]:
    return frozenset(match["name"] for match in _SEVERAL.finditer(text))


def selves_in(telling: str) -> tuple[str, ...]:
    """`telling` is the text with what is spoken blanked."""
    return tuple(name for match in _SELF.finditer(telling) for name in match.groups() if name)
