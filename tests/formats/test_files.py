"""Text, HTML, notebooks and folders: both directions, and what each keeps."""

import json
import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesso.formats.document import Attachment, Document, Note, Proposal, Reply
from gesso.formats.folder import write_folder
from gesso.formats.front import losses, read_any, write_as
from gesso.formats.html_read import read_html
from gesso.formats.html_write import losses_html, write_html
from gesso.formats.losses import SPELLING
from gesso.formats.notebook import losses_notebook, read_notebook, write_notebook
from gesso.formats.plain import ENCODING, GUESSED, read_text, write_text

from .documents import markdown
from .test_docx import PNG

quick = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
LETTERS = st.text(st.sampled_from("ab é😀字\t\r\n`#-<>&e\u0301"), max_size=60)


@quick
@given(text=LETTERS.filter(bool))
def test_text_comes_out_as_it_went_in(text: str) -> None:
    for name in ("a.md", "a.txt", "a.py"):
        data = text.encode()
        if not data.startswith(b"\xef\xbb\xbf"):
            assert write_text(read_text(data, name)) == data


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_other_encodings_are_read_and_said(encoding: str) -> None:
    words = "Größe: 4 µm, déjà vu\r\nzweite Zeile mit Text\r\n"
    found = read_any("a.txt", words.encode(encoding))[0]
    assert found.text == words
    lost = {item.what for item in found.lost}
    assert lost == {"utf-8-sig": set(), "cp1252": {ENCODING, GUESSED}}.get(encoding, {ENCODING})


def test_code_keeps_its_name_and_language() -> None:
    found = read_any("src/tool.py", b"x = 1\r\n")[0]
    assert (found.kind, found.language, found.title, found.text) == ("code", "py", "tool.py", "x = 1\r\n")
    assert read_any("Dockerfile", b"FROM x")[0].language == "dockerfile"


# ---------------------------------------------------------------- HTML


@quick
@given(text=markdown)
def test_a_page_keeps_every_word(text: str) -> None:
    """Our own page, read back: the same Markdown, or what was not kept is the form of a few parts, never a letter."""
    back = read_html(write_html(Document("t", text)))
    assert "".join(letter for letter in back.text if letter.isalnum()) == "".join(
        letter for letter in text.replace("c++ x=1", "c++") if letter.isalnum()
    )


PAGE = """<!doctype html><title>A page</title><style>p{}</style><body onload="steal()"><h1>Head <b>bold</b></h1>
<p>Words&nbsp;and <a href="https://x.org" onclick="x()">a link</a>, <a href="jav&#x09;ascript:alert(1)">not this</a>
<script>alert('never')</script><img src=x onerror=alert(1)><img src="javascript:x"></p><iframe src="//evil"></iframe>
<ul><li>one<ul><li>inner</ul><li><input type=checkbox checked> done</ul><ol start=3><li>three</ol>
<table><tr><th>a<th align=right>b<tr><td>1<td>2</table><blockquote><p>said</blockquote>
<pre><code class="language-py">if x:
    y = "&lt;b&gt;"
</code></pre><svg onload=alert(1)><text>no</text></svg>"""


def test_a_foreign_page_comes_in_without_what_runs() -> None:
    found = read_html(PAGE.encode())
    assert found.title == "A page"
    assert found.text == (
        "# Head **bold**\n\nWords\u00a0and [a link](https://x.org), not this ![](x)\n\n- one\n  - inner\n"
        "- [x] done\n\n3. three\n\n"
        '| a | b |\n| --- | --: |\n| 1 | 2 |\n\n> said\n\n```py\nif x:\n    y = "<b>"\n```\n'
    )
    for word in ("alert", "steal", "script", "evil", "onerror"):
        assert word not in found.text
    assert {"scripts", "event handlers", "links that could run something", "frames", "drawings"} <= {
        item.what for item in found.lost
    }


def test_nothing_in_a_page_of_ours_runs() -> None:
    text = "<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![y](javascript:z) <img src=x onerror=alert(1)>\n"
    text += "\n`</code><b>`\n"
    page = write_html(Document("</title><script>", text)).decode()
    assert page.count("<script") == 0 and "javascript:" not in page and "<img" not in page
    assert "default-src 'none'" in page


def test_suggestions_and_comments_stand_in_the_page() -> None:
    text = "A quick fox.\n"
    document = Document(
        "t", text, comments=(Note(2, 7, "Anna", "why?"),), suggestions=(Proposal(8, 11, "**dog**", "Eve"),)
    )
    page = write_html(document)
    assert b"Anna:</span> why?" in page and losses_html(document) == ()
    back = read_html(page)
    assert (back.text, back.comments) == (text, document.comments)
    assert back.suggestions == (Proposal(8, 11, "**dog**"),)


def test_pictures_go_with_the_page() -> None:
    document = Document("t", "![cat](attachment:cat.png)\n", attachments=(Attachment("cat.png", "image/png", PNG),))
    back = read_html(write_html(document))
    assert back.attachments[0].data == PNG and back.text == "![cat](attachment:image1.png)\n"


# ---------------------------------------------------------------- notebooks

_SOURCE = st.text(st.sampled_from("ab é😀字\n`#- <!>x"), max_size=30)
_CELLS = st.lists(
    st.fixed_dictionaries(
        {"cell_type": st.sampled_from(["markdown", "code", "raw"]), "id": st.text("abc-1", min_size=1, max_size=4),
         "metadata": st.sampled_from([{}, {"tags": ["a"]}, {"x": "-->`é"}]), "source": _SOURCE}
    ), max_size=5,
)  # fmt: skip


