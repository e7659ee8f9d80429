"""The parts of a PowerPoint file that are the same in every one: theme, master, layouts, and how a shape is spelled.

Lengths are EMU: 914,400 to the inch. A slide is 13.33 by 7.5 inches.
"""

from gesso.formats.docx_parts import HEAD, A, R, attribute

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.presentationml"
ROOT = f'xmlns:a="{A}" xmlns:r="{R}" xmlns:p="{P}"'
WIDE, HIGH = 12_192_000, 6_858_000
LEFT, ACROSS = 660_000, WIDE - 2 * 660_000
TITLE_TOP, TITLE_HIGH = 400_000, 900_000
TOP, DOWN = 1_450_000, 4_900_000
BOX = tuple[int, int, int, int]
"""Left, top, width, height."""
TITLE_BOX: BOX = (LEFT, TITLE_TOP, ACROSS, TITLE_HIGH)
BODY_BOX: BOX = (LEFT, TOP, ACROSS, DOWN)
FG, MUTED, ACCENT, SOFT, LINE = "26221D", "6F6A63", "2F5FB3", "F5F3F0", "DEDAD4"
NO_GROUP = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)
_MAP = (
    '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
    'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
)


def part(name: str, inner: str, more: str = "") -> str:
    """A part whose outermost element is `name`."""
    return f"{HEAD}<p:{name} {ROOT}{more}>{inner}</p:{name}>"


def frame(box: BOX, prefix: str = "a") -> str:
    left, top, wide, high = box
    return f'<{prefix}:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></{prefix}:xfrm>'


def shape(id: int, name: str, holder: str, box: BOX | None, body: str, fill: str = "", fit: str = "") -> str:
    """A shape with words: `holder` is what it is of the layout (`type="title"`), "" for a box of its own."""
    place = f"<p:nvPr><p:ph {holder}/></p:nvPr>" if holder else "<p:nvPr/>"
    kind = "<p:cNvSpPr/>" if holder else '<p:cNvSpPr txBox="1"/>'
    form = "" if holder else '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    paint = f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>' if fill else ""
    where = f"{frame(box)}{form}" if box else ""
    return (
        f"<p:sp><p:nvSpPr><p:cNvPr id={attribute(str(id))} name={attribute(name)}/>{kind}{place}</p:nvSpPr>"
        f"<p:spPr>{where}{paint}</p:spPr><p:txBody><a:bodyPr>{fit}</a:bodyPr><a:lstStyle/>{body}</p:txBody></p:sp>"
    )


def _colour(name: str, value: str) -> str:
    return f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'


def theme() -> str:
    colours = {
        "dk1": FG, "lt1": "FFFFFF", "dk2": MUTED, "lt2": SOFT, "accent1": ACCENT, "accent2": "B5722F",
        "accent3": "3F8554", "accent4": "A8467F", "accent5": "2F8A8A", "accent6": "B34040", "hlink": ACCENT,
        "folHlink": MUTED,
    }  # fmt: skip
    scheme = "".join(_colour(name, value) for name, value in colours.items())
    font = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
    paint = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{paint}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{HEAD}<a:theme xmlns:a="{A}" name="gesso"><a:themeElements><a:clrScheme name="gesso">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="gesso"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="gesso"><a:fillStyleLst>{paint * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{paint * 3}</a:bgFillStyleLst>"
        f"</a:fmtScheme></a:themeElements></a:theme>"
    )


def _prompt(words: str) -> str:
    return f'<a:p><a:r><a:rPr lang="en-US"/><a:t>{words}</a:t></a:r></a:p>'


_TITLE = shape(2, "Title", 'type="title"', TITLE_BOX, _prompt("Title"))
_BODY = shape(3, "Text", 'type="body" idx="1"', BODY_BOX, _prompt("Text"))
_NUMBER = (
    '<p:sp><p:nvSpPr><p:cNvPr id="4" name="Number"/><p:cNvSpPr/><p:nvPr><p:ph type="sldNum" sz="quarter" idx="12"/>'
    f"</p:nvPr></p:nvSpPr><p:spPr>{frame((WIDE - 1_500_000, HIGH - 480_000, 1_200_000, 300_000))}"
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:lstStyle><a:lvl1pPr algn="r">'
    '<a:defRPr sz="1100"><a:solidFill><a:schemeClr val="tx2"/></a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>'
    '<a:p><a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr lang="en-US"/><a:t>0</a:t></a:fld>'
    "</a:p></p:txBody></p:sp>"
)


