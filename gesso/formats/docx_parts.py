"""The parts of a Word file that are the same in every one, and how its XML is spelled.

Style ids are Word's own where it has one, so that the file takes on whatever template it is pasted into. Those of ours
are `Code` (with one style a language), `Markup`, `Rule`, `CodeCharacter`, `MarkupCharacter` and `PictureLink`.
"""

import re
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ROOT = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:w14="{W14}" xmlns:w15="{W15}" xmlns:mc="{MC}" xmlns:a="{A}" xmlns:wp="{WP}" '
    f'xmlns:pic="{PIC}" mc:Ignorable="w14 w15"'
)
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STEP = 720
"""Indentation of one list level, in twentieths of a point."""
EMU_PER_PIXEL = 9525
MAX_WIDTH_EMU = 5_700_000
QUOTE_STYLES = ("", "Quote", "Quote2", "Quote3", "Quote4")

_OUTSIDE = ' TargetMode="External"'
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def safe(text: str) -> str:
    """`text` for XML: escaped, without characters that XML has no way to hold."""
    return escape(_CONTROL.sub("�", text))


def attribute(text: str) -> str:
    """`text` as a quoted attribute value."""
    return quoteattr(_CONTROL.sub("�", text).replace("\n", " ").replace("\t", " "))


def has_control(text: str) -> bool:
    return _CONTROL.search(text) is not None


def text_run(text: str, form: str = "", deleted: bool = False) -> str:
    """A run of words; line feeds and tabs as Word keeps them."""
    tag = "w:delText" if deleted else "w:t"
    done = []
    for piece in re.split("([\n\t])", text):
        if piece == "\n":
            done.append("<w:br/>")
        elif piece == "\t":
            done.append("<w:tab/>")
        elif piece:
            done.append(f'<{tag} xml:space="preserve">{safe(piece)}</{tag}>')
    return f"<w:r>{f'<w:rPr>{form}</w:rPr>' if form else ''}{''.join(done)}</w:r>"


