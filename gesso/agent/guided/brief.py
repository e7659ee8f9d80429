"""What a person asked to have written: kind of text, topic, title, length, language of the code. Rules."""

import re
from dataclasses import dataclass

from gesso.agent.guided.ask import clauses, respell, strip_politeness
from gesso.agent.guided.sentences import words_of
from gesso.base.late import late
from gesso.canvas.kinds import language_in_request

DEFAULT_WORDS = 320
STORY_WORDS = 260
_SHORT_WORDS = 120
_LONG_WORDS = 600
MOST_WORDS = 900

_VERB = late(
    r"^(?:write(?: up| out)?|draft|compose|create|generate|make|build|implement|prepare|produce|put together|do|"
    r"give me|show me|tell me|develop|"
    r"i need|i want|i'd like|i would like|we need|need|turn\b.*?\binto|schreibe?n?|verfasse?|ich brauche|escribe|"
    r"redacta|crea|écris|rédige|crée|viết|写)\s+(?:(?:me|us|mir|uns) )?(?:up )?",
    re.IGNORECASE,
)
_CANVAS = late(
    r"\b(?:use|open|start|create) (?:a |the )?(?:new )?canvas(?: (?:and|with|to|for))?\b[:,]?\s*|"
    r"[,.]?\s*\b(?:put it |write it )?(?:in|into|as) (?:a|the) (?:new )?(?:canvas|document|doc)\b|"
    r"\bplease\b|\bpls\b|\bfor me\b$",
    re.IGNORECASE,
)
_LENGTH = late(
    r",?\s*\b(?:in |of |about |around |roughly |max(?:imum)? |under |at most )*(\d{2,4})[- ]?(?:words?|wörter|"
    r"palabras|mots|từ|字)\b",
    re.IGNORECASE,
)
_SPEECH = late(r"\b(?:speech|toast|eulogy|sermon|rede|discurso|discours)\b|演讲", re.IGNORECASE)
_FORM = late(
    r"(?:an?|the|some|ein\w*|un\w*|một)?\s*(?:(?:short|long|brief|little|quick|one page|detailed|formal|friendly|"
    r"funny|separate|new|second|two week|\w+-word)\s+)*"
    r"(?P<form>blog ?post|post|article|essay|short story|story|piece|poem|letter|e-?mail|speech|toast|report|"
    r"newsletter(?: article)?|guide|tutorial|press release|"
    r"cover letter|plan|study plan|review|bio|page|document|text|blogbeitrag|beitrag|aufsatz|geschichte|gedicht|"
    r"brief|entrada|artículo|ensayo|cuento|poema|carta|"
    r"article|histoire|poème|lettre|bài blog|bài viết|truyện)\s*(?:\b(?:about|on|regarding|über|sobre|acerca de|sur|"
    r"về)\b\s*)",
    re.IGNORECASE,
)
_POEM = late(r"\b(?:poem|haiku|sonnet|ballad|limerick|lyrics|song|gedicht|poema|poème|thơ)\b|诗", re.IGNORECASE)
_LETTER = late(
    r"\b(?:letter|e-?mail|memo|complaint|brief|kündigungsschreiben|carta|correo|lettre|thư|invitation)\b|信|邮件",
    re.IGNORECASE,
)
_STORY = late(
    r"\b(?:story|tale|novel|chapter|fable|geschichte|cuento|histoire|conte|truyện)\b|故事|小说", re.IGNORECASE
)
_LIST = late(r"\b(?:plan|schedule|checklist|packing list|list|itinerary|agenda|outline|recipe)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Brief:
    """`form` decides the prompt; `words` is the length aimed at; `topic` is what the text is about."""

    request: str
    form: str
    topic: str
    title: str
    words: int
    language: str | None = None
    subject: str = ""  # of a letter: what it is about
    recipient: str = "[name]"
    order: str = ""  # of a letter: the request without `facts`
    facts: str = ""  # of a letter: what the person told to put into it, as sentences in their own words
    about: bool = False  # the request says what the text is about, so questions on the topic can be asked


def read_brief(request: str, kind: str, message: str = "") -> Brief:
    """The brief in a request such as "write a 200 word blog post about sleep".

    The request is a clause of `message`; what the person says behind it belongs to the text that is asked for, too.
    """
    before = _told_before(request, message)
    asked, said = _bare(request), _bare(_onward(request, message))
    if before:
        asked, said = _POINTS_BACK.sub("", asked), f"{before}. {said[:1].upper()}{said[1:]}"
    bare = _LENGTH.sub("", _VERB.sub("", asked)).strip()
    words = _wanted_words(said if _LENGTH.search(said) else asked)
    topic = (
        before or _LENGTH.sub("", _FORM.sub("", bare, count=1) if _FORM.match(bare) else bare).strip(" .,:;!?") or bare
    )
    language = None
    if kind == "code":
        found = language_in_request(said)
        language = (
            found.id
            if found
            else ("html" if re.search(r"\b(?:page|website|web|game)\b", asked, re.IGNORECASE) else "python")
        )
    form, title = _form(asked), code_title(topic) if kind == "code" else _document_title(asked, topic)
    if form == "story" and re.match(r"an? ", topic, re.IGNORECASE):
        title = f"The {title}"
    head, facts = (asked, f"{before}.") if before else _told(said) if form == "letter" else (asked, "")
    if facts and form == "letter":
        title = _document_title(head, _FORM.sub("", _VERB.sub("", head), count=1))
    return Brief(
        said, form, topic, title, words, language, *_letter(head), head, facts, about=bool(before or _FORM.match(bare))
    )


def _bare(request: str) -> str:
    return strip_politeness(_CANVAS.sub(" ", respell(request)).strip(" :,.-"))


def _onward(request: str, message: str) -> str:
    """`message` from `request` on; the request alone where it is not a part of it."""
    whole, part = respell(message), respell(request)
    return whole[whole.index(part) :] if part in whole else request


_POINTS_BACK = late(r"\s+(?:for|about|on|of) (?:it|this|that)\W*$", re.IGNORECASE)


def _told_before(request: str, message: str) -> str:
    """What "it" stands for: "My sister marries in June. Can you write a speech for it?" says it before it asks."""
    whole, part = respell(message), respell(request)
    if not _POINTS_BACK.search(request) or part not in whole:
        return ""
    told = [each for each in clauses(whole[: whole.index(part)]) if len(each.split()) > 3]
    return f"{told[-1][:1].upper()}{told[-1][1:].rstrip(' .!,')}" if told else ""


_NO_MR = r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)"  # in front of a full stop
_TO = late(
    r"\bto (?:my |the |our |a )?(?P<who>[a-z][\w-]*(?: (?:company|office|manager|team|department))?)", re.IGNORECASE
)
_SUBJECT = late(
    r"\b(?:about|regarding|concerning|because of|for|über|wegen|sobre|au sujet de|về)\s+(?P<what>[^.;!?]+)",
    re.IGNORECASE,
)