@quick
@given(cells=_CELLS)
def test_a_notebook_comes_back_cell_by_cell(cells: list[dict[str, object]]) -> None:
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            out = {"output_type": "stream", "name": "stdout", "text": ["é\n"]}
            cell |= {"outputs": [out] if number % 2 else [], "execution_count": number or None}
    about = {
        "metadata": {"kernelspec": {"name": "k"}, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    data = json.dumps({"cells": cells, **about}).encode()
    document = read_notebook(data, "a.ipynb")
    back = json.loads(write_notebook(document))
    assert {key: back[key] for key in about} == about
    assert [{**cell, "source": "".join(cell["source"])} for cell in back["cells"]] == cells
    assert losses_notebook(document) == ()


@quick
@given(text=markdown)
def test_a_document_becomes_a_notebook_and_comes_back(text: str) -> None:
    back = read_notebook(write_notebook(Document("t", text)), "t.ipynb")
    assert "".join(back.text.split()) == "".join(text.split())


def test_an_output_whose_code_changed_is_listed() -> None:
    cell = {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "source": "1+1",
        "execution_count": 1,
        "outputs": [{"x": 1}],
    }
    document = read_notebook(json.dumps({"cells": [cell], "nbformat": 4}).encode())
    changed = Document("t", document.text.replace("1+1", "1+2"), attachments=document.attachments)
    assert [item.what for item in losses_notebook(changed)] == ["outputs of cells whose code has changed"]
    assert json.loads(write_notebook(changed))["cells"][0]["outputs"] == []


# ---------------------------------------------------------------- folders


def vault(files: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


NOTE = (
    "---\r\ntags: [é]\r\n---\r\nSee [[Other|it]] and [[Gone]].\r\n\r\n"
    "![[cat.png|300]] ![alt](img/cat.png) [f](img/a%20b.pdf)\r\n"
)


def test_a_vault_comes_in_and_goes_out_as_it_was() -> None:
    files = {"Note.md": NOTE.encode(), "Other.md": b"back to [[Note]]\n", "img/cat.png": PNG, "img/a b.pdf": b"%PDF-",
             ".obsidian/app.json": b"{}", "unused.bin": b"x"}  # fmt: skip
    documents = read_any("vault.zip", vault(files))
    assert [document.title for document in documents] == ["Note", "Other"]
    assert documents[0].text.startswith("---\r\ntags: [é]\r\n---\r\nSee [[Other|it]]")
    assert '![cat.png](<attachment:img/cat.png> "[[cat.png|300]]")' in documents[0].text
    assert {one.name for one in documents[0].attachments} == {"img/cat.png", "img/a b.pdf"}
    assert ("links to notes that are not in the archive", "Gone") in {
        (item.what, item.where) for item in documents[0].lost
    }
    out = zipfile.ZipFile(BytesIO(write_folder(documents)))
    assert out.read("Note.md").decode() == NOTE.replace("img/a%20b.pdf", "<img/a b.pdf>")
    assert out.read("Other.md") == files["Other.md"] and out.read("img/cat.png") == PNG


def test_every_format_answers_for_every_document() -> None:
    document = Document("t", "# a\n\nb\n", comments=(Note(0, 1, "A", "b"),), suggestions=(Proposal(2, 3, "x"),))
    for format in ("md", "txt", "html", "docx", "ipynb", "code", "folder"):
        assert write_as(format, document)
        lost = {item.what for item in losses(format, document)}
        assert lost if format in ("md", "txt", "code", "ipynb", "folder") else lost <= {SPELLING}


COMMENTED = (
    "# Head 字\n\nOne *two* three 😀 é.\n\n- item\n\n| x | y |\n| --- | --- |\n| 1 | cell |\n\n```\na = 1\n```\n"
)

BODY = "a\n\n b: “c” &amp; </p></section>"


@pytest.mark.parametrize("words", ["Head", "two", "One *two* three", "😀", "item", "cell", "a = 1", "three 😀 é."])
def test_comments_of_our_own_page_come_back_on_their_words(words: str) -> None:
    start = COMMENTED.index(words)
    notes = (
        Note(start, start + len(words), "Ben <b>", BODY, "", (Reply("Ann", "d"), Reply("", "e"))),
        Note(COMMENTED.index("é"), COMMENTED.index("é") + 1, "Ann", "f"),
    )  # fmt: skip
    document = Document("t", COMMENTED, comments=notes)
    back = read_html(write_html(document))
    assert (back.text, back.lost) == (COMMENTED, ())
    assert [(n.author, n.body, n.replies) for n in back.comments] == [(n.author, n.body, n.replies) for n in notes]
    for was, now in zip(notes, back.comments, strict=True):
        assert COMMENTED[now.start : now.end].strip("*") == COMMENTED[was.start : was.end].strip("*")


def test_a_strangers_page_cannot_pretend_to_have_comments() -> None:
    page = b'<p>a <span data-comment="1"></span>b<sup data-comment="1">2</sup> <span data-comment="x">c</span>'
    back = read_html(page)
    assert (back.text, back.comments) == ("a b2 c\n", ())
    cut = write_html(Document("t", "word\n", comments=(Note(0, 4, "A", "b"),)))
    for length in range(0, len(cut), 7):
        if cut[:length].strip():
            read_html(cut[:length])
