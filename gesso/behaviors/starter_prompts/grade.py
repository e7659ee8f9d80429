"""Grades an answer of `starter_prompts`: three prompts that are short, distinct, finished, doable and fitting.

The answer is a list of texts, or one text with a line each. Each string of `target` is a set of words parted by `|`,
one of which some prompt must contain; `spared` are words that none may. Case does not count. Whether a prompt is
tempting is for `rubric.md`.
"""

import itertools
import re

from gesso.behaviors.behavior import Answer, Case, Score

WANTED = 3
FEWEST_WORDS, MOST_WORDS = 3, 12
FEWEST_HAN, MOST_HAN = 4, 24
ALIKE = 0.6

_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)、])")
_PLACEHOLDER = re.compile(r"[\[\]{}<>_]|\.\.\.|…|\bX\b|\bTODO\b")
_OFFER = re.compile(
    r"(?:you could|you can|you might|would you like|do you want|i can|i could|let me|let's|shall i|how about|"
    r"du könntest|möchtest du|soll ich|ich kann|podrías|¿?quieres que|puedo|bạn có thể|bạn có muốn|tôi có thể|"
    r"你可以|你想|我可以|要不要我|veux-tu|je peux|tu pourrais)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:call (?:my|your|him|her|them|a)|phone|ring|book (?:a|the|me|my)|order (?:a|some|me|new|more)|buy|visit|drive|"
    r"meet|go to|(?:ruf|bestell|kauf|besuch|buch)e?|(?:llama|reserva|compra|visita)r?|gọi điện|mua|"
    r"đặt (?:bàn|vé|phòng)|appelle|réserve|achète)\b|打电话|预订|订票|购买",
    re.IGNORECASE,
)


def grade(case: Case, answer: Answer) -> Score:
    """1 when no line of the spec is broken; else 0 and which."""
    given = answer.splitlines() if isinstance(answer, str) else list(answer)
    prompts = [each.strip() for each in given if each.strip()]
    broken = _broken_form(case, prompts) or _broken_content(case, prompts)
    return Score(0.0, f"{broken} ({case.spec_id})") if broken else Score(1.0)


def _broken_form(case: Case, prompts: list[str]) -> str:
    if len(prompts) != WANTED:
        return f"{len(prompts)} prompts instead of {WANTED}"
    for prompt in prompts:
        han = len(_HAN.findall(prompt))
        if (case.lang in ("zh", "ja")) != (han > 0):
            return f"{prompt!r} is not in the person's language, {case.lang}"
        size, fewest, most = (han, FEWEST_HAN, MOST_HAN) if han else (len(prompt.split()), FEWEST_WORDS, MOST_WORDS)
        if not fewest <= size <= most or _BULLET.match(prompt):
            return f"{prompt!r} is too short, too long or numbered"
        if _PLACEHOLDER.search(prompt):
            return f"{prompt!r} is not finished"
        if _OFFER.match(prompt):
            return f"{prompt!r} is not in the person's voice"
        if _ELSEWHERE.match(prompt):
            return f"{prompt!r} cannot be done here"
    for one, other in itertools.combinations(prompts, 2):
        if _alike(one, other):
            return f"{one!r} and {other!r} are alike"
    return ""


def _broken_content(case: Case, prompts: list[str]) -> str:
    said = "\n".join(prompts).casefold()
    for earlier, prompt in itertools.product(case.input.earlier, prompts):
        if _share(_words(prompt), _words(earlier)) >= 1:
            return f"{prompt!r} was asked before"
    for words in case.spared:
        if words.casefold() in said:
            return f"says {words!r}, which was done or declined or is not the subject"
    for group in case.target:
        if not any(word.casefold() in said for word in group.split("|")):
            return f"goes on with none of {group}"
    return ""


def _alike(one: str, other: str) -> bool:
    first, second = one.casefold().split(), other.casefold().split()
    same_start = len(first) > 1 and first[:2] == second[:2]
    return same_start or max(_share(_words(one), _words(other)), _share(_words(other), _words(one))) > ALIKE


def _words(text: str) -> set[str]:
    """The words of a text that carry it: those of four letters or more, or the pairs of Chinese characters."""
    if han := _HAN.findall(text):
        return {first + second for first, second in itertools.pairwise(han)}
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


def _share(words: set[str], others: set[str]) -> float:
    return len(words & others) / len(words) if words else 0.0
