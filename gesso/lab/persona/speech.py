"""How a simulated user talks: a wish in words, by templates with variation, and with mistypings. Pure; chance is given.

Each register has several wordings of its own; a wish told again is told with everything that was missing. Templates are
seen by whoever learns from them, so rows made of such talk count as synthetic.
"""

import random
import re

from gesso.lab.persona.preferences import Register
from gesso.lab.persona.wish import Wish

FIRST: dict[str, dict[Register, tuple[str, ...]]] = {
    "shorten": {
        "terse": ("shorten the part that starts “{at}”, keep {words}", "“{at}…” too long. keep {words}"),
        "polite": (
            "Could you make the paragraph beginning “{at}” shorter, please? {words} should stay in.",
            "The passage that starts with “{at}” is a bit long. Please tighten it, but keep {words}.",
        ),
        "rambling": (
            "So I was reading it again on the train, and I keep getting stuck at “{at}”, it just goes on, can that "
            "paragraph be shorter? Not without {words} though, people look for that.",
        ),
    },
    "mention": {
        "terse": ("add to “{at}”: {words}", "“{at}” needs {words} in it"),
        "polite": (
            "Please mention {words} in the paragraph that starts “{at}”.",
            "Could the paragraph beginning “{at}” also say {words}?",
        ),
        "rambling": ("One more thing, I forgot to tell you: {words}. It belongs where it says “{at}”, I think.",),
    },
    "remove": {
        "terse": ("drop the paragraph “{at}”", "“{at}…” out"),
        "polite": ("Please take out the paragraph that begins “{at}”.", "We no longer need the part starting “{at}”."),
        "rambling": ("My colleague says the bit with “{at}” is old news and honestly she is right, let it go.",),
    },
    "rename": {
        "terse": ("{find} -> {words} everywhere", "rename {find} to {words}"),
        "polite": ("Please replace {find} by {words} throughout.", "{find} is now called {words}; please change it."),
        "rambling": ("They have changed the name again, it was {find} and now it is {words}, everywhere please.",),
    },
    "explain": {
        "terse": ("{find}?", "quick q: {find}?"),
        "polite": ("A question about the text: {find}?", "Could you tell me {find}, going by the document?"),
        "rambling": ("Before I send it, somebody will ask me {find}, so what do I answer them?",),
    },
    "write": {
        "terse": ("{find} about {words}", "need {find}, {words}"),
        "polite": ("Could you write {find} about {words}, please?", "Please prepare {find} on {words}."),
        "rambling": ("It is for next week already, I should have asked sooner: {find} about {words}.",),
    },
}
VAGUE: dict[str, tuple[str, ...]] = {
    "mention": ("Please add the missing detail to the text.", "there is something still to add, can you put it in?"),
    "rename": ("Please change the name everywhere.", "the name is wrong, fix it throughout"),
    "remove": ("Please take that one paragraph out.", "one paragraph can go"),
    "shorten": ("Please shorten that paragraph.", "that passage is too long"),
}
AGAIN = {
    "shorten": "I mean the paragraph that begins “{at}”: make that one shorter and keep {words} in it.",
    "mention": "What I want is that the paragraph beginning “{at}” says {words}.",
    "remove": "The paragraph that begins “{at}” should be gone, nothing else.",
    "rename": "Everywhere it says {find} it should say {words}.",
    "explain": "I only want to know: {find}?",
    "write": "I asked for {find} about {words}.",
}
COMPLAINTS = {
    "wrong": "That is not what I meant.",
    "collateral": "You changed other passages, too. I took it back.",
    "harmed": "You touched the passage that has to stay as it is. I took it back.",
    "nothing": "Nothing has changed.",
    "length": {"short": "That is too long for me.", "long": "That is too short for me."},
    "asked": "There is nothing more to know, just do it.",
}


def tell(wish: Wish, register: Register, chance: random.Random) -> str:
    """The wish as it is first told."""
    if wish.vague:
        return chance.choice(VAGUE[wish.kind])
    return _filled(chance.choice(FIRST[wish.kind][register]), wish)


def tell_again(wish: Wish) -> str:
    """The wish with everything said."""
    return _filled(AGAIN[wish.kind], wish)


def _filled(template: str, wish: Wish) -> str:
    return template.format(at=wish.at, find=wish.find, words=wish.words)


def mistype(text: str, share: float, chance: random.Random, keep: str) -> str:
    """About `share` of the words with two neighbouring letters exchanged; nothing in quotation marks or of `keep`."""
    kept = set(re.findall(r"\w+", keep))

    def slip(found: re.Match[str]) -> str:
        word = found[0]
        if word.startswith("“") or word in kept or len(word) < 4 or chance.random() >= share:
            return word
        at = chance.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return re.sub(r"“[^”]*”|[A-Za-z]+", slip, text)
