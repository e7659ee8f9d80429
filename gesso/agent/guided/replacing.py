"""New words for one passage: what code can do exactly first, then plain rules, then the small model under inspection.

The order is by trust. A table total is added up, never asked for. A change of style is made by plain rules alone: of 96
versions by the embedded model 1 passed the checks, and that one invented gold; of 123 friendlier sentences none did.
For other wishes the model gets the passage and three tries, and what it writes must pass `checking.objection`. Where
nothing can be done the passage stays as it is and the person is told.
"""

import re
from dataclasses import dataclass

from gesso.agent.guided import plain
from gesso.agent.guided.checking import first_passage, objection
from gesso.agent.guided.friendly import friendlier
from gesso.agent.guided.given import wording_given
from gesso.agent.guided.languages import language_of
from gesso.agent.guided.overlap import topic_words
from gesso.agent.guided.prose import LoopGuard, is_chatty
from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.agent.guided.speaking import say_all
from gesso.agent.guided.tables import drop_row, mend_totals, set_cell
from gesso.agent.guided.wish import Wish, wish_of
from gesso.base.late import late
from gesso.canvas.snapshot import Block
from gesso.model.messages import Message, Model

TRIES = 3

_PLAIN = {
    "shorter": plain.shorter, "simpler": plain.simpler_than, "friendlier": friendlier,
    "formal": plain.formal, "grammar": plain.grammar,
}  # fmt: skip

_NOTHING: dict[Wish, str] = {
    "shorter": "I found nothing in it that could go",
    "simpler": "I found no rare word and no long sentence in it that I could make simpler",
    "friendlier": "I found nothing stiff in it that I could say friendlier; a larger model may find other words",
    "formal": "I found nothing informal in it that I could replace; a larger model may find other words",
    "grammar": "I found nothing in it to correct",
}

_FROM_TO = late(
    r"\b(?:change|replace|turn|swap|put)\s+(?:the (?:word|phrase|number)s?\s+)?[\"“'`]?(?P<old>.+?)[\"”'`]?\s+(?:to|"
    r"with|by|into|for)\s+[\"“'`]?(?P<new>.+?)[\"”'`]?(?:\s+in\b.*|\s+please)?[.!]?$",
    re.IGNORECASE,
)
_SET_TO = late(
    r"\b(?:to|into|be called|call it|named?)\s*:?\s+[\"“„'`]?(?P<new>[^\"”“'`]+?)[\"”“'`]?[.!]?$", re.IGNORECASE
)
_SHOULD_BE = late(r"\b(?:should|must) be [\"“'`]?(?P<new>-?\d[\d.,]*\d|\d)\b", re.IGNORECASE)
_NOT_THAT = late(r"\b(?P<new>[\w%.]+), not (?P<old>[\w%.]+)\b|\b(?P<new2>\w+) instead of (?P<old2>\w+)", re.IGNORECASE)
_WORD_GONE = late(r"[\"“„'`](?P<words>[^\"”“'`]+)[\"”“'`]")


@dataclass(frozen=True)
class Replacement:
    """`text` in place of the passage, or None with the reason in `why` for the person."""

    text: str | None
    why: str


async def replace_passage(inner: Model, block_kind: str, before: str, request: str, seed: int) -> Replacement:
    """New words for `before`, of the same kind, as `request` wishes. Raises ModelError."""
    exact = exact_change(block_kind, before, request)
    if exact is not None:
        return exact
    wish = wish_of(request)
    if wish == "translate":
        return Replacement(None, "translating is beyond the built-in model")
    if block_kind == "table":
        return Replacement(None, "the built-in model cannot change a table in that way")
    if block_kind in ("fence", "definition", "imports", "code", "part", "lines"):
        return Replacement(None, "the built-in model cannot be trusted to change code; choose a larger model for that")
    if block_kind in ("list", "item", "quote", "heading"):
        return _line_by_line(before, wish)
    return await _prose(inner, before, request, wish, seed)


