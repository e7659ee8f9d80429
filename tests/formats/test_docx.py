"""Word files: both directions without loss, comments and tracked changes included, and what others write."""

import zipfile
from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesso.formats import losses as lose
from gesso.formats import tree as t
from gesso.formats.document import Attachment, Document, Note, Proposal, Reply
from gesso.formats.docx import losses_docx, read_docx, write_docx
from gesso.formats.markdown_read import read_tree

from .documents import markdown

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x01\x08\x02\x00\x00\x00{@\xe8\xdd\x00\x00\x00\x0fIDATx"
    b"\x9cc\xf8\xcf\xc0\x00\x06\x00\x0b\xfc\x01\xff\x1c\xdcJ\xa9\x00\x00\x00\x00IEND\xaeB`\x82"
)
FULL = (
    "# Fox 🦊\n\nA *quick* **brown `fox`** in [é](https://x.org) 字.\n\n- [ ] task\n- [x] done\n  1. one\n  2. two\n\n"
    "| a | b |\n| --- | --: |\n| x\\|y | **z** |\n\n> quoted\n\n```python\nif x:\n\ty = 1\n```\n\n"
    "![cat](attachment:cat.png)\n\n"
    "Note[^1] end.\n\n---\n\n[^1]: words *of* it\n"
)
quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(text=markdown)
def test_markdown_survives_word(text: str) -> None:
    """Identical, or what is lost is listed."""
    document = Document("t", text)
    back = read_docx(write_docx(document), "t.docx")
    assert back.text == text or losses_docx(document)
    if back.text != text:
        assert words(back.text) == words(text), "words are never lost"


def test_all_that_is_supported_comes_back_identical() -> None:
    document = Document("Fox", FULL, attachments=(Attachment("cat.png", "image/png", PNG),))
    back = read_docx(write_docx(document))
    assert back.title == "Fox"
    assert back.text == FULL
    assert back.attachments == document.attachments
    assert back.lost == () and losses_docx(document) == ()


def words(text: str) -> list[str]:
    return "".join(t.words_of(leaf) for leaf in t.leaves(read_tree(text))).split()


def place(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def test_comments_and_suggestions_come_back() -> None:
    notes = (
        Note(*place(FULL, "brown"), "Anna", "why?\nreally", "2026-01-01T10:00:00Z",
             (Reply("Ben", "so", "2026-01-02T10:00:00Z"),)),
        Note(*place(FULL, "if x:"), "Ben", "é😀"),
        Note(place(FULL, "Fox")[0], place(FULL, "quick")[1], "Eve", "from heading into text"),
    )  # fmt: skip
    offers = (
        Proposal(*place(FULL, "quick"), "slow", "Eve"),
        Proposal(*place(FULL, "task"), "**big** 字 task", "Eve"),
        Proposal(*place(FULL, " end"), "", "Ben"),
        Proposal(*place(FULL, "**z**"), "*w*", "Ben"),
        Proposal(place(FULL, "one")[1], place(FULL, "one")[1], " more", "Ben"),
    )
    offers = tuple(sorted(offers, key=lambda offer: offer.start))
    document = Document("Fox", FULL, comments=notes, suggestions=offers)
    back = read_docx(write_docx(document))
    assert back.text == FULL
    assert set(back.comments) == set(notes)
    assert back.suggestions == offers


@quick
@given(
    text=markdown,
    where=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    after=st.sampled_from(["", "new é😀字", "**b** x"]),
)
def test_a_suggestion_offers_the_same_text(text: str, where: tuple[float, float], after: str) -> None:
    """Taken in the file that comes back, it gives what it gave before; or it is listed that it became a comment."""
    start, end = sorted(int(part * len(text)) for part in where)
    document = Document("t", text, suggestions=(Proposal(start, end, after, "Eve"),))
    if losses_docx(Document("t", text)) or (start == end and not after):
        return
    back = read_docx(write_docx(document))
    lost = {item.what for item in losses_docx(document)}
    assert back.text == text
    if back.suggestions:
        offer = back.suggestions[0]
        taken = back.text[: offer.start] + offer.after + back.text[offer.end :]
        wanted = text[:start] + after + text[end:]
        assert "".join(taken.split()) == "".join(wanted.split())
    else:
        assert lost


def test_what_is_lost_is_listed_first() -> None:
    text = (
        "---\na: 1\n---\n\nsoft\nbreak [x](javascript:alert) ![p](https://x.org/p.png) [^n]\n\n"
        "> ```\n> code\n> ```\n\n[^n]: é\n"
    )
    offers = (Proposal(place(text, "soft")[0], place(text, "code")[1], "x", "Eve", "because"),)
    files = (Attachment("a.zip", "application/zip", b"PK"),)
    found = {item.what for item in losses_docx(Document("t", text, suggestions=offers, attachments=files))}
    assert {
        lose.FRONT,
        lose.SOFT,
        lose.UNSAFE,
        lose.ELSEWHERE,
        lose.LABELS,
        lose.NESTING,
        lose.FILES,
        lose.REASONS,
    } <= found


HEAD = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>'
)


