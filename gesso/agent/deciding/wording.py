"""Three decisions by the words of a message alone: whether to ask first, which tool comes first, what is shown.

Lists of plain words in English, German, Spanish, Vietnamese and Chinese, a few in French, tuned on the training rows
and the dev cases of the lab. They know no grammar and nothing of the world; how far that goes
stands in docs/measurements.md.
"""

import re
from collections.abc import Sequence

from gesso.agent.guided.ask import clauses, is_question, respell
from gesso.base.late import late

Said = tuple[str, str]
"""A label and why."""


def _any(*words: str) -> re.Pattern[str]:
    """Matches one of the patterns; a Latin one at the beginning of a word, a Chinese one anywhere."""
    latin = [word for word in words if word.isascii() or not re.search(r"[\u3400-\u9fff]", word)]
    han = [word for word in words if word not in latin]
    parts = [rf"(?<!\w)(?:{'|'.join(latin)})"] if latin else []
    return late("|".join(parts + han), re.IGNORECASE)


_ASK_ME = _any(
    r"(?:ask|interview|question|quiz) me\b(?! anything)", r"check (?:back )?with me", "check back",
    "let me confirm", r"before you (?:begin|start|write|do)", r"frag(?:e|t)? mich", "erst fragen",
    "vorher fragen", "rückfragen", "pregúntame", "consúltame", "antes de empezar",
    r"hỏi (?:lại )?(?:mình|tôi|em|anh|chị)", "hỏi trước", "先问", "问我", "pose-moi", "demande-moi",
)  # fmt: skip
_JUST_GO = _any(
    r"(?:no|without|don'?t ask(?: me)?(?: any)?|skip the) questions?", r"don'?t ask",
    r"just (?:start|go|begin|do it)", "surprise me", r"ma[dk]e[ -](?:it |them |something |everything )?up",
    "invent", r"what(?:ever)? you (?:like|think|want)", r"any(?:thing|one)? you like", "up to you",
    "your choice", "fictional", "imaginary", "template", "example", "sample", r"(?:ohne|keine) (?:rück)?fragen",
    "leg los", "denk dir", "überrasch", "muster", "erfund", "vorlage", "beispiel", r"sin preguntar?",
    "invéntat?e?", "sorpréndeme", "plantilla", "ejemplo", "không cần hỏi", "đừng hỏi", "khỏi hỏi", "tùy",
    r"bịa", "mẫu", "ví dụ", "别问", "不用问", "直接", "随便", "编一", "模板", "范文", "虚构",
)  # fmt: skip
_OWN = r"(?:my|our|the|mein\w*|unser\w*|mi|mis|nuestr\w*|mon|ma|notre)\s+(?:[\w'’-]+\s+){0,3}?"
_OWN_TEXT = _any(
    rf"{_OWN}(?:cv|c\.v\.|résumé|resume|bio(?:graphy)?|obituary|eulogy|\w*speech|toast|vows?|minutes|application|"
    r"cover letter|will|history|thesis|dissertation|diary|memoirs?|report|testimonial|reference|invitation|"
    r"lebenslauf|bewerbung|protokoll|\w*rede|nachruf|testament|masterarbeit|\w*geschichte|zeugnis|anschreiben|"
    r"currículum|curriculum|discurso|acta|biografía|testamento|historia|tesis|votos)",
    r"(?:write|draft|schreib\w*|escribe|redacta) (?:me |mir |uns |us )?(?:an? |ein\w* |un\w? )?(?:cv|obituary|eulogy|"
    r"lebenslauf|nachruf|currículum)\b",
    r"(?:sơ yếu|cv của|điếu văn|biên bản|đơn xin|di chúc|tiểu sử|bài phát biểu)", "简历", "悼词", "遗嘱",
    "会议记录", "会议纪要", "致辞", "自传", "我的论文", "发言稿",
)  # fmt: skip
_WORK_ON = late(
    r"^(?:re-?)?(?:translat\w*|proofread|fix|shorten|summari[sz]e|correct|edit|improve|check|convert|merge|"
    r"sort|format|grade|debug|rewrite|review|analy[sz]e|compare|finish|continue|tidy|clean|polish|mark|find|"
    r"make|turn|apply|übersetz\w*|korrigier\w*|kürz\w*|fass|prüf\w*|verbesser\w*|überarbeit\w*|mach|"
    r"vergleich\w*|sortier\w*|traduce|traducir|corrige|resume|acorta|arregla|mejora|revisa|compara|dịch|sửa|"
    r"tóm tắt|rút gọn|kiểm tra|so sánh|traduis|corrige)\b[^:\n]{0,30}?\b(?:this|that|it|these|those|them|the|"
    r"my|our|das|den|die|meine?n?|unser\w*|esto|el|la|los|mi|este|cái|bài|file|này|ce|le|mon)\b|"
    r"^(?:帮我)?(?:把|将|翻译|修改|总结|检查|校对|润色|改)",
    re.IGNORECASE,
)
_LARGE = _any(
    r"(?:write|make|create|build|develop|design|do)\b[^.:]{0,25}\b(?:book|novel|textbook|encyclop\w+|course|curriculum|"
    r"programme|shop|website|study|guide|handbook|manual|business plan|thesis|dissertation|market research)\b",
    r"(?:schreib|mach|erstell|bau)\w*\b[^.:]{0,25}(?:buch|roman|kurs|shop|website|studie|handbuch|lehrgang)",
    r"(?:escribe|haz|crea)\w*\b[^.:]{0,25}(?:libro|novela|curso|tienda|estudio|manual|web)",
    r"(?:viết|làm|tạo)\b[^.:]{0,20}(?:cuốn sách|tiểu thuyết|khóa học|giáo trình|trang web|cửa hàng)",
    "写一?本书", "写一部", "做一个网站", "做一门课", "网店",
)  # fmt: skip
_FOR_GOOD = late(
    r"^(?:send|publish|delete|cancel|post|submit|pay|transfer|remove|share|forward|book|order|schick\w*|"
    r"veröffentlich\w*|lösch\w*|kündig\w*|bezahl\w*|überweis\w*|storn\w*|envía\w*|publica|borra|cancela|paga|"
    r"gửi|đăng|xóa|hủy|thanh toán|envoie|supprime|publie|发(?!言|现|生)|删|发布|取消|付)|"
    r"^(?:帮我)?把.{0,8}(?:发|删|取消)",
    re.IGNORECASE,
)
_TO_WHOM = late(r"\S@\S|\b(?:to|an|a|cho|à) (?!(?:the|everyone|everybody|all|him|her|them)\b)\w+|发给")
_LAW = _any(

    r"(?:contract|lease|privacy policy|terms and conditions|tax return|power of attorney|is (?:it|this) legal|clause)",
    r"\w*vertrag", "kündigung", "contrato", "hợp đồng", "合同",
)  # fmt: skip
_TRANSLATE = _any("translat", "übersetz", "traduce", "traduc", "dịch", "traduis", "翻译")
_INTO = late(
    r"\b(?:in|into|to|ins|auf|al|sang|en|ra)\s+(?:the )?(?:[A-ZÄÖÜ]\w+|\w+(?:sch|és|ish|ese|ian)\b|ti[eế]ng \w+)|"
    r"成.文|译成|翻成|英文|中文|法语"
)


