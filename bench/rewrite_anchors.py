"""What a rewrite leaves of comments and of the words people type meanwhile: word by word, by sentence, or whole.

    python -m bench.rewrite_anchors [--rewrites 300] [--seed 1]

A text of 6 to 20 paragraphs is rewritten as a model rewrites one (`--seed`): words exchanged for synonyms, clauses
turned round, sentences joined, left out and added, at three strengths. Comments sit on 1 to 8 words anywhere; while the
model writes, people put 1 to 3 words in at random places. The rewrite, which knows nothing of those, is then applied
three ways: `plan_rewrite` of gesso, a difference by sentence, and replacing the whole text. The rewriter tells of every
word whether it was kept, so what could be kept at most is known too.

* A comment is kept when it is not lost and stands on the words it was made on, those that the rewrite kept of them.
* Words typed meanwhile are kept in context when they stand whole beside a word that they were typed beside; where the
  text is there but stands elsewhere, or is torn, they are not.
"""

import argparse
import difflib
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

from gesso.canvas.anchors import Anchor
from gesso.canvas.changes import Change
from gesso.canvas.edit import plan_rewrite
from gesso.canvas.rebase import rebase
from gesso.canvas.text import Text

SYNONYMS = {
    "opened": "unlocked", "measured": "gauged", "repaired": "mended", "described": "set down", "counted": "tallied",
    "carefully": "with care", "twice": "two times", "before noon": "in the morning", "harbour": "port",
    "because": "since", "although": "even though", "old": "worn", "survey": "study", "without delay": "at once",
    "boiler": "furnace", "bridge": "crossing", "paid": "spent", "archive": "records", "closed": "shut",
}  # fmt: skip
STRENGTHS = {"light": 0.12, "medium": 0.35, "heavy": 0.7}
NAMES = ["Anna", "Béla", "Chiara", "David", "Eva", "Farid", "李 Wei"]
THINGS = ["harbour", "survey", "boiler", "bridge", "archive", "orchard", "café", "timetable"]
VERBS = ["opened", "measured", "repaired", "described", "counted", "closed", "painted"]
HOW = ["carefully", "twice", "before noon", "without delay", "in the rain", "for the first time"]
WHY = ["because the old one had failed", "although nobody had asked", "so that it would last", "as agreed in March"]
TYPED = ["really", "indeed", "by hand", "as far as we know", "😀", "naïvely", "again and again"]
SENTENCE = re.compile(r"[^.!?\n]+[.!?]?[ ]*|\n+")
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Word:
    """A word or mark of the text with the place it came from: None for one that the rewriter put in."""

    text: str
    source: int | None


@dataclass
class Kept:
    """Counts for one way of applying rewrites."""

    comments: int = 0
    typed: int = 0
    torn: int = 0
    left_out: int = 0


Way = Callable[[str, str, Change, Text], tuple[Change, int]]


def sentence(chance: random.Random) -> str:
    said = f"{chance.choice(NAMES)} {chance.choice(VERBS)} the {chance.choice(THINGS)} {chance.choice(HOW)}"
    if chance.random() < 0.6:
        said += f", {chance.choice(WHY)}"
    return said + (f" and paid {chance.randint(10, 900)} euros." if chance.random() < 0.3 else ".")


def document(chance: random.Random) -> str:
    paragraphs = [" ".join(sentence(chance) for _ in range(chance.randint(2, 7))) for _ in range(chance.randint(6, 20))]
    return "\n\n".join(paragraphs) + "\n"


def rewritten(text: str, strength: float, chance: random.Random) -> list[Word]:
    """The rewrite, every piece with the place in `text` it was kept from."""
    out: list[Word] = []
    for match in SENTENCE.finditer(text):
        pieces = [Word(m.group(), match.start() + m.start()) for m in re.finditer(r"\w+|\s+|[^\w\s]", match.group())]
        if match.group().strip() and chance.random() < strength:
            pieces = _reworded(pieces, strength, chance)
            if chance.random() < strength * 0.15:
                pieces = []
            if chance.random() < strength * 0.15:
                pieces += [Word(piece, None) for piece in re.findall(r"\w+|\s+|[^\w\s]", sentence(chance) + " ")]
        out += pieces
    return out


def _reworded(pieces: list[Word], strength: float, chance: random.Random) -> list[Word]:
    """A sentence with words exchanged, and its clauses turned round or joined differently."""
    if chance.random() < strength * 0.4:
        comma = next((n for n, piece in enumerate(pieces) if piece.text == ","), 0)
        end = next((n for n, piece in enumerate(pieces) if piece.text in ".!?"), 0)
        if 0 < comma < end - 2:
            pieces = [
                *pieces[comma + 2 : end], Word(",", None), Word(" ", None), *pieces[:comma], *pieces[end:],
            ]  # fmt: skip
    out: list[Word] = []
    for piece in pieces:
        other = SYNONYMS.get(piece.text)
        if other is not None and chance.random() < 0.3 + strength * 0.5:
            out += [Word(part, None) for part in re.findall(r"\w+|\s+", other)]
        elif piece.text == "the" and chance.random() < strength * 0.3:
            out.append(Word("that", None))
        else:
            out.append(piece)
    return out