def _paragraph_style(id: str, name: str, based: str, paragraph: str = "", run: str = "", more: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val={attribute(name)}/>'
        f'<w:basedOn w:val="{based}"/>{more}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _character_style(id: str, name: str, run: str) -> str:
    return f'<w:style w:type="character" w:styleId="{id}"><w:name w:val="{name}"/><w:rPr>{run}</w:rPr></w:style>'


_MONO = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Courier New"/>'
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="F4F3F1"/>'


def code_style_id(info: str) -> str:
    """The id of the style for code of that language; its name is `Code` and the language."""
    return "Code" + "".join(
        f"_{ord(letter):x}" if not letter.isalnum() or not letter.isascii() else letter for letter in info
    )


def styles_xml(infos: list[str]) -> str:
    """The style sheet, with a style for each language of code."""
    sizes = (36, 30, 26, 24, 22, 22)
    styles = [
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" '
        'w:cs="Calibri"/><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:after="140" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>',
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        "<w:tblCellMar>"
        '<w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr>'
        "<w:tblBorders>"
        + "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="BFBBB5"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        + "</w:tblBorders></w:tblPr></w:style>",
    ]
    styles += [
        _paragraph_style(
            f"Heading{level}", f"heading {level}", "Normal",
            f'<w:keepNext/><w:spacing w:before="{360 if level < 3 else 240}" w:after="120"/>'
            f'<w:outlineLvl w:val="{level - 1}"/>',
            f'<w:b/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>', '<w:next w:val="Normal"/><w:qFormat/>',
        )
        for level, size in enumerate(sizes, 1)
    ]  # fmt: skip
    bar = '<w:pBdr><w:left w:val="single" w:sz="18" w:space="10" w:color="C9C4BC"/></w:pBdr>'
    styles += [
        _paragraph_style(id, f"Quote {depth}" if depth > 1 else "Quote", "Normal",
                         f'{bar}<w:ind w:left="{360 * depth}"/>', '<w:color w:val="5C5852"/>', "<w:qFormat/>")
        for depth, id in enumerate(QUOTE_STYLES) if depth
    ]  # fmt: skip
    code = f'{_SHADE}<w:spacing w:after="0" w:line="252" w:lineRule="auto"/><w:contextualSpacing/>'
    styles += [
        _paragraph_style("ListParagraph", "List Paragraph", "Normal", "<w:contextualSpacing/>", "", "<w:qFormat/>"),
        _paragraph_style("Code", "Code", "Normal", code, f'{_MONO}<w:noProof/><w:sz w:val="19"/>', "<w:qFormat/>"),
        *(_paragraph_style(code_style_id(info), f"Code {info}", "Code") for info in infos),
        _paragraph_style("Markup", "Markup", "Code", "", '<w:color w:val="8A8580"/>'),
        _paragraph_style(
            "Rule", "Rule", "Normal",
            '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="BFBBB5"/></w:pBdr>', '<w:sz w:val="12"/>',
        ),
        _paragraph_style("FootnoteText", "footnote text", "Normal", '<w:spacing w:after="60"/>', '<w:sz w:val="18"/>'),
        _paragraph_style("CommentText", "annotation text", "Normal", "", '<w:sz w:val="20"/>'),
        _character_style("FootnoteReference", "footnote reference", '<w:vertAlign w:val="superscript"/>'),
        _character_style("CommentReference", "annotation reference", '<w:sz w:val="16"/>'),
        _character_style("Hyperlink", "Hyperlink", '<w:color w:val="2F5FB3"/><w:u w:val="single"/>'),
        _character_style("PictureLink", "Picture Link", '<w:color w:val="2F5FB3"/><w:u w:val="single"/>'),
        _character_style("CodeCharacter", "Code Character", f"{_MONO}<w:noProof/>{_SHADE}"),
        _character_style("MarkupCharacter", "Markup Character", f'{_MONO}<w:noProof/><w:color w:val="8A8580"/>'),
    ]  # fmt: skip
    return f"{HEAD}<w:styles {ROOT}>{''.join(styles)}</w:styles>"


def numbering_xml(lists: list[tuple[int | None, int]]) -> str:
    """One numbering for each list, given as (first number or None for bullets, level)."""
    bullets, numbers = [], []
    for level in range(9):
        place = f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{STEP * (level + 1)}" w:hanging="360"/></w:pPr>'
        dot = "•◦▪"[level % 3]
        bullets.append(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
            f'<w:lvlText w:val="{dot}"/>{place}</w:lvl>'
        )
        numbers.append(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%{level + 1}."/>'
            f"{place}</w:lvl>"
        )
    many = '<w:multiLevelType w:val="hybridMultilevel"/>'
    found = [
        f'<w:abstractNum w:abstractNumId="0">{many}{"".join(bullets)}</w:abstractNum>',
        f'<w:abstractNum w:abstractNumId="1">{many}{"".join(numbers)}</w:abstractNum>',
    ]
    for number, (start, level) in enumerate(lists, 1):
        over = (
            ""
            if start is None
            else f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        )
        found.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{0 if start is None else 1}"/>{over}</w:num>')
    return f"{HEAD}<w:numbering {ROOT}>{''.join(found)}</w:numbering>"


def relations_xml(relations: list[tuple[str, str, str, bool]]) -> str:
    """Relations given as (id, type, target, whether outside the file)."""
    found = "".join(
        f'<Relationship Id="{id}" Type="{kind}" Target={attribute(target)}{_OUTSIDE if outside else ""}/>'
        for id, kind, target, outside in relations
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{found}</Relationships>'


def content_types_xml(parts: list[tuple[str, str]]) -> str:
    """Parts given as (name, type)."""
    found = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts)
    defaults = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>'
        for ending, kind in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            ("png", "image/png"),
            ("jpg", "image/jpeg"),
            ("gif", "image/gif"),
        )
    )
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{defaults}{found}</Types>'


def core_xml(title: str) -> str:
    """The title, as the properties of an Office file say it."""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{safe(title)}</dc:title></cp:coreProperties>'
    )