def exact_change(kind: str, before: str, request: str) -> Replacement | None:
    """A change that code makes exactly, or None when the request is not of that sort."""
    if kind == "table":
        if re.search(r"\b(?:remove|delete|drop|take out|get rid of)\b.*\brow\b", request, re.IGNORECASE):
            after = drop_row(before, request)
            return (
                Replacement(after, "the row is gone")
                if after != before
                else Replacement(None, "I could not tell which row you mean")
            )
        if (after := set_cell(before, request)) != before:
            return Replacement(after, "the cell is set")
        if re.search(
            r"\b(?:numbers?|totals?|sums?|figures|add up|zahlen|summen|números|chiffres)\b|số liệu|数字",
            request,
            re.IGNORECASE,
        ) or re.search(r"\bfix\b|\barregla\b|\bcorrige\b|\brepara\b|sửa|修", request, re.IGNORECASE):
            after, notes = mend_totals(before)
            return (
                Replacement(after, "; ".join(notes))
                if notes
                else Replacement(None, "every total in the table adds up, so I changed nothing")
            )
    if kind in ("item", "heading") and (words := wording_given(request)):
        marks = re.match(r"\s*(?:[-*+]\s+|\d+[.)]\s+|#+\s+)?(?:\[[ xX]\]\s+)?", before)
        return Replacement((marks.group(0) if marks else "") + words, "your words")
    wish = wish_of(request)
    if wish == "bullets" and kind == "paragraph":
        return Replacement(plain.to_bullets(before), "one sentence an item")
    if wish == "prose" and kind == "list":
        return Replacement(plain.to_prose(before), "the items as sentences")
    if kind == "heading" and (match := _SET_TO.search(request)) and wish == "other":
        marks = re.match(r"\s*#*\s*", before)
        return Replacement((marks.group(0) if marks else "") + match["new"].strip(), "the new heading")
    if re.search(r"\b(?:remove|delete|drop|take out|cut)\b", request, re.IGNORECASE) and (
        match := _WORD_GONE.search(request)
    ):
        after = _without(before, match["words"])
        return Replacement(after, f"without “{match['words']}”") if after != before else None
    if kind == "paragraph" and (shortened := _without_sentence(before, request)):
        return Replacement(shortened, "without that sentence")
    if kind in _CODE_KINDS and (match := _FROM_TO.search(request)) and re.match(r"[-\d\"'\[{]", match["new"]):
        return _with_value(before, match["old"], match["new"])
    if (match := _FROM_TO.search(request)) and (
        hits := len(re.findall(rf"(?<!\w){re.escape(match['old'])}(?!\w)", before))
    ):
        pattern = rf"(?<!\w){re.escape(match['old'])}(?!\w)"
        new = match["new"]
        return Replacement(re.sub(pattern, lambda _: new, before), f"“{match['old']}” became “{new}”") if hits else None
    if match := _NOT_THAT.search(request):
        old, new = match["old"] or match["old2"], match["new"] or match["new2"]
        if old[:1].isdigit() and not new[:1].isdigit():  # "it's 300 g lentils, not 250"
            told = re.findall(r"(?<![\w.])\d[\d.,]*(?=\W|$)", request[: match.start("old")] if match["old"] else "")
            if len(told) != 1:
                return None
            new = told[0].rstrip(".,")
        pattern = rf"(?<!\w){re.escape(old)}(?!\w)"
        if len(re.findall(pattern, before)) == 1:
            return Replacement(re.sub(pattern, lambda _: new, before), f"“{old}” became “{new}”")
    if kind in ("code", "lines", "fence") and (match := _SHOULD_BE.search(request)):
        numbers = re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])", before)
        if len(numbers) == 1:
            return Replacement(before.replace(numbers[0], match["new"], 1), f"{numbers[0]} became {match['new']}")
    return None


_CODE_KINDS = ("definition", "imports", "code", "part", "lines")


def _with_value(before: str, name: str, value: str) -> Replacement | None:
    """The code with another value for `name`, when it is given one in exactly one place."""
    place = re.compile(rf"((?<!\w){re.escape(name)}\s*(?::[^=\n]+)?=\s*)([^=\s;,][^;\n]*?)(?=\s*(?:;|$))", re.MULTILINE)
    if len(place.findall(before)) != 1:
        return None
    return Replacement(place.sub(lambda m: m.group(1) + value, before), f"{name} is now {value}")


_SENTENCE_GONE = late(
    r"\b(?:remove|delete|drop|take out|leave out|cut|strike|scrap|get rid of|lösch\w*|streich\w*|supprime|"
    r"enlève|quita|"
    r"elimina|borra)\b.*\b(?:sentence|satz|phrase|frase)\b (?P<about>.+)$",
    re.IGNORECASE,
)


def _without_sentence(before: str, request: str) -> str:
    """The paragraph without the one sentence that speaks of what the request names; empty when none or several do."""
    match = _SENTENCE_GONE.search(request)
    sentences = split_sentences(before)
    if match is None or len(sentences) < 2:
        return ""
    hits = [s for s in sentences if topic_words(s) & topic_words(match["about"])]
    return "".join(s for s in sentences if s is not hits[0]).rstrip() if len(hits) == 1 else ""


def _without(before: str, words: str) -> str:
    after = re.sub(rf" ?(?<!\w){re.escape(words)}(?!\w)", "", before, flags=re.IGNORECASE)
    return after.lstrip() if not before[:1].isspace() else after


async def _prose(inner: Model, before: str, request: str, wish: Wish, seed: int) -> Replacement:
    if wish == "longer":
        return await _lengthened(inner, before, seed)
    change = _PLAIN.get(wish)
    if change is not None:
        after = change(before)
        if after != before and after.strip():
            return Replacement(after, _how(before, after))
        return Replacement(None, _NOTHING[wish])
    for attempt in range(TRIES if len(words_of(before)) <= 220 and language_of(before) == "en" else 0):
        written = _with_marks(before, await _model_version(inner, before, request, seed + attempt))
        if written is not None and not objection(before, written, wish, request):
            return Replacement(written, "in the built-in model's words")
    return Replacement(None, "the built-in model's versions were not good enough to put into your text")


