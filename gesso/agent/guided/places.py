"""The words people use for places in a text, in six languages: ordinals, units, and the parts every text has.

Tables and the patterns built from them. `picking.py` turns a match into blocks.
"""

import re
from typing import Literal

from gesso.base.late import late

Unit = Literal[
    "paragraph", "section", "heading", "title", "list", "table", "quote", "fence", "item", "sentence", "line"
]

_ORDINAL_WORDS: dict[int, str] = {
    1: "first 1st opening erste[nrsm]? primer[oa]? premi[eè]re? đầu(?:_tiên)? thứ_nhất 第一 第1 第一个",
    2: "second 2nd zweite[nrsm]? segund[oa] deuxième second thứ_hai thứ_2 第二 第2 第二个",
    3: "third 3rd dritte[nrsm]? tercer[oa]? troisième thứ_ba thứ_3 第三 第3 第三个",
    4: "fourth 4th vierte[nrsm]? cuart[oa] quatrième thứ_tư thứ_4 第四 第4 第四个",
    5: "fifth 5th fünfte[nrsm]? quint[oa] cinquième thứ_năm thứ_5 第五 第5 第五个",
    6: "sixth 6th sechste[nrsm]? sext[oa] sixième thứ_sáu thứ_6 第六 第6",
    7: "seventh 7th siebte[nrsm]? séptim[oa] septième thứ_bảy 第七 第7",
    8: "eighth 8th achte[nrsm]? octav[oa] huitième thứ_tám 第八 第8",
    9: "ninth 9th neunte[nrsm]? noven[oa] neuvième 第九 第9",
    10: "tenth 10th zehnte[nrsm]? décim[oa] dixième 第十 第10",
    -1: "(?:very_)?last final closing letzte[nrsm]? últim[oa] derni[eè]re? cuối(?:_cùng)? 最后一 最后",
    -2: "second(?:_|-)to(?:_|-)last second(?:_|-)last next(?:_|-)to(?:_|"
    "-)last penultimate last_but_one vorletzte[nrsm]? penúltim[oa] avant-dernier 倒数第二",
}
_UNIT_WORDS: dict[Unit, str] = {
    "paragraph": "paragraphs? paras? absatz(?:es)? absätze párrafos? paragraphes? alinéas? đoạn(?:_văn)? 段落 段",
    "section": "sections? chapters? abschnitte? kapitel sección secciones phần 章节 部分 节",
    "heading": "(?:sub)?headings? headlines? headers? überschrift(?:en)? encabezados? intertitres? 小标题",
    "title": "titles? titel título titre tiêu_đề 标题",
    "list": "(?:bullet(?:ed)?_|numbered_)?lists? bullets bullet_points listen? listas? danh_sách 列表 清单",
    "table": "tables? tabellen? tablas? tableaux? bảng 表格 表",
    "quote": "quotes? quotations? blockquotes? zitate? citas? citations? trích_dẫn 引文 引用",
    "fence": "code_blocks? snippets? codeblock bloque_de_código bloc_de_code 代码块",
    "item": "items? bullet entries entry point punkte? punto points?",
    "sentence": "sentences? s[aä]tze? oraci[oó]n(?:es)? frases? phrases? câu 句子 句",
    "line": "lines? zeilen? líneas? lignes? dòng 行",
}
_NUMBER_WORDS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "zwei": 2,
    "drei": 3,
    "dos": 2,
    "tres": 3,
    "deux": 2,
    "trois": 3,
    "两": 2,
    "三": 3,
}


_CARDINAL = "one|two|three|four|five|six|seven|eight|nine|ten"
_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _alternatives(words: str) -> str:
    return "|".join(sorted((word.replace("_", " ") for word in words.split()), key=len, reverse=True))


def _edge(inner: str) -> str:
    """Word edges for alphabets that have them; Chinese has none."""
    return rf"(?<![A-Za-zÀ-ỹ])(?:{inner})(?![A-Za-zÀ-ỹ])"


ORDINAL = "|".join(f"(?:{_alternatives(words)})" for _, words in sorted(_ORDINAL_WORDS.items()))
UNIT = "|".join(f"(?P<{{p}}{unit}>{_alternatives(words)})" for unit, words in _UNIT_WORDS.items())
_COUNT = "|".join(_NUMBER_WORDS) + r"|\d"

# "first and third paragraphs", "last two paragraphs"
ORDINAL_UNIT = late(
    _edge(
        rf"(?P<ordinals>(?:{ORDINAL})(?:\s*(?:,|and|und|y|et|&|và|和)\s*(?:the\s+|den\s+|die\s+)?(?:{ORDINAL}))*)"
        rf"\s*(?P<count>{_COUNT})?\s*(?:{UNIT.format(p='')})"
    ),
    re.IGNORECASE,
)
# "paragraphs 2 and 3", "đoạn thứ hai"
UNIT_NUMBER = late(
    _edge(
        rf"(?:{UNIT.format(p='')})\s*(?:number\s+|no\.?\s*|#\s*)?"
        rf"(?P<numbers>(?:{_CARDINAL})|\d+(?:\s*(?:,|and|und|y|et|to|-|–|và|和)\s*\d+)*|(?:{ORDINAL}))"
    ),
    re.IGNORECASE,
)
_DEFINITE = r"the|this|that|these|those|my|our|its|der|die|das|dem|den|el|la|los|las|le|les|l'"
# "the table", "a nicer quote", "sửa bảng"; an indefinite "a table" is something new, not a place.
BARE_UNIT = late(
    rf"(?<![A-Za-zÀ-ỹ])(?:(?:{_DEFINITE})\s+(?:\w+\s+)?|a\s+(?:\w+er|different|new|"
    rf"more \w+)\s+)(?:{UNIT.format(p='')})(?![A-Za-zÀ-ỹ])"
    rf"|(?P<vi>bảng|danh sách|tiêu đề)|(?P<zh>表格|列表|标题|代码块)",
    re.IGNORECASE,
)
BEFORE_LAST = late(rf"(?:{UNIT.format(p='')})\s+before the last(?: one)?\b", re.IGNORECASE)