def _levels() -> str:
    found = []
    for level in range(1, 10):
        size = max(1400, 2100 - 100 * level)
        found.append(
            f'<a:lvl{level}pPr marL="{285_750 * level}" indent="-285750" algn="l"><a:spcBef><a:spcPts val="700"/>'
            f'</a:spcBef><a:buFont typeface="Arial"/><a:buChar char="•"/><a:defRPr sz="{size}"><a:solidFill>'
            f'<a:schemeClr val="tx1"/></a:solidFill><a:latin typeface="+mn-lt"/></a:defRPr></a:lvl{level}pPr>'
        )
    return "".join(found)


def _tree(inner: str) -> str:
    return f"<p:spTree>{NO_GROUP}{inner}</p:spTree>"


def master() -> str:
    title = (
        '<p:titleStyle><a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="90000"/></a:lnSpc><a:buNone/><a:defRPr sz="3200" '
        'b="1"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill><a:latin typeface="+mj-lt"/></a:defRPr></a:lvl1pPr>'
        "</p:titleStyle>"
    )
    ground = '<p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/></p:bgRef></p:bg>'
    layouts = "".join(f'<p:sldLayoutId id="{2_147_483_649 + n}" r:id="rId{n + 1}"/>' for n in range(2))
    return part(
        "sldMaster",
        f"<p:cSld>{ground}{_tree(_TITLE + _BODY + _NUMBER)}</p:cSld>{_MAP}"
        f"<p:sldLayoutIdLst>{layouts}</p:sldLayoutIdLst>"
        f"<p:txStyles>{title}<p:bodyStyle>{_levels()}</p:bodyStyle><p:otherStyle/></p:txStyles>",
    )


def layout_title() -> str:
    """A title in the middle of the slide with a line of words under it."""
    big = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Title"/><p:cNvSpPr/><p:nvPr><p:ph type="ctrTitle"/></p:nvPr></p:nvSpPr>'
        f'<p:spPr>{frame((LEFT, 1_900_000, ACROSS, 1_700_000))}</p:spPr><p:txBody><a:bodyPr anchor="b"/><a:lstStyle>'
        '<a:lvl1pPr><a:defRPr sz="4400"/></a:lvl1pPr></a:lstStyle>' + _prompt("Title") + "</p:txBody></p:sp>"
    )
    small = (
        '<p:sp><p:nvSpPr><p:cNvPr id="3" name="Subtitle"/><p:cNvSpPr/><p:nvPr><p:ph type="subTitle" idx="1"/></p:nvPr>'
        f"</p:nvSpPr><p:spPr>{frame((LEFT, 3_750_000, ACROSS, 1_200_000))}</p:spPr><p:txBody><a:bodyPr/><a:lstStyle>"
        '<a:lvl1pPr marL="0" indent="0"><a:buNone/><a:defRPr sz="2000"><a:solidFill><a:schemeClr val="tx2"/>'
        "</a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>" + _prompt("Text") + "</p:txBody></p:sp>"
    )
    return part("sldLayout", f'<p:cSld name="Title">{_tree(big + small)}</p:cSld>', ' type="title" preserve="1"')


def layout_content() -> str:
    inner = _TITLE + shape(3, "Content", 'idx="1"', BODY_BOX, _prompt("Text")) + _NUMBER
    return part("sldLayout", f'<p:cSld name="Title and content">{_tree(inner)}</p:cSld>', ' type="obj" preserve="1"')


def notes_master() -> str:
    picture = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide"/><p:cNvSpPr><a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/>'
        '</p:cNvSpPr><p:nvPr><p:ph type="sldImg" idx="2"/></p:nvPr></p:nvSpPr><p:spPr>'
        f'{frame((685_800, 1_143_000, 5_486_400, 3_086_100))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</p:spPr></p:sp>"
    )
    words = shape(3, "Notes", 'type="body" sz="quarter" idx="3"', (685_800, 4_400_550, 5_486_400, 3_600_450),
                  _prompt("Notes"))  # fmt: skip
    ground = '<p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/></p:bgRef></p:bg>'
    return part("notesMaster", f"<p:cSld>{ground}{_tree(picture + words)}</p:cSld>{_MAP}")


def presentation(slides: list[str], notes: str) -> str:
    """`slides` are the ids of relations to the slides, `notes` that of the notes' master."""
    listed = "".join(f'<p:sldId id="{256 + n}" r:id="{id}"/>' for n, id in enumerate(slides))
    return part(
        "presentation",
        f'<p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:notesMasterIdLst>'
        f'<p:notesMasterId r:id="{notes}"/></p:notesMasterIdLst><p:sldIdLst>{listed}</p:sldIdLst>'
        f'<p:sldSz cx="{WIDE}" cy="{HIGH}"/><p:notesSz cx="6858000" cy="9144000"/>',
        ' saveSubsetFonts="1"',
    )