_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _how(before: str, after: str) -> str:
    """What the plain rules did, in words."""
    old, new = split_sentences(before), split_sentences(after)
    if len(new) < len(old):
        return "by plain rules: the least telling sentences are left out"
    kept = {sentence.strip() for sentence in new}
    changed = sum(sentence.strip() not in kept for sentence in old)
    if 0 < changed < len(old) <= 10:
        return f"by plain rules, which keep every fact, in {_COUNTS[changed]} of {_COUNTS[len(old)]} sentences"
    return "by plain rules, which keep every fact"


async def _model_version(inner: Model, before: str, request: str, seed: int) -> str:
    bare = _plain_text(before)
    messages = [
        Message("system", "You rewrite texts. You answer with the new text only."),
        Message("user", f"{request.strip()}\n\n{bare}"),
    ]
    tokens = int(len(words_of(bare)) * 2.2) + 30
    answer = await say_all(inner, messages, max_tokens=tokens, temperature=0.2 + 0.15 * (seed % 3), seed=seed)
    return first_passage(answer)


_ASSERTS = late(r"\d|%|\b(?:I|we|our|my|you|your|please|must)\b", re.IGNORECASE)


async def _lengthened(inner: Model, before: str, seed: int) -> Replacement:
    """The passage as it is, and one or two sentences more that say something new.

    Only for telling: what was added to passages with figures or in somebody's own voice repeated or invented, down to
    "the invoice has not been sent yet".
    """
    bare = _plain_text(before)
    if _ASSERTS.search(bare):
        return Replacement(None, "to make it longer the built-in model would have to invent facts; tell me what to add")
    messages = [Message("user", f"Continue this text with two more sentences on the same subject:\n\n{bare}")]
    for attempt in range(TRIES):
        answer = await say_all(inner, messages, max_tokens=90, temperature=0.5, seed=seed + attempt)
        guard = LoopGuard()
        guard.learn(bare)
        said = first_passage(answer)
        new = [
            s
            for s in split_sentences(said)
            if not is_chatty(s) and guard.admits(s) and re.search(r"[.!?][\"”]?\s*$", s)
        ][:2]
        added = "".join(new).strip()
        known, fresh = topic_words(bare), topic_words(added)
        if len(known & fresh) < 0.25 * len(fresh):
            continue  # it speaks of something else
        if added and len(words_of(added)) >= 6 and not objection(before, f"{before.rstrip()} {added}", "longer"):
            return Replacement(f"{before.rstrip()} {added}", "two more sentences")
    return Replacement(None, "the built-in model found nothing new to add")


def _line_by_line(before: str, wish: Wish) -> Replacement:
    """Every item, quotation line or heading on its own, so that marks and order stay as they are."""
    change = _PLAIN.get(wish)
    lines = before.split("\n")
    out: list[str] = []
    for line in lines:
        mark = re.match(r"^(\s*(?:(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?|>\s?|#{1,6}\s+)*)(.*?)(\s*)$", line, re.DOTALL)
        body = mark.group(2) if mark else line
        if mark is None or not body:
            out.append(line)
            continue
        new = change(body) if change is not None else body
        out.append(mark.group(1) + new + mark.group(3))
    after = "\n".join(out)
    if after == before:
        return Replacement(
            None, _NOTHING.get(wish, "the built-in model cannot do that to this passage; choose a larger model for it")
        )
    return Replacement(after, "line by line, so that its form stays")


_MARKED = late(
    r"(?P<all>\[(?P<link>[^\]]+)\]\([^)]*\)|\*\*(?P<bold>[^*]+)\*\*|__(?P<bold2>[^_]+)__|"
    r"(?<!\*)\*(?P<it>[^*\n]+)\*(?!\*)|`(?P<code>[^`]+)`)"
)


def _plain_text(text: str) -> str:
    """The words without Markdown marks, which only confuse a small model."""
    return _MARKED.sub(lambda m: next(g for g in m.groups()[1:] if g), text)


def _with_marks(before: str, after: str) -> str | None:
    """`after` with links and emphasis of `before` put back around the same words; None when a link is lost."""
    for match in _MARKED.finditer(before):
        words = next(g for g in match.groups()[1:] if g)
        at = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", after, re.IGNORECASE)
        if at is None:
            if match["link"]:
                return None
            continue
        whole = match["all"].replace(words, at.group(0), 1)
        after = after[: at.start()] + whole + after[at.end() :]
    return after


def kind_of(block: Block, whole: bool) -> str:
    """The kind a passage is treated as; a part of a list item or heading is prose."""
    return (
        block.kind
        if whole or block.kind in ("table", "fence", "definition", "code", "imports", "part", "lines")
        else "paragraph"
    )
