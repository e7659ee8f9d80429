"""Grades an answer of `title`: short, plain, about the subject, without what is private.

`target` are words of which at least one must occur, `spared` words none of which may. Case does not count. Whether the
title is a good one is not judged here, only whether it breaks a line of the spec that code can see.
"""

import re

from gesso.behaviors.behavior import Answer, Case, Score

MOST_WORDS, MOST_CHARACTERS, MOST_HAN = 6, 60, 14

_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_MARKS = re.compile(r"[\"“”„«»「」『』*#`_\U0001f300-\U0001faff]")
_END = re.compile(r"[.!?…:。！？：]$")
_STOCK = re.compile(
    r"(?:(?:a |the )?(?:chat|conversation|discussion|talk|question|questions|help|request|inquiry|assistance)\b"
    r"(?: (?:about|on|with|of|for|regarding)\b|$)|new chat|untitled|title\b|(?:gespräch|frage|fragen|hilfe|chat|"
    r"unterhaltung) (?:über|zu|zum|zur|bei|mit|rund)\b|(?:conversación|charla|pregunta|preguntas|ayuda|consulta) "
    r"(?:sobre|con|de|para)\b|(?:discussion|question|questions|aide|conversation) (?:sur|pour|avec|de)\b|"
    r"(?:trò chuyện|hỏi|câu hỏi|hỏi đáp|trao đổi) (?:về|với)\b|关于|聊天|对话|有关)",
    re.IGNORECASE,
)


def grade(case: Case, answer: Answer) -> Score:
    """1 when no line of the spec is broken; else 0 and which."""
    broken = _broken_rule(case, answer.strip() if isinstance(answer, str) else "")
    return Score(0.0, f"{broken} ({case.spec_id})") if broken else Score(1.0)


def _broken_rule(case: Case, title: str) -> str:
    han = len(_HAN.findall(title))
    words = [target for target in case.target if target.casefold() in title.casefold()]
    private = [spared for spared in case.spared if spared.casefold() in title.casefold()]
    if not title or "\n" in title:
        return f"{title!r} is not one line"
    if len(title.split()) > MOST_WORDS or len(title) > MOST_CHARACTERS or han > MOST_HAN:
        return f"{title!r} is too long"
    if _MARKS.search(title) or _END.search(title):
        return f"{title!r} has marks that do not belong there"
    if _STOCK.match(title):
        return f"{title!r} names the conversation, not the subject"
    if (case.lang in ("zh", "ja")) != (han > 0):
        return f"{title!r} is not in the person's language, {case.lang}"
    if private:
        return f"{title!r} says {', '.join(private)}"
    return "" if words else f"{title!r} names none of {', '.join(case.target)}"
