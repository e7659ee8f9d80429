"""Grades an answer of `comment`: the arguments of the call as JSON text, `{"comments": [{quote, body, kind, …}]}`.

A rule broken is 0: too many, a quote that is not there exactly once, two on the same words, not ranked, praise, what
was dismissed, what is to be left alone. Else the share of the planted problems that a comment touches; in a
clean text 1 unless a comment claims something major. What needs judgement is in `rubric.md`.
"""

import itertools
import json
import re

from pydantic import BaseModel, ConfigDict, ValidationError

from gesso.behaviors.behavior import Answer, Case, Score, text_of

MOST = 5
KINDS = (
    "clarity", "correctness", "structure", "evidence", "tone", "consistency", "bug", "risk", "style", "missing test",
)  # fmt: skip
SEVERITIES = ("major", "minor", "nit")
PRAISE = re.compile(
    r"\b(?:great|excellent|nice(?:ly)?|good job|well (?:done|written|put|said)|love (?:this|the|how)|"
    r"strong (?:opening|point|"
    r"start)|beautiful(?:ly)?|impressive|fantastic|wonderful|i like|works well|gut gemacht|sehr schön|muy bien|"
    r"bien fait|"
    r"rất hay)\b|写得(?:很)?好|很棒",
    re.IGNORECASE,
)


class Given(BaseModel):
    model_config = ConfigDict(extra="ignore")

    quote: str
    body: str
    kind: str
    severity: str
    replace: str | None = None


class GivenList(BaseModel):
    comments: list[Given]


def grade(case: Case, answer: Answer) -> Score:
    """The share of planted problems found, or 0 with the rule that was broken."""
    try:
        given = GivenList.model_validate(json.loads(answer if isinstance(answer, str) else "")).comments
    except (json.JSONDecodeError, ValidationError) as error:
        return Score(0.0, f"not the arguments of a call: {error}")
    text = text_of(case)
    spans = [(text.find(each.quote), text.find(each.quote) + len(each.quote)) for each in given]
    broken = _broken_rule(case, text, given, spans)
    if broken:
        return Score(0.0, f"{broken} ({case.spec_id})")
    if not case.target and case.spared:
        return Score(1.0)
    if not case.target:
        major = [each.quote for each in given if each.severity == "major"]
        return Score(0.0, f"claims something major: {major} ({case.spec_id})") if major else Score(1.0)
    wanted = [case.target] if isinstance(case.target, str) else list(case.target)
    missed = [words for words in wanted if not any(_touch(_span(text, words), span) for span in spans)]
    found = 1 - len(missed) / len(wanted)
    return Score(found, f"not found: {missed} ({case.spec_id})" if missed else "")


def _broken_rule(case: Case, text: str, given: list[Given], spans: list[tuple[int, int]]) -> str:
    if len(given) > MOST:
        return f"{len(given)} comments"
    for each in given:
        if not each.quote.strip() or text.count(each.quote) != 1:
            return f"the quote {each.quote!r} occurs {text.count(each.quote)} times"
        if each.kind not in KINDS or each.severity not in SEVERITIES:
            return f"kind {each.kind!r}, severity {each.severity!r}"
        if PRAISE.search(each.body):
            return f"praise: {each.body!r}"
        if len(each.body.split()) < 4 and not re.search(r"[\u4e00-\u9fff]{6}", each.body):
            return f"says too little: {each.body!r}"
        if each.replace is not None and each.replace == each.quote:
            return f"replaces {each.quote!r} by itself"
    ranks = [SEVERITIES.index(each.severity) for each in given]
    if ranks != sorted(ranks):
        return "not ranked"
    ordered = sorted(spans)
    if any(first[1] > second[0] for first, second in itertools.pairwise(ordered)):
        return "two on the same words"
    for words in (*case.input.dismissed, *case.spared):
        if any(_touch(_span(text, words), span) for span in spans):
            return f"comments on {words!r}, which is dismissed or right"
    return ""


def _span(text: str, words: str) -> tuple[int, int]:
    return text.find(words), text.find(words) + len(words)


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
