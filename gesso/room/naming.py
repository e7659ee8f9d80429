"""What a conversation is called until somebody names it: a few words of its first message, by rule.

Greetings, what is told before the request, the order itself ("write me a") and private figures are left out, and of a
message that asks for something at a time, the time. Pure; no model is asked.
"""

import re
from datetime import UTC, datetime

from gesso.base.late import late
from gesso.schedule.words import understand

MOST_WORDS, MOST_HAN, MOST_CHARACTERS = 6, 14, 60
READ = 600
"""Characters of a message that are looked at; the patterns would be slow on long ones."""

_HAN = late(r"[\u3040-\u30ff\u3400-\u9fff]")
_MARKS = late(r"[\"“”„«»「」『』《》*#`_()\[\]{}<>|~\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]+")
_PRIVATE = late(r"\S*@\S+|\S*\d[\d\s/.-]{4,}\d\S*|(?=\S*\d)(?=\S*[^\W\d_])[\w!?-]{7,}|https?://\S+")
_CLAUSE = late(
    r"(?<!\d)\.+\s*|[!?…。！？；;\n]+\s*|:\s+|：|\s+[–—-]\s+|,\s+"
    r"(?=(?:write|plan|make|can you|could you|so please|please)\b)",
    re.IGNORECASE,
)
_IDLE = late(
    r"^(?:hi|hello|hey|hallo|hola|guten (?:morgen|tag|abend)|buenos días|good (?:morning|evening)|xin chào|"
    r"chào|你好|您好|在吗|ok(?:ay)?|thanks?|thank you|thx|danke|gracias|cảm ơn|谢谢|sorry|anyway|long day|"
    r"no really|urgent|help|pls|please|so|also)\b[^,]{0,24}$",
    re.IGNORECASE,
)
_LEAD = late(
    r"^(?:(?:ok(?:ay)?|so|and|now|right|anyway|well|hi|hello|hey|please|pls|plz|quick|first|just|also|good|"
    r"great|also|bitte|jetzt|und|bueno|por favor|y|vâng|dạ|好|那|请|麻烦)\b[\s,:]*|(?:can|could|would|"
    r"will) you |(?:i|we)(?:'d like| would like| want| need| have)(?: you)?(?: to)? |(?:i|we) (?:have|"
    r"'ve got) |(?:a )?questions? (?:about|on) |help me (?:with |to )?|let'?s talk about |tell me (?:about )?|"
    r"(?:write|draft|make|give|create|build|explain|plan|prepare|compose|generate|design|show|find|put|"
    r"rewrite)(?: me| us| up)? |(?:schreib\w*|mach\w*|erstell\w*|erklär\w*|plan\w*|gib|brauche?|ich brauche|"
    r"ich suche|kannst du|könntest du|hilfe bei)(?: mir| uns)? |(?:escríbe(?:me|nos)?|haz(?:me|nos)?|"
    r"explica(?:me)?|cuéntame|ponme|necesito|quiero|ayuda con|puedes|tengo una pregunta sobre) |"
    r"(?:giúp (?:mình|tôi|em) |hãy |viết (?:cho \w+ |giúp )?(?:bài văn )?|soạn (?:giúp )?|lên |"
    r"làm (?:cho \w+ )?|em cần |mình cần |tôi cần |cách )|(?:帮我|给我|请|我想|我要|写一?[份个篇]?|"
    r"做一?[份个本张]?|怎么|如何|关于)|(?:how (?:do|can|should) i |how to |how |why (?:is|are|do|does) (?:my |"
    r"the )?|what (?:is|are|does) |is |are |wie |warum (?:werden|ist) |was ist |cómo |qué es |por qué )|"
    r"remind (?:me|us)(?: \S+){0,4}? to |"
    r"(?:an?|the|some|my|our|this|ein\w*|der|die|das|mein\w*|unser\w*|un|una|unos|el|la|los|mi|une?|một) )",
    re.IGNORECASE,
)
_ABOUT = late(
    r"\b(?:about|on|over|über|zum|zur|sobre|về|sur)\s+(?:the |an? |den |die |das |el |la )?(?=\w)", re.IGNORECASE
)
_LOOSE = late(
    r"(?:[\s,]+(?:of|the|an?|and|or|to|for|with|in|on|at|from|by|my|our|is|it|i|i'm|that|which|who|und|oder|"
    r"für|mit|der|die|das|den|dem|von|zu|im|in|ein\w*|y|o|de|del|la|el|con|para|por|un|una|que|cho|và|của|với|"
    r"ở|et|du|des|pour))+$",
    re.IGNORECASE,
)