def first(ask: str, earlier: Sequence[str] = ()) -> Said:
    """`go`, or `ask` where a fact, a thing or a choice is missing without which the work would be wasted."""
    said = respell(ask).strip()
    if _JUST_GO.search(said):
        return "go", "it may be made up"
    if _ASK_ME.search(said):
        return "ask", "the person wants to be asked"
    told = clauses(said)
    if all(map(is_question, told)):
        return "go", "it is a question"
    given = bool(earlier) or _given(said)
    if _TRANSLATE.search(said) and not _INTO.search(said):
        return "ask", "into which language is not said"
    if any(_FOR_GOOD.match(each) for each in told) and not _TO_WHOM.search(said):
        return "ask", "what cannot be taken back is not said in full"
    if given:
        return "go", "what it needs was said"
    if any(_WORK_ON.match(each) for each in told):
        return "ask", "the thing to work on is not there"
    if _OWN_TEXT.search(said):
        return "ask", "it is made of facts that were not told"
    if (_LARGE.search(said) and len(said.split()) <= 12) or (_LAW.search(said) and len(said.split()) <= 9):
        return "ask", "for whom and how far is not said"
    return "go", "nothing is missing that would be hard to change"


def _given(said: str) -> bool:
    """Whether material or facts stand in the message itself."""
    behind = re.search(r"[:：]\s*(.{12,})|[:：]\s*([\u3400-\u9fff].{4,})", said, re.DOTALL)
    return bool(behind) or len(re.findall(r"[,;，、；]", said)) >= 3 or len(re.findall(r"\d+", said)) >= 3


