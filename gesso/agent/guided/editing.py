"""Acts on the open canvas: turns a decision into one tool call, or says plainly in chat why it did not.

Targets come from `picking`, words from `replacing`; this file only puts them together. Nothing is called before every
new passage is written and checked, so that a call is always complete.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

from gesso.agent.guided.brief import title_of
from gesso.agent.guided.calls import streaming_call, streaming_edit, whole_call
from gesso.agent.guided.decision import DoingDecision
from gesso.agent.guided.doubt import ask_which
from gesso.agent.guided.finding import heading_level, named_places
from gesso.agent.guided.friendly import friendlier
from gesso.agent.guided.given import bare_item, item_given, like_others, sentence_given
from gesso.agent.guided.languages import ENGLISH_ONLY, language_of
from gesso.agent.guided.overlap import topic_words
from gesso.agent.guided.picking import Pick, pick_blocks
from gesso.agent.guided.places import SALUTES, SIGNS_OFF
from gesso.agent.guided.prose import LoopGuard, clean_sentences
from gesso.agent.guided.replacing import kind_of, replace_passage
from gesso.agent.guided.scoped import list_of_another
from gesso.agent.guided.sentences import split_sentences
from gesso.agent.guided.speaking import say
from gesso.agent.guided.wish import wish_of
from gesso.agent.guided.writing import one_paragraph
from gesso.agent.scene import CanvasScene, Scene
from gesso.base.late import late
from gesso.canvas.snapshot import Block, Snapshot
from gesso.model.messages import Chunk, Message, Model, TextChunk, ThoughtChunk

MOST_PASSAGES = 12
MOST_REWRITE_BLOCKS = 40
PARAGRAPH_WORDS = 90

_AT_END = late(
    r"\b(?:at|to) the (?:very )?(?:end|bottom)\b|\bam ende\b|\bal final\b|\bà la fin\b|ở cuối|末尾|最后", re.IGNORECASE
)
_AT_START = late(
    r"\b(?:at|to|in) the (?:very )?(?:beginning|start|top)\b|\bam anfang\b|\bal principio\b|\bau début\b|ở đầu|开头",
    re.IGNORECASE,
)
_CONTINUE = late(
    r"^(?:continue|keep (?:writing|going)|go on|carry on|write (?:on|more)|finish|extend|schreib weiter|mach weiter|"
    r"continúa|sigue|continue|poursuis|viết tiếp|继续|续写)",
    re.IGNORECASE,
)
_CONCLUSION = late(r"\b(?:conclusion|ending|closing|fazit|schluss|conclusión|summary)\b|kết luận|结论", re.IGNORECASE)
_INTRO = late(r"\b(?:intro|introduction|einleitung|introducción)\b|mở bài|引言", re.IGNORECASE)
_SECTION = late(r"\b(?:section|chapter|abschnitt|kapitel|sección)\b|phần|章节", re.IGNORECASE)
_ABOUT = late(
    r"\b(?:about|on|over|regarding|covering|saying(?: that)?|that says|über|zu|sobre|acerca de|sur|về|"
    r"that)\s+(?P<topic>[^.!?]+)",
    re.IGNORECASE,
)
_PLACED = late(
    r"\s*\b(?:after|before|above|below|following|to|at|in|nach|vor|después|antes|après|avant)\b(?: the| dem|"
    r" der)? (?:\w+ ){0,2}(?:intro\w*|paragraph|section|table|list|end|beginning|conclusion|heading|quote|top|bottom|"
    r"start).*$",
    re.IGNORECASE,
)
_NEW_PASSAGE = late(r"\b(?:paragraph|section|sentence|chapter|heading|conclusion|summary)s?\b", re.IGNORECASE)
_REMOVES = late(r"\b(?:remove|delete|drop|cut|take out|leave out|strike|scrap|get rid of)\b", re.IGNORECASE)
_GIVEN = late(r"[\"“„«](?P<words>[^\"”“»]{2,})[\"”“»]")


class Editor:
    """One act on one canvas."""

    def __init__(
        self, inner: Model, seed: int, active: CanvasScene, selected: tuple[int, ...], offered: frozenset[str]
    ) -> None:
        self._inner = inner
        self._seed = seed
        self._canvas = active
        self._snapshot = active.snapshot
        self._selected = selected
        self._offered = offered

    async def act(self, decision: DoingDecision, scene: Scene) -> AsyncGenerator[Chunk, None]:
        """A thought, then the chunks of a call or of a plain sentence. Raises ModelError."""
        if (
            "rename" if decision.label == "rename" else "rewrite" if decision.label == "rewrite" else "edit"
        ) not in self._offered:
            yield ThoughtChunk("This canvas may not be changed here.")
            yield TextChunk("I may not change this canvas.")
            return
        if decision.label == "rename":
            steps = self._rename(decision)
        elif decision.label == "delete":
            steps = self._delete(decision)
        elif decision.label == "insert":
            steps = self._insert(decision, scene.ask)
        elif decision.label == "rewrite":
            steps = self._rewrite(decision)
        else:
            steps = self._edit(decision, scene)
        async with aclosing(steps):
            async for chunk in steps:
                yield chunk

    async def _rename(self, decision: DoingDecision) -> AsyncGenerator[Chunk, None]:
        names = decision.renaming
        if names is None:
            return
        yield ThoughtChunk(f"Renaming: {decision.why}.")
        if names.find not in self._canvas.text and names.find.casefold() not in self._canvas.text.casefold():
            yield TextChunk(f"“{names.find}” does not occur in this text, so I changed nothing.")
            return
        for chunk in whole_call("rename", {"find": names.find, "replace": names.replace}):
            yield chunk

    async def _delete(self, decision: DoingDecision) -> AsyncGenerator[Chunk, None]:
        pick = decision.pick or pick_blocks(decision.request, self._snapshot, self._selected)
        if pick.how == "selection":
            yield ThoughtChunk("Removing what you selected.")
            for chunk in whole_call("edit", {"edits": [{"selection": True, "op": "delete"}]}):
                yield chunk
            return
        numbers = self._with_headings(pick)
        if not numbers or not pick.sure:
            yield ThoughtChunk("Asking first: it is not clear which passage is to go.")
            yield TextChunk(ask_which(pick, self._snapshot))
            return
        yield ThoughtChunk(f"Removing {pick.why}.")
        first = self._snapshot.block(numbers[0])
        if first is not None and first.kind == "imports" and not re.search(r"\bimports\b", decision.request):
            yield TextChunk("I could not tell which import should go. Select its line; the code is as it was.")
            return
        edits = self._numbered_anew(numbers) or [{"block": n, "op": "delete"} for n in numbers]
        for chunk in whole_call("edit", {"edits": edits}):
            yield chunk

    def _numbered_anew(self, numbers: tuple[int, ...]) -> list[dict[str, object]]:
        """The edit that takes items out of a numbered list and counts the others again; nothing for other blocks."""
        blocks = [b for n in numbers if (b := self._snapshot.block(n)) is not None]
        listed = self._snapshot.block(blocks[0].parent) if blocks and blocks[0].parent else None
        if listed is None or any(b.parent != listed.number for b in blocks) or not listed.text[:1].isdigit():
            return []
        left = [b for b in self._snapshot.blocks if b.parent == listed.number and b.number not in numbers]
        if not left or listed.text.startswith("1") is False:
            return []
        lines = [re.sub(r"^\d+", str(n), b.text, count=1) for n, b in enumerate(left, 1)]
        return [{"block": listed.number, "op": "replace", "text": "\n".join(lines)}]

    def _with_headings(self, pick: Pick) -> tuple[int, ...]:
        """The blocks to delete; a whole section goes with its heading."""
        if "section" not in pick.why:
            return pick.blocks
        first = pick.blocks[0] if pick.blocks else 0
        above = self._snapshot.block(first - 1)
        return (above.number, *pick.blocks) if above is not None and above.kind == "heading" else pick.blocks

    async def _edit(self, decision: DoingDecision, scene: Scene) -> AsyncGenerator[Chunk, None]:
        pick = decision.pick or pick_blocks(decision.request, self._snapshot, self._selected)
        if not pick.blocks and decision.request != scene.ask:
            pick = pick_blocks(scene.ask, self._snapshot, self._selected)
        if not pick.blocks or not pick.sure:
            yield ThoughtChunk("Asking first: it is not clear which passage is meant.")
            yield TextChunk(ask_which(pick, self._snapshot))
            return
        yield ThoughtChunk(f"Editing {pick.why}.")
        edits: list[dict[str, object]] = []
        excuse = ""
        for target, kind, before in self._targets(pick):
            if "quote" in target and pick.quote == before and _REMOVES.search(decision.request):
                edits.append({**target, "op": "delete"})
                continue
            new = await replace_passage(self._inner, kind, before, decision.request, self._seed)
            if new.text is None or new.text == before:
                excuse = new.why
                continue
            edits.append({**target, "op": "replace", "text": new.text, "why": new.why})
        if not edits:
            reason = excuse[:1].upper() + excuse[1:] if excuse else "I found nothing to change"
            yield TextChunk(f"{reason}. Your text is as it was.")
            return
        for chunk in whole_call("edit", {"edits": edits}):
            yield chunk

    def _targets(self, pick: Pick) -> list[tuple[dict[str, object], str, str]]:
        """What is replaced: the address for the tool, the kind, and the words as they are."""
        selection = self._canvas.selection
        if pick.how == "selection" and selection is not None:
            blocks = [b for n in pick.blocks if (b := self._snapshot.block(n)) is not None]
            if len(blocks) == 1:
                whole = selection.start <= blocks[0].start and selection.end >= blocks[0].end
                return [({"selection": True}, kind_of(blocks[0], whole), selection.quote)]
        targets: list[tuple[dict[str, object], str, str]] = []
        for number in pick.blocks[:MOST_PASSAGES]:
            block = self._snapshot.block(number)
            if block is None or (block.kind == "heading" and len(pick.blocks) > 1):
                continue
            quote = pick.quote if len(pick.blocks) == 1 else ""
            if (
                quote
                and self._snapshot.text.count(quote) == 1
                and len(quote.split()) > 2
                and quote.strip() != block.text.strip()
            ):
                targets.append(({"quote": quote}, kind_of(block, False), quote))
            else:
                targets.append(({"block": number}, block.kind, block.text))
        return targets

    async def _rewrite(self, decision: DoingDecision) -> AsyncGenerator[Chunk, None]:
        yield ThoughtChunk(f"Rewriting paragraph by paragraph: {decision.why}.")
        wish = wish_of(decision.request)
        if self._canvas.kind == "code" or wish in ("translate", "other"):
            # Of whole texts rewritten for a free wish by the embedded model, none read was fit to keep.
            program = self._canvas.kind == "code"
            what = (
                "Rewriting a program" if program else "Translating" if wish == "translate" else "That kind of rewriting"
            )
            yield TextChunk(
                f"{what} is beyond the built-in model. Choose a larger model in the menu; your text is as it was."
            )
            return
        text, changed, excuse = self._canvas.text, 0, ""
        if wish == "friendlier":
            warm = friendlier_text(self._snapshot)
            if warm == text:
                yield TextChunk("I found nothing in it that plain rules could make friendlier. Your text is as it was.")
                return
            for chunk in whole_call("rewrite", {"why": decision.why, "text": warm}):
                yield chunk
            return
        leaves = [b for b in self._snapshot.blocks if b.parent is None and b.kind in ("paragraph", "list", "quote")]
        for block in reversed(leaves[:MOST_REWRITE_BLOCKS]):
            if len(block.text.split()) < 4 or (wish != "grammar" and _is_frame(block)):
                continue
            new = await replace_passage(self._inner, block.kind, block.text, decision.request, self._seed)
            if new.text is not None and new.text != block.text:
                text = text[: block.start] + new.text + text[block.end :]
                changed += 1
            excuse = excuse or (new.why if new.text is None else "")
        if not changed:
            yield TextChunk(
                f"I could not do that well enough: {excuse or 'nothing needed changing'}. Your text is as it was."
            )
            return
        for chunk in whole_call("rewrite", {"why": decision.why, "text": text}):
            yield chunk

    async def _insert(self, decision: DoingDecision, ask: str) -> AsyncGenerator[Chunk, None]:
        request = decision.request
        given = _GIVEN.search(request)
        pick = pick_blocks(request, self._snapshot)
        if self._canvas.kind == "code" and not given:
            yield ThoughtChunk(f"Adding code: {decision.why}.")
            yield TextChunk(
                "Adding to a program is beyond the built-in model. Choose a larger model in the menu; the code is as "
                "it was."
            )
            return
        another = list_of_another(ask, self._snapshot, named_places(self._snapshot))
        listed = self._snapshot.block(another) if another else self._list_meant(pick)
        item = given["words"] if given else item_given(request) or item_given(ask)
        whither = pick.why
        if listed is None and not given and (bare := bare_item(request)) and (alone := self._nothing_but_a_list()):
            listed, item, whither = alone, bare, "the list"
        if listed is not None and not _NEW_PASSAGE.search(request):
            if not item:
                yield ThoughtChunk(f"Asking first: {whither} gets an item whose words were not given.")
                yield TextChunk("What should the new item say? Tell me its words in quotation marks.")
                return
            yield ThoughtChunk(f"Adding an item to {whither}.")
            text = with_item(listed.text, like_others(item, listed.text))
            for chunk in whole_call("edit", {"edits": [{"block": listed.number, "op": "replace", "text": text}]}):
                yield chunk
            return
        if not given and any((b := self._snapshot.block(n)) and b.kind == "table" for n in pick.blocks):
            yield ThoughtChunk("Not adding to the table: its cells were not given.")
            yield TextChunk("The built-in model cannot add to a table. Choose a larger model; your text is as it was.")
            return
        anchor, before = self._place(request, pick)
        spoken = f"{request} {self._canvas.text[-300:]}"
        if not (given or sentence_given(request)) and (language := language_of(spoken)) in ENGLISH_ONLY:
            yield ThoughtChunk("Not adding anything: I can only write English.")
            yield TextChunk(ENGLISH_ONLY[language])
            return
        where = (
            f"before block {anchor}" if before else "at the end" if anchor == self._last() else f"after block {anchor}"
        )
        yield ThoughtChunk(f"Adding a passage {where}: {decision.why}.")
        told = sentence_given(request)
        words = (
            self._given(told)
            if told and not given
            else self._given(given["words"])
            if given and not _ABOUT.search(request[: given.start()])
            else self._new_passage(request)
        )
        edit: dict[str, object] = {"block": anchor, "op": "insert_before" if before else "insert_after"}
        async with aclosing(words):
            chunks = streaming_call("rewrite", {}, words) if anchor is None else streaming_edit(edit, words)
            async for call in chunks:
                yield call

    def _list_meant(self, pick: Pick) -> Block | None:
        """The list a new item belongs to: the one named, or the only one of the section named."""
        if pick.how != "named":
            return None
        blocks = [b for n in pick.blocks if (b := self._snapshot.block(n)) is not None]
        lists = [b for b in blocks if b.kind == "list"]
        return lists[0] if len(lists) == 1 else None

    def _nothing_but_a_list(self) -> Block | None:
        """The list of a page that has one, and headings, and nothing else."""
        outer = [b for b in self._snapshot.blocks if b.parent is None and b.kind != "heading"]
        return outer[0] if len(outer) == 1 and outer[0].kind == "list" else None

    async def _given(self, words: str) -> AsyncGenerator[str, None]:
        yield words

    def _last(self) -> int | None:
        outer = [b.number for b in self._snapshot.blocks if b.parent is None]
        return outer[-1] if outer else None

    def _place(self, request: str, pick: Pick) -> tuple[int | None, bool]:
        """The block beside which the new passage goes, and whether in front of it. None for an empty text."""
        outer = [b for b in self._snapshot.blocks if b.parent is None]
        if not outer:
            return None, False
        if pick.place:
            return (pick.place[0] if pick.before else pick.place[-1]), pick.before
        if self._selected and not _CONTINUE.search(request):
            block = self._snapshot.block(self._selected[-1])
            return (block.parent or block.number) if block else outer[-1].number, False
        if _AT_START.search(request) or (_INTRO.search(request) and not pick.place):
            first = outer[0]
            return first.number, not (first.kind == "heading" and heading_level(first) == 1)
        ends = pick.how != "named" or _AT_END.search(request) or _CONCLUSION.search(request)
        if ends and (closing := self._sign_off()):
            return closing, True
        if pick.how == "named" and not _AT_END.search(request) and not _CONCLUSION.search(request):
            return pick.blocks[-1], False
        return outer[-1].number, False

    def _sign_off(self) -> int | None:
        """The block of "Kind regards, …" at the end of a letter, behind which nothing is added."""
        paragraphs = [b for b in self._snapshot.blocks if b.kind == "paragraph"]
        if not any(SALUTES.match(b.text.strip()) for b in paragraphs):
            return None
        return next((b.number for b in paragraphs[-3:] if SIGNS_OFF.match(b.text.strip())), None)

    async def _new_passage(self, request: str) -> AsyncGenerator[str, None]:
        """A new paragraph, under a heading where a section was asked for."""
        paragraphs = [b for b in self._snapshot.blocks if b.kind == "paragraph"]
        guard = LoopGuard()
        guard.learn(self._canvas.text)
        subject = _subject(request)
        if _CONCLUSION.search(request) and paragraphs:
            if any(b.kind == "heading" and heading_level(b) > 1 for b in self._snapshot.blocks):
                yield "## Conclusion\n\n"
            yield sum_up(paragraphs)
            return
        if _CONTINUE.search(request) or not subject:
            tail = paragraphs[-1].text[-500:] if paragraphs else self._canvas.title
            prompt = f"Continue this text with one more paragraph:\n\n{tail}"
        else:
            if _SECTION.search(request):
                yield f"## {title_of(subject)}\n\n"
            prompt = f"Write one paragraph about {subject}."
        said = False
        for attempt in range(3):
            source = say(
                self._inner, [Message("user", prompt)], max_tokens=170, temperature=0.3, seed=self._seed + attempt
            )
            async with aclosing(source):
                async for sentence in clean_sentences(
                    one_paragraph(source), guard, PARAGRAPH_WORDS, title=self._canvas.title
                ):
                    yield (" " if said else "") + sentence.strip()
                    said = True
            if said:
                return
        yield f"{subject[:1].upper() + subject[1:]}." if subject else "…"


def friendlier_text(snapshot: Snapshot) -> str:
    """The whole text in a warmer tone: every paragraph by plain rules."""
    prose = [b for b in snapshot.blocks if b.parent is None and b.kind == "paragraph"]
    told = [b for b in prose if not _is_frame(b)]
    text = snapshot.text
    for block in reversed(prose):
        if SIGNS_OFF.match(block.text.strip()):
            new = re.sub(
                r"^(?:Yours (?:faithfully|sincerely|truly)|Sincerely|Respectfully)\b", "Kind regards", block.text
            )
        elif block not in told:
            continue
        else:
            new = friendlier(block.text)
        text = text[: block.start] + new + text[block.end :]
    return text


def _is_frame(block: Block) -> bool:
    """Whether a block is an address, a subject line, a greeting or a sign-off, which have no style to change."""
    text = block.text.strip()
    bare = block.kind == "paragraph" and len(text.split()) < 9 and not re.search(r"[.!?…。！？]", text)
    return bool(bare or SALUTES.match(text) or SIGNS_OFF.match(text))


def _subject(request: str) -> str:
    match = _ABOUT.search(request)
    return _PLACED.sub("", match["topic"]).strip(" ,.\"'") if match else ""


def sum_up(paragraphs: list[Block]) -> str:
    """A closing paragraph from the text's own words: the two first sentences that say most. Invents nothing."""
    firsts = [split_sentences(b.text)[0].strip() for b in paragraphs if len(b.text.split()) > 5]
    told = sorted(sorted(firsts, key=lambda s: -len(topic_words(s)))[:2], key=firsts.index)
    return "In short: " + " ".join(told) if told else "So much for that."


def with_item(listed: str, words: str) -> str:
    """The list with one item more, marked and numbered like the last."""
    lines = listed.rstrip().split("\n")
    mark = next(
        (m for line in reversed(lines) if (m := re.match(r"^([-*+]|\d+[.)])(\s+(?:\[[ xX]\]\s+)?)", line))), None
    )
    if mark is None:
        return f"{listed.rstrip()}\n- {words}"
    sign = mark.group(1)
    if sign[:-1].isdigit():
        sign = f"{int(sign[:-1]) + 1}{sign[-1]}"
    return f"{listed.rstrip()}\n{sign}{mark.group(2).replace('x', ' ').replace('X', ' ')}{words}"
