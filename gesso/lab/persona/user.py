"""A simulated user: a state machine that tells one wish at a time and decides by code what to do with the answer.

It accepts, touches up, takes back, closes or gives up; it never does the work itself (a touch that would fulfil a wish
is not made), and it always ends: each wish is told at most `patience + 2` times. The same goal, preferences, seed and
answers give the same user.
"""

import random
from dataclasses import dataclass
from typing import Literal

from gesso.lab.persona.preferences import Preferences
from gesso.lab.persona.speech import COMPLAINTS, mistype, tell, tell_again
from gesso.lab.persona.wish import Act, Wish, collateral, is_met, passages

Settle = Literal["keep", "undo", "close", "open_own"]


@dataclass(frozen=True)
class Seen:
    """What a turn left in front of the user. `opened` are the texts of canvases it opened; `ok`: it ended well.

    `before` and `after` are the document in front, empty when there is none.
    """

    before: str
    after: str
    said: str = ""
    opened: tuple[str, ...] = ()
    ok: bool = True

    @property
    def changed(self) -> bool:
        return self.before != self.after

    @property
    def asked(self) -> bool:
        return not self.changed and not self.opened and self.said.rstrip().endswith("?")


@dataclass(frozen=True)
class Reaction:
    """What the user does: settle, touch up (`find` becomes `put`), press a thumb, and say `say` (None: it leaves).

    `met` is whether the wish is fulfilled now; `right` whether the answer was the kind of act that was wanted.
    """

    met: bool
    right: bool
    settle: Settle | None = None
    touch: tuple[str, str] | None = None
    thumb: Literal["up", "down"] | None = None
    say: str | None = None
    why: str = ""