_FOR_ME = re.compile(r"\s+(?:to|for) (?:me|us)$", re.IGNORECASE)
_PROGRAM = re.compile(
    r"^(?:[\w.+#-]+ ){0,3}?(?:function|script|program|method|class|query) (?:that|which|to) (?=\w)", re.IGNORECASE
)
_ARTICLE = re.compile(r"\b(?:an?|the) ", re.IGNORECASE)

_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # the words of what is to be done are the same on any day
_HOUR = late(r"\d|\b(?:noon|midnight|mittag|half|quarter|hour\w*|minute\w*|halb|viertel)\b", re.IGNORECASE)
_ORDERED = late(
    r"^(?:i(?:'d| would)? (?:want|need|like) |we (?:want|need) |send me |give me |(?:schick|sende?|gib) mir )"
    r"(?:(?:the|an?|die|das|den|eine?n?) )?",
    re.IGNORECASE,
)


def title_from(text: str) -> str:
    """A conversation's first title; the beginning of the message where nothing better is found."""
    text = text[:READ]
    if doing := _later(text):
        return doing
    plain = _PRIVATE.sub(" ", _MARKS.sub(" ", text))
    told = [clause for each in _CLAUSE.split(plain) if (clause := " ".join(each.split()).strip(" ,:'-"))]
    wanted = [each for each in told if not _IDLE.match(each)]
    best = next((each for each in wanted if _asks(each)), None) or max(wanted, key=len, default="")
    return _short(_bare(best)) or _cut(" ".join(_PRIVATE.sub(" ", text).split())) or _cut(" ".join(text.split()))


def _later(text: str) -> str:
    """What is to be done, of a message that says when: "Write a short poem". "" for any other."""
    if not _HOUR.search(text):
        return ""
    found = understand(text, _SOME_DAY, "UTC")
    doing = next((task.instruction for task in found.tasks if task.timetable is not None), "")
    plain = " ".join(_PRIVATE.sub(" ", _MARKS.sub(" ", doing.split("\n")[0])).split())
    return _short(_ORDERED.sub("", plain))


def _asks(clause: str) -> bool:
    return _bare(clause) != clause


def _bare(clause: str) -> str:
    before = None
    while before != clause:
        before = clause
        clause = _LEAD.sub("", clause, count=1).strip(" ,:'-")
    return clause or (before or "")


def _short(clause: str) -> str:
    if _HAN.search(clause):
        return re.split(r"[，、,]", clause)[0][:MOST_HAN]
    clause = _FOR_ME.sub("", clause)
    if len(clause.split()) > MOST_WORDS and (program := _PROGRAM.match(clause)):
        clause = _ARTICLE.sub("", clause[program.end() :])
    if len(clause.split()) > MOST_WORDS:
        clause = next((part for part in re.split(r",\s+", clause) if len(part.split()) > 1), clause)
    words = clause.split()
    if len(words) > MOST_WORDS and (found := _ABOUT.search(clause)) and len(clause[: found.start()].split()) <= 4:
        words = clause[found.end() :].split()
    short = _LOOSE.sub("", " ".join(words[:MOST_WORDS])).strip(" ,:'-.")
    return _cut(short[:1].upper() + short[1:])


def _cut(line: str) -> str:
    return line if len(line) <= MOST_CHARACTERS else line[:MOST_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:")
