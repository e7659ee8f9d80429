"""What a message says about where: kinds, ordinals, sides, and which of its words are old, new or to be spared. Pure.

The patterns are read on folded text (no accents, lower case), in English, German, Spanish, French, Vietnamese, Chinese.
"""

import re
from dataclasses import dataclass

from gesso.agent.guided.ask import respell
from gesso.agent.guided.finding import QUOTED
from gesso.agent.guided.picking import described_in
from gesso.agent.guided.places import ORDINAL, WHOLE, ordinal_value
from gesso.agent.pointing.tokens import fold, slips, tokens
from gesso.base.late import late

_UNIT_WORDS = {
    "paragraph": "paragraphs? paras? parag absatz(?:e|es)? stanzas? verses? strophen? parrafos? estrofas? "
    "paragraphes? alineas? "
    "strophes? doan(?:_van)? kho 段落 段 诗节",
    "section": "sections? chapters? abschnitte?s? kapitel seccion(?:es)? apartados? chapitres? "
    "chuong phan 章节 部分 章 节",
    "heading": "(?:sub)?headings? headlines? headers? (?:zwischen)?uberschrift(?:en)? encabezados? subtitulos? "
    "intertitres? "
    "sous-titres? tieu_de 小标题 标题",
    "title": "titles? headline titel titulo titre tieu_de 标题 题目",
    "list": "lists? liste[nr]? listas? listes? aufzahlung(?:en)? enumeracion danh_sach bullets bullet_points 列表 清单",
    "item": "items? bullets? bullet_points? points? punkt(?:e|es|s)? stichpunkte? puntos? gach_dau_dong muc y "
    "entry rules? "
    "normas? reglas? regeln? zutat(?:en)? ingredients? ingredientes? condition 条 项 点 要点",
    "step": "steps? schritte?s? pasos? etapes? buoc 步骤 步",
    "table": "tables? tabellen? tablas? cuadro tableau bang 表格 表 rows? columns? cells? zeilen? spalten? filas? "
    "columnas? "
    "colonnes? hang cot",
    "quote": "quotes? quotations? blockquotes? zitate?s? citas? citations? trich_dan 引文 引用 引言",
    "code": "code_blocks? snippets? commands? befehle?s? comandos? codeblock 代码块 命令",
    "sentence": "sentences? s[a]tz(?:e|es)? frases? oracion(?:es)? phrases? cau 句子 句",
    "line": "lines? zeilen? lineas? lignes? dong 行",
    "greeting": "greetings? salutation anrede begrussung saludo loi_chao 称呼",
    "sign_off": "sign[- ]?offs? signature grussformel gruss despedida firma formule_de_politesse ky_ten 落款 署名",
    "dialogue": "dialogues? conversation dialog dialogo",
    "question": "questions? frage[n]? preguntas? cau_hoi 问题",
    "function": "functions? methods? funktion(?:en)? funcion(?:es)? fonctions? ham 函数",
    "class": "class(?:es)? klassen? clases? types? interfaces? dataclass 类",
    "test": "tests?",
    "imports": "imports?",
}  # fmt: skip


def _words(alternatives: str) -> re.Pattern[str]:
    plain = [w.replace("_", " ") for w in alternatives.split()]
    latin = "|".join(w for w in plain if w[0] < "\u3040")
    han = "|".join(w for w in plain if w[0] >= "\u3040")
    inner = [rf"(?<![^\W_])(?:{latin})(?![^\W_])"] if latin else []
    return late("|".join([*inner, han] if han else inner))


UNITS = {unit: _words(words) for unit, words in _UNIT_WORDS.items()}
"""The units a message may name; `Page.units` says which blocks are such."""

_COMPOUND = {
    "list": late(r"\w{3,}liste[n]?\b"),
    "paragraph": late(r"\w{3,}absatz\b"),
    "heading": late(r"\w+uberschrift\b"),
}
BEFORE = _words(
    "before above over previous preceding prior davor vor vorher vorherig\\w* vorige[nrms]? uber daruber "
    "oberhalb anterior "
    "antes encima arriba avant precedente? au-dessus truoc tren 前面 上面 之前 上一 前一"
)
AFTER = _words(
    "after below under underneath beneath following next danach nach nachste[nrms]? folgende[nrms]? unter "
    "darunter dahinter hinter "
    "unterhalb siguiente despues debajo abajo tras apres suivante? dessous sau duoi 后面 下面 之后 下一 后一"
)
STARTS = _words(
    "first 1st opening opener intro introduction introductory start starts starting begin begins beginning top "
    "lead anfang beginn einleitung "
    "einstieg oben erste[nrsm]? principio comienzo inicio introduccion primer primera primero debut premier "
    "premiere mo_bai "
    "mo_dau dau 开头 开始 第一 首"
)
ENDS = _words(
    "last final end ends ending closing close conclusion bottom finish schluss ende fazit letzte[nrsm]? unten "
    "final fin "
    "conclusion ultim[oa] cierre derniere? cuoi ket_bai ket 结尾 最后 末尾 末"
)
_ORDINALS = late(rf"(?<![A-Za-zÀ-ỹ])(?:{ORDINAL})(?![A-Za-zÀ-ỹ])", re.IGNORECASE)
_NUMBERED = late(r"(?:#|\b(?:no\.?|number|nummer|numero|n°|paragraph|step|rule|point|item|question|punkt|"
r"schritt|regel|paso|"
                       r"punto|norma|muc|buoc|cau|doan|y|paragraphe|etape|article|para|bullet|line|row|day|tag|"
                       r"dia|jour|ngay)\s*)(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\b")  # fmt: skip
