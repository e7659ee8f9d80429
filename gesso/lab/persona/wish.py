"""What a simulated user wants, in shards: each one wish that code can check. Pure.

A wish says which passage it is about (its opening words) and what must be true afterwards. `vague` wishes are first
told without the words they need, so that asking is right. No wish holds the text that would fulfil it: `words` are
facts to be mentioned or a new name, never a passage.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

WishKind = Literal["shorten", "mention", "remove", "rename", "explain", "write"]
Act = Literal["edit", "rewrite", "open", "chat", "ask", "nothing"]

SHORTER, SHORTEST = 0.8, 0.12
"""A shortened passage has at most and at least this share of its letters."""


@dataclass(frozen=True)
class Wish:
    """`find` is what goes (remove, rename), or what is asked for (explain, write); `words` what must be there then."""

    kind: WishKind
    at: str = ""
    find: str = ""
    words: str = ""
    vague: bool = False

    @property
    def needs_text(self) -> bool:
        """Whether a document has to change for it."""
        return self.kind in ("shorten", "mention", "remove", "rename")

    @property
    def told(self) -> "Wish":
        """The same with everything said."""
        return replace(self, vague=False)


def passages(text: str) -> list[str]:
    """The paragraphs of a document: what stands between empty lines."""
    return [part for part in re.split(r"\n\s*\n", text.strip("\n")) if part.strip()]


def passage_at(text: str, opening: str) -> str:
    """The passage that begins so; empty when there is none any more."""
    return next((part for part in passages(text) if part.lstrip().startswith(opening)), "")


def is_met(wish: Wish, start: str, now: str, said: str) -> bool:
    """Whether the wish is fulfilled: `start` is the document before anything was done for it, `said` what was answered.

    A wish for a new text (`write`) is met by `now` or `said` speaking of its subject; where it belongs is a preference.
    """
    match wish.kind:
        case "shorten":
            old, length = passage_at(start, wish.at), len(now) - len(start)
            if not old or old in now or wish.words not in now:
                return False
            new = len(old) + length  # whatever else was changed is minded elsewhere
            return SHORTEST * len(old) <= new <= SHORTER * len(old)
        case "mention":
            return wish.words in now
        case "remove":
            return bool(now.strip()) and wish.find not in now
        case "rename":
            gone = not _word(wish.find).search(now)
            return gone and bool(_word(wish.words).search(now) or not _word(wish.find).search(start))
        case "explain":
            return wish.words in said
        case "write":
            return wish.words.lower() in f"{now}\n{said}".lower()


def touched(wish: Wish, passage: str) -> bool:
    """Whether a wish is about this passage, so that changing it is no collateral damage."""
    if wish.kind == "rename":
        return bool(_word(wish.find).search(passage))
    if wish.kind == "mention":
        return passage.lstrip().startswith(wish.at)
    return passage.lstrip().startswith(wish.at) or (bool(wish.find) and wish.find in passage)


def collateral(wish: Wish, before: str, after: str) -> float:
    """The share of passages that the wish is not about and that are not there word for word any more."""
    others = [part for part in passages(before) if not touched(wish, part)]
    if not others:
        return 0.0
    left = passages(after)
    return sum(part not in left for part in others) / len(others)


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
