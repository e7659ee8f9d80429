"""Read aloud: chapters and sentences at their places, who says them, sound that is real, a book with its chapters."""

import io
import wave
from pathlib import Path

import pytest
from hypothesis import given, settings

from gesso.media.audiobook import whole_sound, write_transcript, write_wav
from gesso.media.script import Script, language_of, script_of
from gesso.media.voices import Sound, Tone, Voices, engine_here, tone_of
from tests.formats.documents import markdown

STORY = """# The lake

“Go **away**,” said Anna Holm. She left 😀.[^1]

Tom laughed. Tom said: “Fine.”

- eels
- fish

## Figures

| Year | Families |
| --- | --- |
| 2019 | 2 |

```
x = 1
```

[^1]: In 1999.
"""


def test_chapters_hold_sentences_with_who_says_them() -> None:
    script = script_of("t", STORY)
    assert [chapter.title for chapter in script.chapters] == ["The lake", "Figures"]
    said = [(line.speaker, line.words) for chapter in script.chapters for line in chapter.lines]
    assert said == [
        ("", "The lake"), ("Anna Holm", "“Go away,”"), ("", "said Anna Holm."), ("", "She left 😀."),
        ("", "Tom laughed."), ("", "Tom said:"), ("Tom", "“Fine.”"), ("", "eels"), ("", "fish"),
        ("", "Figures"), ("", "Year: 2019; Families: 2."),
    ]  # fmt: skip
    assert {lost.what for lost in script.silent} == {"code", "footnotes"}
    places = {line.words: STORY[line.start : line.end] for chapter in script.chapters for line in chapter.lines}
    assert places["“Go away,”"] == "“Go **away**,”" and places["Year: 2019; Families: 2."] == "| 2019 | 2 |"


@settings(deadline=None, max_examples=60)
@given(markdown)
def test_lines_are_in_order_and_inside_the_text(text: str) -> None:
    lines = [line for chapter in script_of("t", text).chapters for line in chapter.lines]
    assert all(0 <= line.start < line.end <= len(text) and line.words for line in lines)
    assert [line.start for line in lines] == sorted({line.start for line in lines})


@pytest.mark.parametrize(
    ("text", "language"),
    [("The otter is in the lake.", "en"), ("Der Otter ist in dem See und er frisst die Fische.", "de"), ("", "en"),
     ("El otro se fue por la noche y los perros no.", "es"), ("Il est dans la maison et elle est là.", "fr")],
)  # fmt: skip
def test_the_language_is_told_by_common_words(text: str, language: str) -> None:
    assert language_of(text) == language


async def test_a_voice_speaks_once_and_keeps_what_it_said(tmp_path: Path) -> None:
    if engine_here() != "pico":
        pytest.skip("the package py-nanotts is not installed")
    voices = Voices(tmp_path)
    try:
        first = await voices.speak("pico", Tone("en-GB"), "The <b>otter</b> sleeps.")
        assert first.rate == 16_000 and 0.8 < first.seconds < 4 and max(first.samples) > 0
        assert await voices.speak("pico", Tone("en-GB"), "The <b>otter</b> sleeps.") == first
        assert await voices.speak("pico", Tone("en-US", 0.8), "The <b>otter</b> sleeps.") != first
        assert len(list(tmp_path.iterdir())) == 2
        # A word that it cannot say leaves the others whole.
        assert (await voices.speak("pico", Tone("de-DE"), "a" * 5000 + " Otter")).seconds > 0.2
        assert (await voices.speak("pico", Tone("en-GB"), "字 \x00 😀")).seconds >= 0
    finally:
        await voices.aclose()


def test_speakers_sound_different() -> None:
    assert len({tone_of("pico", "en", number) for number in range(6)}) == 6
    assert len({tone_of("espeak-ng", "de", number) for number in range(6)}) == 6


def book() -> tuple[Script, list[Sound]]:
    script = script_of("t", STORY)
    count = sum(len(chapter.lines) for chapter in script.chapters)
    return script, [Sound(16_000, b"\1\0" * 16_000)] * count


def test_a_book_is_sound_with_named_chapters() -> None:
    script, sounds = book()
    data = write_wav(*whole_sound(script, sounds))
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getframerate(), file.getnchannels()) == (16_000, 1)
        assert file.getnframes() == pytest.approx(16_000 * (len(sounds) * 1.35 + 2 * 1.2), abs=40)
    assert data.index(b"cue ") < data.index(b"labl") and b"The lake\0" in data and b"Figures\0" in data
    assert int.from_bytes(data[4:8], "little") == len(data) - 8


def test_the_transcript_says_when_each_sentence_is_heard() -> None:
    script, sounds = book()
    lines = write_transcript(script, [sound.seconds for sound in sounds]).decode().split("\n")
    assert lines[:4] == ["WEBVTT", "", "00:00:00.000 --> 00:00:01.000", "The lake"]
    assert lines[5:7] == ["00:00:01.350 --> 00:00:02.350", "<v Anna Holm>“Go away,”"]
