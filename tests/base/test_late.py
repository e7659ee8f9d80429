"""A late pattern is what `re.compile` gives, made when it is first used."""

import re

import pytest

from gesso.base.late import late

WORDS = r"\b(?P<word>[a-zé]+)(?=\W|$)"
TEXT = "Été, 😀 one two.\nThree"


def test_it_does_what_the_compiled_one_does() -> None:
    for flags in (0, re.IGNORECASE, re.MULTILINE | re.IGNORECASE):
        ours, theirs = late(WORDS, flags), re.compile(WORDS, flags)
        assert ours.pattern == WORDS
        assert ours.findall(TEXT) == theirs.findall(TEXT)
        assert [each.span() for each in ours.finditer(TEXT, 3)] == [each.span() for each in theirs.finditer(TEXT, 3)]
        assert ours.sub("-", TEXT, count=1) == theirs.sub("-", TEXT, count=1)
        assert ours.split(TEXT) == theirs.split(TEXT)
        assert ours.flags == theirs.flags
        assert ours.groupindex == theirs.groupindex
        assert bool(ours.match(TEXT)) == bool(theirs.match(TEXT))
        assert bool(ours.fullmatch(TEXT)) == bool(theirs.fullmatch(TEXT))


def test_it_is_compiled_once_and_not_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    real = re.compile

    def compiling(pattern: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(pattern)
        return real(pattern, flags)

    monkeypatch.setattr(re, "compile", compiling)
    found = late("a+")
    assert found.pattern == "a+" and compiled == []
    assert found.search("caat") and found.search("b") is None and found.findall("aab") == ["aa"]
    assert compiled == ["a+"]


def test_a_wrong_one_says_so_when_it_is_used() -> None:
    wrong = late("(")
    with pytest.raises(re.error):
        wrong.search("x")