_OLD = late(
    r"\b(?:not|no|isn't|wasn't|aren't|instead of|rather than|in place of|nicht|kein\w*|statt|anstatt|anstelle|"
    r"no es|en vez de|en lugar de|"
    r"y no|pas|et non|au lieu de|chu khong phai|khong phai|thay vi)\s+((?:[\w'’%.,:-]+\s?){1,3})|(?:不是|而不是|不要|"
    r"代替)(.{1,6})"
)
_NEW = late(r"(?:\b(?:to|into|becomes?|called|zu|por|par|thanh)\s+|->|→|=>|改成|换成|改为)([^,;.!?]{2,80})")
_SPARED = late(
    r"[^,;.!?]*\b(?:leave|keep|don't touch|do not touch|is fine|is good|is great|okay|bleibt|gut so|lassen|deja|"
    r"esta bien|laisse|"
    r"giu|duoc roi|hay qua roi|except|apart from)\b[^,;.!?]*|[^，。；]*(?:不动|别动|很好|不要动)[^，。；]*"
)
_HEAD_END = late(r"\s*(?::|：|->|→|=>|;|,|，| [-–—] )\s*")
_BEFORE_LAST = late(
    r"\b(?:before|vor|antes de|avant|but) (?:the |dem |der |la |el |l[ae] )?(?:last|letzten?|ultim[oa]|one|"
    r"dernier)\b|last but one"
)
_AND = _words("and both und beide[ns]? y ambos ambas et tous toutes va ca 和 都")
_BESIDE = late(
    r"^\s*(?:(?:the|this|that|my|der|die|das|dem|den|la|el|los|las|le|les|de|del|du|des|l['’])(?:\s+|"
    r"(?<=['’])))*((?:[^\W_][\w'’-]*\s?){1,4})"
)


@dataclass(frozen=True)
class Said:
    """`units` and `ordinals` are in the order of the message; `head` are the tokens before its first colon or "
    "comma."""

    text: str
    tokens: tuple[str, ...]
    head: frozenset[str]
    described: frozenset[str]
    quoted: tuple[str, ...]
    old: frozenset[str]
    new: frozenset[str]
    spared: frozenset[str]
    units: frozenset[str]
    unit_tokens: frozenset[str]
    ordinals: tuple[int, ...]
    starts: bool
    ends: bool
    before: str | None
    after: str | None
    several: bool
    whole: bool


def read(ask: str) -> Said:
    """What `ask` says about where."""
    text = respell(ask)
    folded = fold(text)
    units = {unit for unit, pattern in UNITS.items() if pattern.search(folded)}
    units |= {unit for unit, pattern in _COMPOUND.items() if pattern.search(folded)}
    units |= {unit for token in tokens(folded) for unit in _misspelt(token)} if not units else set()
    unit_tokens = {t for pattern in UNITS.values() for match in pattern.finditer(folded) for t in tokens(match.group())}
    head = _HEAD_END.split(text, maxsplit=1)
    ordinals = [v for match in _ORDINALS.finditer(text) if (v := ordinal_value(match.group())) is not None]
    ordinals += [v for match in _NUMBERED.finditer(folded) if (v := ordinal_value(match.group(1))) is not None]
    before_last = bool(_BEFORE_LAST.search(folded))
    if before_last:
        ordinals = [-2, *(v for v in ordinals if v != -1)]
    return Said(
        text,
        tuple(dict.fromkeys([*tokens(ask), *tokens(text)])),
        frozenset(tokens(head[0])) if len(head) > 1 else frozenset(),
        frozenset(tokens(described_in(text))),
        tuple(next(group for group in match.groups() if group).strip() for match in QUOTED.finditer(ask)),
        _held(_OLD, folded),
        _held(_NEW, folded),
        frozenset(t for match in _SPARED.finditer(folded) for t in tokens(match.group())),
        frozenset(units),
        frozenset(unit_tokens),
        tuple(dict.fromkeys(ordinals)),
        bool(STARTS.search(folded)),
        bool(ENDS.search(folded)) and not before_last,
        None if before_last else _beside(BEFORE, folded),
        _beside(AFTER, folded),
        bool(_AND.search(folded)),
        bool(WHOLE.search(text)),
    )


_SPELT = {
    "paragraph": "paragraph", "section": "section", "heading": "heading", "bullet": "item", "title": "title",
    "table": "table",
    "quote": "quote", "sentence": "sentence", "function": "function", "absatz": "paragraph", "uberschrift": "heading",
    "parrafo": "paragraph", "paragraphe": "paragraph", "tabelle": "table", "stanza": "paragraph",
    "greeting": "greeting",
}  # fmt: skip


def _misspelt(token: str) -> list[str]:
    """The units whose name is one slip away from `token`."""
    return [unit for word, unit in _SPELT.items() if len(token) >= 4 and token != word and slips(token, word) <= 1]


def _held(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(t for match in pattern.finditer(text) for group in match.groups() if group for t in tokens(group))


def _beside(side: re.Pattern[str], text: str) -> str | None:
    """The words behind "before" or "after", empty for none; None where no such word is there."""
    match = side.search(text)
    if match is None:
        return None
    behind = _BESIDE.match(text[match.end() :])
    return behind.group(1).strip() if behind else ""