class SimulatedUser:
    """`wishes` in the order they are told; `protected` is a passage that nobody may change."""

    def __init__(self, wishes: tuple[Wish, ...], preferences: Preferences, seed: int, protected: str = "") -> None:
        if not wishes:
            raise ValueError("a simulated user wants at least one thing")
        self.wishes, self.preferences, self.protected = wishes, preferences, protected
        self.met = [False] * len(wishes)
        self._chance = random.Random(seed)
        self._at = 0
        self._failed = 0
        self._told = not wishes[0].vague
        self._start: str | None = None

    @property
    def done(self) -> bool:
        return self._at >= len(self.wishes)

    @property
    def wish(self) -> Wish:
        """What is being talked about: as it was first told, or with everything said."""
        found = self.wishes[self._at]
        return found.told if self._told else found

    def begin(self) -> str:
        """The first message."""
        return self._said(tell(self.wish, self.preferences.register, self._chance))

    def react(self, seen: Seen) -> Reaction:
        """What the user does about an answer; `say` of None is the end."""
        if self.done:
            raise ValueError("this user has left")
        if self._start is None:
            self._start = seen.before
        met, why = self._judge(seen)
        right = self._right(seen)
        if seen.asked and not self._told:
            self._told = True
            return Reaction(False, True, say=self._said(tell_again(self.wish)), why="answered what was asked")
        if met:
            self.met[self._at] = True
            return self._content(seen, right)
        if self.wish.kind == "write" and why in ("closed", "opened"):
            settle: Settle = "close" if why == "closed" else "open_own"
            return self._go_on(Reaction(False, right, settle, thumb=self._thumb("down"), why=why), seen)
        return self._unhappy(seen, right, why)

    def _judge(self, seen: Seen) -> tuple[bool, str]:
        """Whether the wish is fulfilled as this user likes it, else what is wrong."""
        wish, likes = self.wish, self.preferences
        if not seen.ok:
            return False, "nothing"
        if self.protected and self.protected in seen.before and self.protected not in passages(seen.after):
            return False, "harmed"
        if wish.kind == "write":
            return self._judge_new(seen)
        if wish.kind == "explain":
            return (False, "wrong") if seen.changed else (is_met(wish, seen.before, seen.after, seen.said), "nothing")
        if not is_met(wish, self._start or seen.before, seen.after, seen.said):
            return False, "wrong" if seen.changed else "asked" if seen.asked else "nothing"
        if likes.scope == "passage" and collateral(wish, seen.before, seen.after) > 0:
            return False, "collateral"
        return True, ""

    def _judge_new(self, seen: Seen) -> tuple[bool, str]:
        text = seen.opened[-1] if seen.opened else seen.said
        if not is_met(self.wish, "", text, ""):
            return False, "asked" if seen.asked else "nothing"
        if bool(seen.opened) != (self.preferences.place == "canvas"):
            return False, "closed" if seen.opened else "opened"
        return self.preferences.fits(text), "length"

    def _right(self, seen: Seen) -> bool:
        wish = self.wish
        wanted: Act = "edit"
        if wish.vague and not self._told:
            wanted = "ask"
        elif wish.kind == "explain":
            wanted = "chat"
        elif wish.kind == "write":
            wanted = "open" if self.preferences.place == "canvas" else "chat"
        return _act_of(seen, wish) == wanted or (
            wanted == "edit" and self.preferences.scope == "whole" and _act_of(seen, wish) == "rewrite"
        )

    def _content(self, seen: Seen, right: bool) -> Reaction:
        settle: Settle | None = "keep" if seen.changed or seen.opened else None
        reaction = Reaction(True, right, settle, self._touch(seen), self._thumb("up"), why="met")
        return self._go_on(reaction, seen)

    def _unhappy(self, seen: Seen, right: bool, why: str) -> Reaction:
        self._failed += 1
        settle: Settle | None = "undo" if seen.changed else "close" if seen.opened else None
        reaction = Reaction(False, right, settle, None, self._thumb("down"), why=why)
        if self._failed > self.preferences.patience:
            return self._go_on(reaction, seen)
        self._told = True
        complaint = COMPLAINTS[why]
        if isinstance(complaint, dict):
            complaint = complaint.get(self.preferences.length, "")
        said = self._said(f"{complaint} {tell_again(self.wish)}")
        return Reaction(False, right, settle, None, reaction.thumb, said, why)

    def _go_on(self, reaction: Reaction, seen: Seen) -> Reaction:
        """The reaction with the next wish, or with goodbye."""
        self._at, self._failed, self._start = self._at + 1, 0, None
        if self.done:
            return reaction
        self._told = not self.wishes[self._at].vague
        say = self._said(tell(self.wish, self.preferences.register, self._chance))
        return Reaction(
            reaction.met, reaction.right, reaction.settle, reaction.touch, reaction.thumb, say, reaction.why
        )

    def _touch(self, seen: Seen) -> tuple[str, str] | None:
        """A small change of the user's own to the agent's words, never one that fulfils a wish still open."""
        if self._chance.random() >= self.preferences.tweaks:
            return None
        text = seen.opened[-1] if seen.opened else seen.after
        known = seen.before.split()
        own = [word for word in text.split() if word not in known and word.isalpha() and text.count(word) == 1]
        own = [word for word in own if word not in self.wish.words]
        if not own:
            return None
        word = self._chance.choice(own)
        after = text.replace(word, f"{word}, really", 1)
        open_ones = self.wishes[self._at + 1 :]
        if any(is_met(w, text, after, "") and not is_met(w, text, text, "") for w in open_ones):
            return None
        return word, f"{word}, really"

    def _thumb(self, way: Literal["up", "down"]) -> Literal["up", "down"] | None:
        return way if self._chance.random() < self.preferences.rates else None

    def _said(self, text: str) -> str:
        wish = self.wish
        return mistype(text, self.preferences.typos, self._chance, f"{wish.at} {wish.find} {wish.words}")


def _act_of(seen: Seen, wish: Wish) -> Act:
    """What kind of act an answer was, by what it left behind."""
    if seen.opened:
        return "open"
    if seen.changed:
        return "rewrite" if collateral(wish, seen.before, seen.after) > 0.5 else "edit"
    return "ask" if seen.asked else "chat" if seen.said.strip() else "nothing"
