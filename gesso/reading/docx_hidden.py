"""Whether a Word file holds words that no reader sees: hidden, white, or of a point or less."""

from gesso.formats.archive import Archive
from gesso.formats.docx_styles import number, on, val, w
from gesso.formats.xml import parse_xml

FEWEST = 8  # letters


def has_hidden(data: bytes) -> bool:
    """Raises BadInput, TooLarge."""
    archive = Archive(data)
    if "word/document.xml" not in archive.names:
        return False
    letters = 0
    for run in parse_xml(archive.read("word/document.xml"), "document").iter(w("r")):
        look = run.find(w("rPr"))
        if look is None:
            continue
        white = val(look.find(w("color"))).upper() in ("FFFFFF", "FEFEFE")
        half_points = number(val(look.find(w("sz"))), 24)
        if on(look.find(w("vanish"))) or white or half_points <= 2:
            letters += sum(len(text.text or "") for text in run.iter(w("t")))
    return letters >= FEWEST