_NO_SEARCH = _any(
    r"(?:without|no) (?:search|look|google)\w*", r"don'?t (?:look|search|google)", "from memory", "off the top",
    r"ohne (?:zu )?(?:such|goog|nachschau|nachschlag)\w*", "aus dem kopf", "nicht suchen", "sin buscar",
    "de memoria", r"(?:đừng|không cần|khỏi) (?:tìm|tra|search)", "别搜", "不用搜", "不要搜", "凭记忆", "别查",
    "不用查",
)  # fmt: skip
_SEARCH_IT = _any(
    r"look (?:it|this|that|them|up)\b", r"(?:search|google)\b(?! engine)",
    r"find (?:me )?(?:sources|papers|articles|links)", r"such\w* (?:mal )?(?:im|nach|online)",
    r"im (?:netz|internet)", "google", "schau nach", "busca", r"tìm (?:trên|giúp)", r"tra (?:giúp|trên|mạng)",
    "search", "cherche sur", "搜", "上网", "查一下", "查查", "查找",
)  # fmt: skip
_FRESH = _any(
    r"latest", r"today'?s", "tonight", "tomorrow", "current(?:ly)?", "right now", r"at the moment",
    "these days", "so far",
    r"th(?:is|e past|e last) (?:week|month|year|season|morning|weekend|spring|summer|autumn|winter)", "recent",
    "news", "newest", r"(?:who|what) won", "results?", "forecast", "weather", "exchange rate",
    r"opening (?:hours|times)", r"(?:in|out of) stock", r"still (?:open|go|run|available|alive|sold|working)",
    "deals?", "reviews?", r"best[ -]rated", r"price of", "prices", r"(?:is|are) .{0,40}\bopen\b", "on strike",
    r"(?:train|bus|flight|ferry)\b.{0,30}\b(?:cost|time)", "aktuell", "neueste", "heute", "derzeit", "wetter",
    "geöffnet", "öffnungszeiten", "nachrichten", "gewonnen", "kurs", "dieses jahr",
    r"hat .{0,30}\b(?:auf|offen)\b", r"was kostet", "hoy", "mañana", "actual", "precio", "cuesta", "abiert",
    "horario", "noticias", "últim", "ganó", r"tiempo (?:hará|hace)", "hôm nay", "ngày mai", "bây giờ",
    "hiện nay", r"giá\b", "thời tiết", "mở cửa", "mới nhất", "tỷ giá", "tỉ giá", "kết quả", "tin tức",
    "aujourd'hui", "ouverte?", "météo", "prix", "actuel", "今天", "明天", "现在", "最新", "目前", "天气",
    "价格", "多少钱", "汇率", "开门", "营业", "新闻", "谁赢", "比分", "股价", "最近", "今年",
)  # fmt: skip
_HOLDS = late(
    r"\bwho(?:'s| is| are|s)? (?:the )?(?:new |current )?(?:president|prime minister|chancellor|mayor|pope|"
    r"ceo|king|queen|minister|coach|head|boss|world champion)|\bnow\W*$|\b(?:this|next) (?:sat|sun|mon|tues|"
    r"wednes|thurs|fri)|\bin the end\b|\bwho bought\b|\bdid (?:the|they)\b|\bwhich version\b|\bversion of\b|"
    r"\bminimum wage\b|\bwer ist (?:der|die) |\bquién es el|ai là (?:tổng thống|thủ tướng)|谁是.{0,6}(?:总统|"
    r"总理)|\bthis (?:weekend|month)\b|\bhas .{2,40} (?:been released|come out)\b",
    re.IGNORECASE,
)
_FIGURES = _any(
    "average", "mean", "median", r"standard deviation", "std", "correlation", "regression", "simulat",
    "quartile", "histogram", r"(?:bar |pie |line )?chart", r"plot\b", r"box ?plot", "scatter", "geometric",
    r"odds of", "probabilit", r"how many (?:days|weeks|hours|minutes|words|letters|times|primes)",
    r"count (?:the|how)", "sum", "total", "compute", "calculat", "primes?", "fibonacci", "factorial",
    "present value", "compound", r"\d+ times", "variance", "percentile", "outlier", "dedup", "pivot", "sort",
    "durchschnitt", "mittelwert", "summe", "berechne", "rechne", "simulier", "diagramm", "standardabweichung",
    r"wie viele (?:tage|wochen|wörter|mal)", "promedio", "media", "suma", "gráfic", "calcula", "simula",
    "mediana", r"cuántos días", "trung bình", r"tổng\b", "biểu đồ", r"tính\b", "mô phỏng", "đếm", "moyenne",
    "somme", "calcule", "平均", "总和", "求和", "图", "计算", "模拟", "统计", "方差", "标准差", "中位数",
    "多少天",
)  # fmt: skip
_DATA = _any(
    "attached", "csv", "xlsx?", "spreadsheet", "column", r"(?:this|the|my|our) (?:file|sheet|data|list|table)",
    "uploaded", "datei", "anhang", "angehängt", "spalte", "tabelle", "adjunt", "archivo", "columna", "hoja",
    r"file\b", "đính kèm", "cột", "fichier", "ci-joint", "附件", "表格", "文件", "数据",
)  # fmt: skip
_PYTHON = _any(
    r"(?:use|with|in|run|using|by) (?:python|code)\b", r"mit (?:python|code)", r"con (?:python|código)",
    r"(?:dùng|bằng) (?:python|code)", "用 ?python", "用代码", "写代码算",
)  # fmt: skip
_ABOUT = late(
    r"^(?:how (?:do|does|can|would|to)|what(?:'s| is| are|s) (?:an? |the difference)|why|explain|"
    r"wie (?:mache?|funktioniert)|was (?:ist|sind|heißt) ein|warum|cómo|qué (?:es|son)|por qué|.{0,24}là gì|"
    r"tại sao|làm sao|什么是|为什么|怎么)",
    re.IGNORECASE,
)


