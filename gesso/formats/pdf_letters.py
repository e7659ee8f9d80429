"""Which font of a PDF shows which letter, and which letters none does.

Latin, Greek, Cyrillic and symbols are embedded. Chinese, Japanese and Korean name the reader's own Asian fonts, as PDF
provides for, and are not embedded. Everything else (emoji, Arabic, Indic scripts) is shown as an empty box and counted.
"""

from collections.abc import Iterator
from pathlib import Path

from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

SANS, MONO = "GessoSans", "GessoMono"
_CHINESE, _JAPANESE, _KOREAN = "STSong-Light", "HeiseiMin-W3", "HYSMyeongJo-Medium"
_FILES = {
    SANS: "NotoSans-Regular", f"{SANS}-Bold": "NotoSans-Bold", f"{SANS}-Italic": "NotoSans-Italic",
    f"{SANS}-BoldItalic": "NotoSans-BoldItalic", MONO: "JetBrainsMono-Regular",
}  # fmt: skip
_JOINERS = frozenset("\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u00ad")
BOX = "□"


def register() -> None:
    """Make the fonts known to reportlab, once a process."""
    if MONO in pdfmetrics.getRegisteredFontNames():
        return
    folder = Path(__file__).parent / "fonts"
    for name in (_CHINESE, _JAPANESE, _KOREAN):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{file}.ttf")))
    pdfmetrics.registerFontFamily(SANS, SANS, f"{SANS}-Bold", f"{SANS}-Italic", f"{SANS}-BoldItalic")
    pdfmetrics.registerFontFamily(MONO, MONO, MONO, MONO, MONO)


def _asian(code: int) -> str:
    if 0x3040 <= code <= 0x30FF or 0x31F0 <= code <= 0x31FF:
        return _JAPANESE
    if 0xAC00 <= code <= 0xD7A3 or 0x1100 <= code <= 0x11FF or 0x3130 <= code <= 0x318F:
        return _KOREAN
    if 0x3000 <= code <= 0x303F or 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFFEF:
        return _CHINESE
    return ""


def font_of(letter: str, base: str) -> str:
    """The font that shows `letter` where `base` is meant, or "" when none does."""
    if letter in "\n\t " or ord(letter) in pdfmetrics.getFont(base).face.charToGlyph:
        return base
    if base == MONO and ord(letter) in pdfmetrics.getFont(SANS).face.charToGlyph:
        return SANS
    return _asian(ord(letter))


def stretches(text: str, base: str) -> Iterator[tuple[str, str]]:
    """The text as (font, words); a letter that no font shows is a box, one without form of its own is left out."""
    font, words = base, ""
    for letter in text:
        if letter in _JOINERS:
            continue
        here = font_of(letter, base)
        if not here:
            here, letter = SANS if base == MONO else base, BOX
        if here != font and words:
            yield font, words
            words = ""
        font = here
        words += letter
    if words:
        yield font, words


def unshown(text: str) -> int:
    """How many letters of `text` no font shows."""
    register()
    return sum(1 for letter in text if letter not in _JOINERS and not font_of(letter, SANS))


def borrowed(text: str) -> int:
    """How many letters of `text` are shown in fonts that the file only names."""
    register()
    embedded = pdfmetrics.getFont(SANS).face.charToGlyph
    return sum(1 for letter in text if ord(letter) not in embedded and _asian(ord(letter)))