_TELLS = late(
    rf"\s*(?::\s|\s[–—-]\s|{_NO_MR}[.!?]\s|\n)\s*|"
    r",?\s+(?:saying|to say|that says|stating|explaining|(?:and )?tell(?:ing)? (?:him|her|them))\s+(?:that\s+)?",
    re.IGNORECASE,
)
_OF_THE_LETTER = late(
    r"(?:please |pls )?(?:make|keep|write|use|be|sign|tone|style|length|max\w*|in|around|about|not too|it should|"
    r"the (?:tone|letter|e-?mail) should)\b",
    re.IGNORECASE,
)

_SAY_THAT = late(r"^(?:please |also |and )*(?:mention|say|add|tell (?:him|her|them))\s+(?:that\s+)?", re.IGNORECASE)


def _told(said: str) -> tuple[str, str]:
    """The order of a letter, and what to tell in it: "…to my landlord: the heater is broken" has both."""
    head, *rest = _TELLS.split(said, maxsplit=1)
    sentences = [each.strip() for each in re.split(r"(?<=[.!?])\s+|\n+", rest[0] if rest else "")]
    told = [_SAY_THAT.sub("", each) for each in sentences if not _OF_THE_LETTER.match(each)]
    if len(" ".join(told).split()) < 3:
        return said, ""
    whole = [each[:1].upper() + each[1:] for each in told if each]
    return head, " ".join(each if each[-1] in ".!?" else f"{each}." for each in whole)


def _letter(said: str) -> tuple[str, str]:
    """What a letter is about and whom it addresses, in the person's own words."""
    to, subject = _TO.search(said), _SUBJECT.search(said)
    what = (
        re.split(r",|\band (?:he|she|they|it|i)\b", subject["what"])[0]
        if subject
        else re.sub(r"^(?:write|draft|compose)\s+", "", said, flags=re.IGNORECASE)
    )
    what = _LENGTH.sub("", what).strip(" ,.")
    who = to["who"] if to else "name"
    return what if subject or not _LETTER.search(what) else "", who if who[0].isupper() else f"[{who}]"


def _form(said: str) -> str:
    for form, pattern in (
        ("poem", _POEM),
        ("letter", _LETTER),
        ("speech", _SPEECH),
        ("story", _STORY),
        ("list", _LIST),
    ):
        if pattern.search(said):
            return form
    return "article"