_OTHER_UNIT: dict[str, Unit] = {
    "bảng": "table", "danh sách": "list", "tiêu đề": "title",
    "表格": "table", "列表": "list", "标题": "title", "代码块": "fence",
}  # fmt: skip

INTRO = late(
    _edge(
        r"intro(?:duction|ductory paragraph)?|opening(?! paragraph| section| line| hours?| times?| days?)|"
        r"lead(?: paragraph)?|hook|"
        r"beginning(?! of)|start(?= (?:is|of it|more|should|needs|sounds))|einleitung|introducción|mở bài|phần mở đầu"
    )
    + r"|引言|开头|^(?:start|begin) with",
    re.IGNORECASE,
)
CONCLUSION = late(
    _edge(
        r"conclusion|ending|closing(?! paragraph| section| line)|outro|wrap-up|fazit|schluss(?:teil)?|conclusión|"
        r"kết luận|kết bài|the end(?! of)"
    )
    + r"|结论|结尾|^end with",
    re.IGNORECASE,
)
DIALOGUE = late(_edge(r"dialogues?|conversation|diálogo|dialog"), re.IGNORECASE)
GREETING = late(_edge(r"greetings?|salutation|anrede|saludo|formule d'appel"), re.IGNORECASE)
SIGN_OFF = late(
    _edge(r"sign[- ]?off|signature|complimentary close|closing line|formule de (?:fin|politesse)|grußformel|despedida"),
    re.IGNORECASE,
)
SALUTES = late(
    r"(?:dear|hello|hi|hey|good (?:morning|day|evening)|to whom it|sehr geehrte\w*|liebe[rs]?|hallo|guten tag|"
    r"chère?s?|bonjour|madame|monsieur|estimad\w+|querid\w+|hola|kính gửi|thân gửi)\b[^.]{0,60}$|^(?:尊敬的|亲爱的)",
    re.IGNORECASE,
)
SIGNS_OFF = late(
    r"(?:(?:yours|kind|best|warm|kindest|many) \w+|yours|best|regards|sincerely|cheers|love|respectfully|"
    r"thank you|thanks|"
    r"mit (?:freundlichen|besten)|viele grüße|liebe grüße|herzlich\w*|bis bald|cordialement|amicalement|bien à vous|"
    r"à bientôt|salutations|atentamente|saludos|un abrazo|cordialmente|trân trọng)\b[^.]{0,60}$|^此致",
    re.IGNORECASE,
)
SUBJECT_LINE = late(_edge(r"subject(?: line)?|betreff(?:zeile)?|asunto|objet"), re.IGNORECASE)
WHOLE = late(
    _edge(
        r"(?:the |this |my )?(?:whole|entire|full|complete)(?: (?:thing|text|document|story|post|essay|letter|email|"
        r"article|code|file|page|draft|piece|poem))?|"
        r"all of (?:it|this)|it all|everything|alles|tout|todo|throughout|ganze[nrs]?(?: text| dokument)?|"
        r"gesamte[nrs]? text|"
        r"todo el (?:texto|documento)|tout le texte|toàn bộ(?: bài| văn bản)?|cả bài"
    )
    + r"|全文|整篇|整个",
    re.IGNORECASE,
)
INTRO_TITLES = late(r"^(?:intro(?:duction)?|einleitung|introducción|mở bài|引言)$", re.IGNORECASE)
CONCLUSION_TITLES = late(
    r"^(?:conclusions?|fazit|schluss|conclusión|kết luận|结论|in closing|summary and conclusion)$", re.IGNORECASE
)


def unit_of(match: re.Match[str]) -> Unit:
    """The unit a pattern above has matched."""
    groups = match.groupdict()
    for unit in _UNIT_WORDS:
        if groups.get(unit):
            return unit
    return _OTHER_UNIT[(groups.get("vi") or groups.get("zh") or "").lower()]


def ordinal_value(words: str) -> int | None:
    """1 for "first", -1 for "last", 4 for "4"; None for no ordinal."""
    if words.strip().isdigit():
        return int(words)
    if words.strip().lower() in _CARDINALS:
        return _CARDINALS.index(words.strip().lower()) + 1
    for value in _ORDINAL_WORDS:
        if re.fullmatch(_alternatives(_ORDINAL_WORDS[value]), words.strip(), re.IGNORECASE):
            return value
    return None


def ordinal_values(words: str) -> list[int]:
    """The values of all ordinals in "first and third"."""
    pieces = re.findall(ORDINAL, words, re.IGNORECASE)
    return [value for piece in pieces if (value := ordinal_value(piece)) is not None]


def count_value(word: str | None) -> int | None:
    """2 for "two", None for nothing."""
    if not word:
        return None
    return int(word) if word.isdigit() else _NUMBER_WORDS.get(word.lower())