def tool(ask: str, opening: str, earlier: Sequence[str] = ()) -> Said:
    """`canvas`, `python`, `search` or `chat`; `opening` is what the rules say about opening a canvas."""
    said = respell(ask).strip()
    told = clauses(said)
    figures, numbers = bool(_FIGURES.search(said)), len(re.findall(r"\d+(?:[.,]\d+)*", said))
    data = bool(_DATA.search(said)) or any(map(_DATA.search, earlier)) or numbers >= 4
    if _PYTHON.search(said) and opening == "chat":
        return "python", "the person wants it computed by code"
    if _NO_SEARCH.search(said):
        return ("canvas" if opening != "chat" else "chat"), "the person wants no search"
    if _SEARCH_IT.search(said) and not _ABOUT.match(told[0]):
        return "search", "the person wants it looked up"
    fresh = bool(_FRESH.search(said) or _HOLDS.search(said))
    if opening != "chat":
        if figures and data and opening != "code":
            return "python", "it is worked out from data"
        return "canvas", "it stands on its own"
    about = all(map(_ABOUT.match, told))
    if (data or (figures and numbers >= 2)) and not (about and numbers < 4):
        return "python", "it is worked out from data"
    if fresh and not about:
        return "search", "it changes from day to day"
    if figures and not about:
        return "python", "it asks for something computed"
    return "chat", "nothing has to be known or computed for it"