def _wanted_words(said: str) -> int:
    if match := _LENGTH.search(said):
        return max(30, min(MOST_WORDS, int(match.group(1))))
    if re.search(
        r"\b(?:short(?! stor)|brief|little|quick|one paragraph|kurz\w*|corto|breve|court\w*|ngắn)\b|短",
        said,
        re.IGNORECASE,
    ):
        return _SHORT_WORDS
    if re.search(r"\b(?:long|detailed|in[- ]depth|lang\w*|ausführlich\w*|largo|long\w*|dài)\b|长", said, re.IGNORECASE):
        return _LONG_WORDS
    return STORY_WORDS if _STORY.search(said) else DEFAULT_WORDS


_DANGLING_WORDS = """
    a an the and or but of to in on at by for from with about as vs via that who which regarding concerning my your
    its it's
"""
_DANGLING = frozenset(_DANGLING_WORDS.split())
_MINOR_WORDS = """
    a an the and or but of to in on at by for from with about as is vs via that who which
"""
_MINOR = frozenset(_MINOR_WORDS.split())


_TITLE_ENDS = late(
    rf"{_NO_MR}[.;!?\n(]|,\s+(?=(?:\d|and|with|including|max|about|he|she|it|who|so)\b)| - ",
)


def title_of(topic: str) -> str:
    """A title from the topic: at most eight words, in title case where the alphabet has one."""
    first, *_ = _TITLE_ENDS.split(topic.strip())
    first = first.strip(" ,:\"'“”")
    rest = re.split(r"[.;!?\n,]\s*", topic.strip(), maxsplit=1)
    if (
        len(rest) > 1
        and len(first.split()) == 1
        and re.fullmatch(r"(?:poem|story|essay|letter|speech|song|haiku|report|email)", first, re.IGNORECASE)
    ):
        return title_of(rest[1])
    words = first.split()[:9]
    while words and words[-1].lower() in _DANGLING:
        words.pop()
    if not words:
        return "Untitled"
    shown = [
        w if (w.lower() in _MINOR and i) or not w[:1].islower() else w[:1].upper() + w[1:] for i, w in enumerate(words)
    ]
    shown[-1] = shown[-1].rstrip(",;:")
    while len(shown) > 1 and shown[0].lower() in ("a", "an", "the") and not topic.lower().startswith("the history"):
        shown.pop(0)
        shown[0] = shown[0][:1].upper() + shown[0][1:]
    return " ".join(shown)


_PROGRAM_OF = late(
    r"^(?:an?|the|some|me|one)?\s*(?:[\w.+#-]+\s+){0,3}?(?:function|script|program|method|snippet|tool|class|"
    r"query|code|"
    r"web ?page|page|app|bot)\s+(?:in \w+\s+)?(?:that|which|to|for|where)\s+(?P<does>.+)$",
    re.IGNORECASE,
)
_ACRONYMS = {
    word.lower(): word for word in (
        "CSV", "JSON", "HTML", "CSS", "SQL", "API", "PDF", "URL", "XML", "YAML", "HTTP", "IBAN", "CLI", "JPG", "PNG",
        "BMI", "ISBN", "ID", "Python", "JavaScript", "TypeScript", "Rust", "Java", "Bash", "React", "Excel",
    )
}  # fmt: skip
_THIRD_PERSON = late(
    r"\b(?P<verb>read|sum|count|rename|compute|calculate|check|convert|sort|print|return|take|find|plot|"
    r"download|merge|"
    r"parse|play|add|remove|delete|list|draw|create|generate|make|show|write|get|fetch|split|reverse|test|"
    r"validate|back|"
    r"turn|send|filter|group|replace|save|load|open|hide|copy|move|resize|scrape|track|guess|simulate)(?:e?s)\b"
)
_REST = late(
    r"[.;!?\n(]|,\s+(?=(?:and|with|using|so|please|i)\b)|"
    r"\s+(?:in|using|with) (?:python|javascript|rust|typescript|java|bash|sql|c)\b",
    re.IGNORECASE,
)


def code_title(topic: str) -> str:
    """A short title for a program from what it does: "Read a CSV and sum a column"."""
    match = _PROGRAM_OF.match(topic.strip())
    does = _REST.split(match["does"] if match else topic.strip(), maxsplit=1)[0]
    does = _THIRD_PERSON.sub(lambda m: m["verb"], does) if match else re.sub(r"^(?:an?|the|some)\s+", "", does)
    words = [_ACRONYMS.get(w.lower(), w) for w in does.split()][:8]
    while words and words[-1].lower() in _DANGLING:
        words.pop()
    title = " ".join(words).strip(" ,:\"'“”")
    return title[:1].upper() + title[1:] if title else "Program"


def _document_title(said: str, topic: str) -> str:
    """The title of a text; of a letter its subject, for "Short email to my landlord about" says how, not what."""
    if _LETTER.search(said):
        subject, _ = _letter(said)
        if subject and len(subject.split()) <= 7 and not _LETTER.search(subject):
            return title_of(subject)
    return title_of(topic)


def count_words(text: str) -> int:
    return len(words_of(text))