def word_file(body: str, **parts: str) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", f"{HEAD}{body}</w:body></w:document>")
        relations = []
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
            relations.append(f'<Relationship Id="x{name}" Type="http://x/{name}" Target="{name}.xml"/>')
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{''.join(relations)}</Relationships>")
    return packed.getvalue()


def run(text: str, form: str = "") -> str:
    return f'<w:r><w:rPr>{form}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


FETT, RED = '<w:rStyle w:val="Fett"/>', '<w:color w:val="FF0000"/>'


def test_what_word_itself_writes() -> None:
    """Localised style ids, runs cut by spelling marks, fields, lists in styles, formatting by style and by hand."""
    styles = (
        f'<w:styles {NS}><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Listenabsatz"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId '
        'w:val="5"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Mein"><w:name w:val="Mein"/>'
        '<w:basedOn w:val="berschrift1"/></w:style><w:style w:type="character" w:styleId="Fett">'
        '<w:name w:val="Strong"/>'
        "<w:rPr><w:b/></w:rPr></w:style></w:styles>"
    )
    numbering = (
        f'<w:numbering {NS}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
        '</w:abstractNum><w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="3"/>'
        '<w:numFmt w:val="lowerRoman"/>'
        '</w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="6">'
        "<w:abstractNumId "
        'w:val="2"/></w:num></w:numbering>'
    )
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="6"/></w:numPr></w:pPr>'
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="Mein"/></w:pPr>{run("He", "<w:b/>")}<w:proofErr/>{run("ad", "<w:b/>")}</w:p>'
        f'<w:p><w:pPr><w:pStyle w:val="Listenabsatz"/></w:pPr>{run("item")}</w:p>'
        f"<w:p>{run('plain ')}{run('strong', FETT)}{run(' red', RED)}"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://x.org" </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("link")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        "</w:p>"
        f"<w:p>{numbered}{run('three')}</w:p><w:p>{run('between')}</w:p><w:p>{numbered}{run('four')}</w:p>"
        f'<w:p>{run("a")}<w:r><w:br w:type="page"/></w:r></w:p>'
    )
    back = read_docx(word_file(body, styles=styles, numbering=numbering), "a.docx")
    assert (
        back.text
        == "# Head\n\n- item\n\nplain **strong** red[link](https://x.org)\n\n3. three\n\nbetween\n\n4. four\n\na\n"
    )
    assert {item.what for item in back.lost} == {
        "colours of text", "page breaks", "lists numbered with letters or Roman numerals (kept as 1, 2, 3)",
    }  # fmt: skip


def test_tracked_paragraphs_and_moves() -> None:
    by = 'w:id="1" w:author="Eve"'
    body = (
        f"<w:p>{run('stays ')}<w:del {by}><w:r><w:delText>old</w:delText></w:r></w:del>"
        f"<w:ins {by}>{run('new')}</w:ins></w:p>"
        f"<w:p><w:pPr><w:rPr><w:ins {by}/></w:rPr></w:pPr><w:ins {by}>{run('whole 字')}</w:ins></w:p>"
        f"<w:p><w:moveFrom {by}>{run('moved')}</w:moveFrom>{run(' rest')}</w:p>"
    )
    back = read_docx(word_file(body))
    assert back.text == "stays old\n\nmoved rest\n"
    assert back.suggestions == (
        Proposal(6, 9, "new", "Eve"), Proposal(9, 9, "\n\nwhole 字", "Eve"), Proposal(11, 16, "", "Eve"),
    )  # fmt: skip