_AS_TEXT = _any(
    r"no (?:app|apps|interactive|widgets?|sliders?|games?|buttons?)",
    r"(?:just|only) (?:tell|say|write|words|text)", r"words only", "in words", "in a sentence",
    r"nur (?:text|sagen|worte)", r"keine? (?:app|spiel)", "sag mir nur", "sin app", r"solo (?:dime|texto)",
    r"(?:không cần|đừng làm) (?:app|ứng dụng)", "chỉ cần nói", "不要应用", "只要文字", "告诉我就行", "不用做",
)  # fmt: skip
_AS_APP = _any(
    r"as an? (?:app|web ?site|web ?page)", r"(?:make|build|want) (?:it |me |us |this )?an? app", "als app",
    "eine app", "como app", r"una app", "une appli",
    r"(?:làm|tạo|viết) (?:một |cho \w+ |giúp \w+ )?(?:app|ứng dụng)", "做个应用", "做成应用", "做一个应用",
    "小程序", "做个app", "做一个app",
)  # fmt: skip
_AS_WIDGET = _any(
    "inline", "widget", r"right here", r"in (?:the|your) (?:answer|reply)", "direkt hier", "in der antwort",
    "aquí mismo", "ngay (?:đây|trong)", "就在这里", "直接在这",
)  # fmt: skip
_APP_WORDS = _any(
    r"(?:\w+ )?games?\b", "dashboard", r"\w*tracker", "planner", "trainer", "editor", "3d", "synth", r"piano",
    "drum", "kanban", r"to-?do", "inventory", "leaderboard", "levels", r"(?:two|2|three|four) players",
    "multiplayer", r"against (?:the computer|you|me)", "chess", "checkers", "sudoku", "minesweeper", "tetris",
    "pong", "asteroids", "scrabble", "hangman", "pinball", "solitaire", "crossword", "flappy", "snake",
    "scoreboard", "simulator", "paint", r"draw(?:ing)? (?:app|tool|pad|board)", "whiteboard",
    r"(?:mind ?map|map|music|beat|loop) (?:tool|maker|machine)", r"tool (?:to|that|for|where)",
    r"(?:keeps?|saves?|remembers?|stores?) ", r"log (?:my|our)", "database", "crm", "virtual", r"spiele?\b",
    r"\w+spiel\b", r"\w*trainer\b", "verwaltung", "haushaltsbuch", "memory", "tagebuch", "zeichen", "mühle",
    "schach", r"juegos?\b", "ajedrez", "panel", "sistema", "registro", r"game\b", "trò chơi", "ứng dụng",
    "quản lý", r"sổ\b", "cờ", r"jeux?\b", "游戏", "应用", "管理", "记账", "闯关", "排行榜", "看板", "画板",
    "棋", "钢琴", "仪表盘",
)  # fmt: skip
_WIDGET_WORDS = _any(
    r"\w*charts?\b", "graphs?", "plot", r"pie\b", "bars", "timer", "stopwatch", "count ?down", "slider",
    r"slid(?:e|ing)", r"calculat[oe]r", "converter", "quiz", r"flash ?cards?", "dice", r"roll (?:a|me|two|\d)",
    r"(?:star |\w+ )?map\b", "timeline", "diagram", "hover", r"type into", "interactive", "visuali[sz]e",
    r"let me (?:move|change|drag|turn|set|try)",
    r"(?:i|we) can (?:move|change|drag|turn|set|slide|tap|flip|type)", "cards to", "side by side",
    "flip a coin", "coin", r"\w*diagramm", "kuchen", "balken", "stoppuhr", "eieruhr", "schieber", "regler",
    r"\w*rechner\b", "würfel", "zeitstrahl", "karteikarten?", "karte von", "gráfic", "temporizador",
    "cronómetro", "calculadora", "conversor", r"dados?\b", "mapa", "deslizador", "biểu đồ", "đồng hồ",
    "hẹn giờ", "máy tính", "thanh trượt", "xúc xắc", "bản đồ", "đếm ngược", "trắc nghiệm", "minuteur",
    "graphique", "carte", "图", "计时", "倒计时", "滑块", "计算器", "换算", "骰子", "地图", "时间线", "测验",
    "转盘",
)  # fmt: skip
_PROSE = late(
    r"^(?:write|draft|explain|describe|summari[sz]e|name|list|tips|recipe|letter|e-?mail|poem|story|"
    r"cover letter|translate|schreib|erklär|nenn|brief|escribe|explica|carta|viết|giải thích|thư|写|解释|讲)|"
    r"^(?:an? )?(?:short |bed ?time )?(?:letter|story|poem|list|mail|email|essay|bash|review|speech|post)\b",
    re.IGNORECASE,
)


AS_TEXT = "the person wants words"


def shown(ask: str) -> Said:
    """`text`, `widget` or `app`."""
    said = respell(ask).strip()
    told = clauses(said)
    if _AS_TEXT.search(said):
        return "text", AS_TEXT
    if _AS_WIDGET.search(said):
        return "widget", "the person wants it in the answer"
    if _AS_APP.search(said):
        return "app", "the person wants an app"
    orders = [each for each in told if not is_question(each) and not _PROSE.match(each)]
    for each in orders:
        if _APP_WORDS.search(each):
            return "app", "it is for using again, or for playing"
    for each in orders:
        if _WIDGET_WORDS.search(each):
            return "widget", "it is for looking at or trying now"
    return "text", "words will do"
