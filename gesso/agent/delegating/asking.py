"""Does a message hand over a long piece of work, and what of it? By rules, the same for every model. Pure.

What hands work over is said in so many words ("take your time", "make a plan first", "in the background") or by the
button; an ordinary order is none. A question is asked only where the result depends on what is missing and nothing
could be taken for it; everything else is taken, and said with the plan.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gesso.agent.guided.ask import strip_politeness
from gesso.agent.guided.languages import language_of
from gesso.base.late import late

Kind = Literal["research", "compare", "draft", "review", "clean", "reproduce", "other"]

MINUTES = 60
MOST_MINUTES = 24 * 60
MOST_CHARS = 4_000

_HANDS_OVER = late(
    r"\b(?:take (?:all )?(?:your|the) time(?: you need)?|no (?:hurry|rush)|in the background|while (?:i|we)(?:'m|"
    r"'re| am| are) away|"
    r"(?:i )?delegate(?: (?:this|it|that))?(?: to you)?|(?:make|write|draw up|show me) (?:me )?a plan (?:first|"
    r"before you (?:start|begin))|"
    r"start with a plan|plan (?:it |this )?first|step by step and (?:come back|report)|"
    r"come back (?:to me )?(?:when|once)\b[^.!?]*|"
    r"lass dir (?:ruhig )?zeit|im hintergrund|mach (?:erst |zuerst )?einen plan)\b",
    re.IGNORECASE,
)
_RESEARCH_FIRST = late(
    r"^(?:research|recherchiere)\s+(?!(?:shows?|says?|suggests?|has|have|is|was|finds?|found|papers?|questions?|"
    r"proposals?|plans?|groups?|teams?|projects?|methods?)\b)\w|"
    r"^do (?:some |a bit of |thorough |proper )?research (?:on|about|into)\s+\w",
    re.IGNORECASE,
)
_REPRODUCE = late(
    r"^(?:reproduce|replicate|reproduziere|repliziere)\s+(?:it\b|this\b|them\b|the\b|.*\b(?:papers?|results?|figures|"
    r"stud(?:y|ies)|numbers|repo(?:sitory)?|experiments?|findings|studie|ergebnisse|zahlen)\b|"
    r".*\.(?:pdf|zip|docx|md|txt|html|epub)\b)",
    re.IGNORECASE,
)
_RECHERCHE = r"^(?:recherchier|finde heraus|untersuch|vergleich|schreib|verfasse|entwirf|erstelle)"
_AGAIN = late(
    r"\b(?:(?:as|like|the same (?:way )?as|same as) (?:last time|before|you did (?:last time|before))|"
    r"(?:the )?same (?:procedure|plan|steps)(?: again)?|wie (?:letztes|voriges) mal)\b",
    re.IGNORECASE,
)
_START = late(
    r"\b(?:(?:just |please )?(?:start|begin|go)(?: it)? (?:right away|at once|now|immediately|straight away|ahead)|"
    r"(?:no need to|don'?t|do not|without) ask(?:ing)?(?: me)?(?: (?:first|before|anything))?|start without (?:me|"
    r"asking)|"
    r"fang (?:gleich|sofort) an)\b",
    re.IGNORECASE,
)
_MINUTES = late(
    r"\b(?:(?:take |in |within |use |spend )?(?:at most|no more than|up to|max(?:imum)?(?: of)?|not more than) |"
    r"within |in under )"
    r"(\d+|an?|one|two|three|half an)\s*(hours?|h|minutes?|min)\b",
    re.IGNORECASE,
)
_MONEY = late(
    r"\b(?:for |spend )?(?:at most|no more than|up to|max(?:imum)?(?: of)?)\s*(?:\$\s*(\d+(?:\.\d+)?)|"
    r"(\d+(?:\.\d+)?)\s*(?:dollars?|usd))",
    re.IGNORECASE,
)
_BY = late(
    r"\b(?:by|until|before|due)\s+((?:tomorrow|tonight|noon|midnight|today|(?:next )?(?:mon|tues|wednes|thurs|fri|"
    r"satur|sun)day|"
    r"\d{4}-\d\d-\d\d)(?:\s+(?:at\s+)?(?:\d{1,2}(?::\d\d)?\s*(?:am|pm)?|noon|morning|evening|afternoon|night))?)",
    re.IGNORECASE,
)
_NUMBER = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "half an": 0.5}

_COMPARE = late(
    r"^(?:compare|contrast|weigh up|vergleich(?:e|t|en)?)\b|\b(?:vs\.?|versus)\b|\bcomparison (?:of|between)\b",
    re.IGNORECASE,
)
_RESEARCH = late(
    r"^(?:research|investigate|find out|look into|look up|study|explore|survey|search)\b|"
    r"\b(?:market|competitor|industry|literature|patent) (?:overview|research|analysis|study|survey|review|report)\b|"
    r"\b(?:overview|report|briefing|dossier|background|summary|survey) (?:of|on|about|over)\b.*|\bwith (?:its |"
    r"the |all )?(?:sources|citations|references)\b",
    re.IGNORECASE,
)
_SOURCED = late(
    r"\bwith (?:its |the |all |good )?(?:sources|citations|references|quotes)\b|\bmarket\b|\bresearch\b|"
    r"\bfind out\b|\bonline\b|\bmit (?:den |allen )?quellen\b|\bmarktüberblick\b|^recherchier|^finde heraus\b|"
    r"^(?:investigate|look into|explore|survey)\b|\b(?:overview|briefing|dossier|survey) (?:of|on|about)\b",
    re.IGNORECASE,
)
_THIS = r"(?:this|the|my|our|that)(?: \w+)? (?:document|text|page|draft|report|article|canvas|essay|letter|story|post)"
_REVIEW = late(
    rf"^(?:review|critique|check|go over|go through|assess|improve|revise)\b.*(?:{_THIS}|\bit\b|\bthis\b)",
    re.IGNORECASE,
)
_CLEAN = late(
    rf"^(?:clean(?: up)?|tidy(?: up)?|proof-?read|correct|polish)\b.*(?:{_THIS}|\bit\b|\bthis\b)", re.IGNORECASE
)
_DRAFT = late(
    r"^(?:write|draft|compose|prepare|create|make|produce|put together)\b.*\b(?:guide|handbook|manual|proposal|"
    r"report|paper|"
    r"article|essay|chapter|book|white ?paper|documentation|course|tutorial|speech|plan|memo|brochure|story|post|"
    r"document)\b|"
    r"^(?:schreibe?|verfasse|entwirf|erstelle)\b.*(?:handbuch|leitfaden|bericht|artikel|aufsatz|konzept|anleitung|kapitel|"
    r"broschüre|dokumentation|rede)\b",
    re.IGNORECASE,
)
_OF = late(
    r"\b(?:of|on|about|over|for|into|to|regarding|concerning|between|über|für|zum|zur|zu)\s+(?:the (?:market|topic|"
    r"subject) (?:of|for) |(?:das thema|den|die|das) )?(.+)$",
    re.IGNORECASE,
)
_TAIL = late(
    r"[,;]?\s*\b(?:mit (?:den |allen )?quellen|bitte|"
    r"with (?:its |the |all |good )?(?:sources|citations|references|quotes)|for (?:me|us)|please|"
    r"section by section|and (?:then )?(?:give|tell|show|send|come|write|put)\b.*)\s*$",
    re.IGNORECASE,
)
_SECTIONS = late(r"\b(?:with |in )?(?:the )?sections?(?: on| about)?:?\s+(.+)$", re.IGNORECASE)
_REGION = late(r"\bin (?:the )?(?:[A-Z][\w.-]+(?: [A-Z][\w.-]+)*)|\bworldwide\b|\bglobal(?:ly)?\b")


@dataclass(frozen=True)
class Delegation:
    """`ask` is the work without the words that hand it over. `things` are what is compared, or a draft's sections.

    `question`: what must be asked before anything can be planned. `asked`: what was taken instead of asking, in words.
    `again`: they refer to a plan that is there. Minutes and USD are the budget; `deadline` is in their words.
    """

    kind: Kind
    ask: str
    subject: str
    things: tuple[str, ...] = ()
    start: bool = False
    again: bool = False
    minutes: float | None = None
    cost_usd: float | None = None
    deadline: str = ""
    question: str = ""
    asked: tuple[str, ...] = ()


OF_WHAT = "What should it be about? Nothing can be taken for that, so I have not planned anything yet."
WHICH_PAGE = "Which document? None is open here: open it, or paste it into one, and say it again."
WHAT_BETWEEN = "What shall I compare? Name two things or more, such as “Compare pellets and heat pumps”."
WHICH_PAPER = (
    "Which paper? Nothing is attached here that states figures: attach the paper (PDF), or its programs and data as a "
    "zip, and say it again."
)
WHAT_WORK = "What shall I work on? Say it in a sentence, such as “an overview of heat pumps, with sources”."
GERMAN = {
    OF_WHAT: "Worum soll es gehen? Dafür lässt sich nichts annehmen, deshalb habe ich noch nichts geplant.",
    WHAT_BETWEEN: "Was soll ich vergleichen? Nenne zwei Dinge oder mehr, etwa „Vergleiche Pellets und Wärmepumpen“.",
    WHICH_PAGE: "Welches Dokument? Hier ist keines offen: öffne es oder füge es in eines ein, und sage es noch einmal.",
    WHAT_WORK: "Woran soll ich arbeiten? Sage es in einem Satz, etwa „ein Überblick über Wärmepumpen, mit Quellen“.",
}
QUESTIONS = (OF_WHAT, WHICH_PAGE, WHAT_BETWEEN, WHAT_WORK, *GERMAN.values())
ANY_REGION = "Which region? Taken: all of them, as pages tell."
ANY_REGION_DE = "Welche Region? Angenommen: alle, von denen Seiten sprechen."
ANY_WAY = "Compared by: what pages say of each. Name what matters to you, such as price, to have it looked for."
ANY_WAY_DE = "Verglichen wird, was Seiten über jedes sagen. Nenne, worauf es dir ankommt, etwa den Preis."
USUAL = "Which sections? Taken: the usual ones, as in the plan; change them there."
USUAL_DE = "Welche Abschnitte? Angenommen: die üblichen, wie im Plan; ändere sie dort."


_UNHURRIED = late(r"\b(?:take (?:all )?(?:your|the) time|no (?:hurry|rush)|lass dir (?:ruhig )?zeit)\b", re.IGNORECASE)


def hands_over(text: str) -> bool:
    """Whether these words hand over work to be planned and done by itself.

    "Research …" does: pages are read and a report is written. "Take your time" alone is said of a poem, too: there it
    counts only with work of a kind that has a plan.
    """
    if len(text) > MOST_CHARS:
        return False
    bare = strip_politeness(text)
    if (_RESEARCH_FIRST.match(bare) or _REPRODUCE.match(bare)) and not text.rstrip().endswith("?"):
        return True
    known = read_delegation(text, page="open").kind != "other"
    sure = _HANDS_OVER.search(_UNHURRIED.sub(" ", text)) is not None
    return sure or (known and bool(_UNHURRIED.search(text) or _AGAIN.search(text)))


def read_delegation(text: str, page: str = "", earlier: Sequence[str] = ()) -> Delegation:
    """What is handed over. `page` is the title of the document that is open, "" for none.

    `earlier`: the messages that this one answers the question of.
    """
    whole = " ".join([*earlier, text]) if earlier else text
    ask = _bare(earlier[-1] if earlier else text)
    told = Delegation(
        "other", ask, "", start=bool(_START.search(whole)), again=bool(_AGAIN.search(whole)), minutes=_minutes(whole),
        cost_usd=_cost(whole), deadline=(_BY.search(whole) or [None, ""])[1] or "",
    )  # fmt: skip
    answer = _TAIL.sub("", strip_politeness(_bare(text))).strip(" .,") if earlier else ""
    answer = re.sub(r"^(?:of|about|on|for)\s+", "", answer, flags=re.IGNORECASE)
    found = _read(told, ask, answer, page)
    return replace(found, question=GERMAN.get(found.question, found.question)) if is_german(whole) else found


def is_german(words: str) -> bool:
    return language_of(words) == "de" or re.match(_RECHERCHE, strip_politeness(words), re.IGNORECASE) is not None


def _read(told: Delegation, ask: str, answer: str, page: str) -> Delegation:
    if not ask and not answer:
        return replace(told, question="" if told.again else WHAT_WORK)
    if _REPRODUCE.match(ask):
        return replace(told, kind="reproduce", subject=re.sub(r"^\w+\s+", "", ask))
    if _COMPARE.search(ask):
        things = _things(answer or ask)
        question = WHAT_BETWEEN if len(things) < 2 else ""
        compared = (ANY_WAY_DE if is_german(ask) else ANY_WAY,)
        subject = " and ".join(things)
        return replace(told, kind="compare", subject=subject, things=things, question=question, asked=compared)
    on_page = _CLEAN.search(ask) or _REVIEW.search(ask)
    if on_page:
        kind: Kind = "clean" if _CLEAN.search(ask) else "review"
        return replace(told, kind=kind, subject=page, question="" if page else WHICH_PAGE)
    if _SOURCED.search(ask) or (_RESEARCH.search(ask) and not _DRAFT.search(ask)):
        subject = answer or _subject(ask)
        taken: tuple[str, ...] = ()
        if re.search(r"\bmarket\b|\bmarkt", ask, re.IGNORECASE) and not _REGION.search(f"{ask} {answer}"):
            taken = (ANY_REGION_DE if is_german(ask) else ANY_REGION,)
        return replace(told, kind="research", subject=subject, question="" if subject else OF_WHAT, asked=taken)
    if _DRAFT.search(ask):
        subject = answer or _subject(_SECTIONS.sub("", ask))
        sections = _sections(ask)
        usual: tuple[str, ...] = () if sections else (USUAL_DE if is_german(ask) else USUAL,)
        question = "" if subject else OF_WHAT
        return replace(told, kind="draft", subject=subject, things=sections, question=question, asked=usual)
    return replace(told, subject=answer or ask)


def _bare(text: str) -> str:
    """Without the words that hand over, bound and hurry it."""
    for pattern in (_START, _HANDS_OVER, _AGAIN, _MINUTES, _MONEY, _BY):
        text = pattern.sub(" ", text)
    text = re.sub(r"\s+([,.;!?])", r"\1", " ".join(text.split()))
    text = re.sub(r"(?:[,.;:!?–-]\s*|\b(?:and|but|then|so|for)\b\s*)+$", "", text)
    text = re.sub(r"^(?:[,.;:!–-]\s*|\b(?:and|then|but)\b\s*)+", "", text)
    text = re.sub(r"(?:[,;]\s*){2,}|,\s*\.", ", ", text)
    return strip_politeness(text.strip()).strip(" ,;")


def _subject(ask: str) -> str:
    said = _TAIL.sub("", _TAIL.sub("", ask.rstrip(" .!?")))
    found = _OF.search(said)
    if found is None:
        bare = re.sub(
            r"^(?:research|investigate|look into|look up|study|explore|survey|find out|recherchiere?|untersuche)\s+"
            r"(?:bitte\s+)?(?:nach\s+)?",
            "",
            said,
            flags=re.IGNORECASE,
        )
        return "" if bare == said else bare.strip(" ,.")
    return found[1].strip(" ,.;:")


def _things(ask: str) -> tuple[str, ...]:
    said = _TAIL.sub("", ask.rstrip(" .!?"))
    said = re.sub(
        r"^(?:please )?(?:compare|contrast|weigh up|vergleich(?:e|t|en)?)(?: the| die| den| das)?(?: bitte)?\s+|"
        r"^.*\bcomparison (?:of|between)\s+",
        "",
        said,
        flags=re.IGNORECASE,
    )
    parts = re.split(r"\s*,\s*(?:and\s+)?|\s+(?:and|with|to|vs\.?|versus|or|against|und|mit|oder|gegen)\s+", said)
    found = [part.strip(" .,;:") for part in parts if part.strip(" .,;:")]
    return tuple(dict.fromkeys(found))[:6]


def _sections(ask: str) -> tuple[str, ...]:
    found = _SECTIONS.search(ask)
    if found is None or re.match(r"by section", found[1]):
        return ()
    parts = re.split(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+", found[1].strip(" ."))
    return tuple(part[:1].upper() + part[1:] for part in parts if part)[:12]


def _minutes(text: str) -> float | None:
    found = _MINUTES.search(text)
    if found is None:
        return None
    count = _NUMBER.get(found[1].lower()) or float(found[1])
    return min(MOST_MINUTES, max(1.0, count * (60 if found[2].lower().startswith("h") else 1)))


def _cost(text: str) -> float | None:
    found = _MONEY.search(text)
    return float(found[1] or found[2]) if found else None
