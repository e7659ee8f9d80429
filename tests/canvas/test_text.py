"""The text: chunks, both ways of counting, line ends, and bad input that must be harmless."""

import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesso.base.errors import BadInput
from gesso.canvas.changes import BadChange, Change
from gesso.canvas.text import CHUNK, Text, clean, detect_eol, restore_eol, units_of
from tests.canvas.cases import plain_apply, random_edits, random_text

words = st.text(st.sampled_from("ab \n\r\té😀字\u0301𝒳"), max_size=40)


def big_text(rng: random.Random) -> str:
    return "".join(random_text(rng, 400) + "x" * rng.choice([0, CHUNK // 2, CHUNK]) for _ in range(6))


def test_edits_of_a_large_text_equal_plain_string_edits() -> None:
    rng = random.Random(5)
    for _ in range(40):
        plain = big_text(rng)
        text = Text.of(plain)
        for _ in range(8):
            edits = random_edits(rng, plain, most=6)
            if rng.random() < 0.2:
                edits = [(0, 0, "😀" * rng.choice([1, CHUNK, 5 * CHUNK])), *edits]
            text = text.apply(Change.of(text.units, edits))
            plain = plain_apply(plain, edits)
            assert str(text) == plain
            assert (len(text), text.units) == (len(plain), units_of(plain))
            assert text.checksum == Text.of(plain).checksum == zlib.crc32(plain.encode("utf-16-le"))
            assert all(0 < len(chunk) < 2 * CHUNK for chunk in text.chunks())


def test_positions_convert_both_ways() -> None:
    rng = random.Random(6)
    for _ in range(20):
        plain = big_text(rng)
        edits = random_edits(rng, plain)
        text = Text.of(plain).apply(Change.of(units_of(plain), edits))
        plain = plain_apply(plain, edits)
        for _ in range(50):
            a, b = sorted((rng.randint(0, len(plain)), rng.randint(0, len(plain))))
            assert text.to_units(a) == units_of(plain[:a])
            assert text.to_points(text.to_units(b)) == b
            assert text.slice(a, b) == plain[a:b] == text.slice_units(text.to_units(a), text.to_units(b))


def test_a_position_inside_a_surrogate_pair_is_refused() -> None:
    text = Text.of("a😀b")
    with pytest.raises(BadInput):
        text.to_points(2)
    for edits in ([(0, 2, "")], [(2, 2, "x")], [(2, 4, "")], [(0, 2, ""), (2, 3, "")]):
        with pytest.raises(BadChange):
            text.apply(Change(tuple(Change.of(4, edits[:1]).ops)))


@pytest.mark.parametrize("point", [-1, 4])
def test_a_position_outside_the_text_is_refused(point: int) -> None:
    with pytest.raises(BadInput):
        Text.of("a😀b").to_units(point)
    with pytest.raises(BadInput):
        Text.of("a😀b").slice(0, point)
    with pytest.raises(BadInput):
        Text.of("abc").to_points(point)


def test_a_change_of_another_length_is_refused() -> None:
    with pytest.raises(BadChange):
        Text.of("abc").apply(Change.of(4, [(0, 1, "x")]))


def test_nul_and_lone_surrogates_become_replacement_characters() -> None:
    assert clean("a\x00b\ud800c\udc00") == "a�b�c�"
    assert str(Text.of("\udfff😀")) == "�😀"
    assert clean("é😀字") == "é😀字"


@given(words)
def test_line_ends_come_back_byte_for_byte(plain: str) -> None:
    stored, eol = detect_eol(plain)
    assert restore_eol(stored, eol) == plain
    assert eol != "mixed" or "\r" in stored


def test_uniform_crlf_is_stored_with_lf_and_mixed_is_kept() -> None:
    assert detect_eol("a\r\nb\r\n") == ("a\nb\n", "crlf")
    assert detect_eol("a\r\nb\n") == ("a\r\nb\n", "mixed")
    assert detect_eol("a\rb") == ("a\rb", "mixed")
    assert detect_eol("a\nb") == ("a\nb", "lf")
    assert detect_eol("") == ("", "lf")


def test_equal_texts_are_equal_however_they_were_cut() -> None:
    one = Text.of("ab" * CHUNK)
    other = Text.of("b" * CHUNK).apply(Change.of(CHUNK, [(n, n, "a") for n in range(CHUNK)]))
    assert one == other
    assert hash(one) == hash(other)
    assert one != Text.of("ab")