def typed_meanwhile(text: str, chance: random.Random) -> list[tuple[int, str]]:
    """Where people put words in: behind a word, each place once, in order."""
    ends = [match.end() for match in WORD.finditer(text)]
    places = sorted(chance.sample(ends, max(3, len(ends) // 60)))
    return [(at, f" {chance.choice(TYPED)} x{n}y") for n, at in enumerate(places)]


def word_by_word(before: str, after: str, typed: Change, now: Text) -> tuple[Change, int]:
    plan = plan_rewrite(after, Text.of(before), [typed], now)
    return plan.change, len(plan.clashes)


def by_sentence(before: str, after: str, typed: Change, now: Text) -> tuple[Change, int]:
    """The sentences that differ, each replaced whole."""
    old, new = SENTENCE.findall(before), SENTENCE.findall(after)
    starts = [0]
    for piece in old:
        starts.append(starts[-1] + len(piece))
    edits = [
        (starts[i1], starts[i2], "".join(new[j1:j2]))
        for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    return _over(before, edits, typed), 0


def whole(before: str, after: str, typed: Change, now: Text) -> tuple[Change, int]:
    return _over(before, [(0, len(before), after)], typed), 0


def _over(before: str, edits: Sequence[tuple[int, int, str]], typed: Change) -> Change:
    text = Text.of(before)
    change = Change.of(text.units, [(text.to_units(start), text.to_units(end), words) for start, end, words in edits])
    return rebase([change], [typed])[0]


WAYS: dict[str, Way] = {"word by word": word_by_word, "by sentence": by_sentence, "whole": whole}


def one(strength: float, chance: random.Random, kept: dict[str, Kept]) -> tuple[int, int, int]:
    """One rewrite by every way; returns how many comments there were, how many could be kept, and words typed."""
    before = document(chance)
    pieces = rewritten(before, strength, chance)
    after = "".join(piece.text for piece in pieces)
    sources = {piece.source for piece in pieces}
    words = list(WORD.finditer(before))
    comments = []
    for _ in range(20):
        first = chance.randrange(len(words) - 8)
        comments.append((first, first + chance.randint(1, 8)))
    inserts = typed_meanwhile(before, chance)
    text = Text.of(before)
    typed = Change.of(text.units, [(text.to_units(at), text.to_units(at), said) for at, said in inserts])
    now = text.apply(typed)
    stays = [[words[n].group() for n in range(a, b) if words[n].start() in sources] for a, b in comments]
    for name, way in WAYS.items():
        change, clashes = way(before, after, typed, now)
        final = now.apply(change)
        kept[name].left_out += clashes
        for (a, b), expected in zip(comments, stays, strict=True):
            place = Anchor.on(text, words[a].start(), words[b - 1].end()).map_all([typed, change])
            kept[name].comments += bool(expected) and _stands(place, final, expected)
        count_typed(str(final), before, inserts, kept[name])
    return len(comments), sum(map(bool, stays)), len(inserts)


def _stands(place: Anchor, final: Text, expected: list[str]) -> bool:
    """Whether the comment is on the kept words, in order, with little else."""
    if place.gone:
        return False
    found = WORD.findall(final.slice_units(place.from_, place.to))
    rest = iter(found)
    return all(word in rest for word in expected) and len(found) <= 2 * len(expected) + 6


def count_typed(final: str, before: str, inserts: list[tuple[int, str]], kept: Kept) -> None:
    for at, said in inserts:
        left = before[:at].rsplit(None, 1)[-1]
        right = before[at:].split(None, 1)[0] if before[at:].strip() else ""
        start = final.find(said)
        if start < 0:
            kept.torn += 1
        elif final[:start].endswith(left) or final[start + len(said) :].lstrip().startswith(right):
            kept.typed += 1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rewrites", type=int, default=300, help="of each strength")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{options}; load average {psutil.getloadavg()[0]:.1f}")
    for strength, share in STRENGTHS.items():
        chance = random.Random(f"{options.seed} {strength}")
        kept = {name: Kept() for name in WAYS}
        counts = [one(share, chance, kept) for _ in range(options.rewrites)]
        comments, possible, typed = (sum(column) for column in zip(*counts, strict=True))
        print(
            f"{strength}: {comments} comments, of which the rewrite kept words of {possible}; {typed} typed meanwhile"
        )
        for name, each in kept.items():
            print(
                f"  {name:>12}: comments kept {each.comments / comments:.1%} ({each.comments / possible:.1%} of those "
                f"possible) · typed words in context {each.typed / typed:.1%}, torn or lost {each.torn} · passages of "
                f"the rewrite left as suggestions {each.left_out}"
            )


if __name__ == "__main__":
    main()
