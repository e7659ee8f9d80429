"""Lenses made on the fly: how much of something each scene holds, by words that tell it.

Such a lens is its name, `words:TITLE:word,word,begin*`, so it is read, edited, copied and shared as text, and needs no
place to be kept. Without words it takes those of the nearest list here ("How frightening"). What is counted is exact,
but that these words mean it is a guess: every number is marked estimated, by those words. Nothing is asked of a model.
"""

import re
from dataclasses import dataclass
from functools import partial

from pydantic import Field

from gesso.base.errors import BadInput
from gesso.lenses.lens import (
    Args,
    Ask,
    Command,
    Lens,
    OfDatum,
    Piece,
    Proposal,
    Reading,
    Seen,
    Whole,
    datum_id,
    datum_of,
)
from gesso.lenses.prose import unmarked, words_of
from gesso.lenses.value import Act, Datum, Measure, View
from gesso.lenses.word_lists import LISTS

PREFIX = "words:"
MOST_WORDS, MOST_SCENES, MOST_SHOWN = 80, 60, 8
_WORD = re.compile(r"[^\W\d_][^\W_’'-]*(?:[’' -][^\W\d_]+){0,3}\*?")


@dataclass(frozen=True, slots=True)
class Found:
    """`hits` are code points of a block; a heading or a rule begins a scene."""

    begins: bool
    title: str
    words: int
    hits: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Scene:
    title: str
    seen: tuple[Seen[Found], ...]

    @property
    def words(self) -> int:
        return sum(each.found.words for each in self.seen)

    @property
    def hits(self) -> int:
        return sum(len(each.found.hits) for each in self.seen)


def parse_made(name: str) -> tuple[str, tuple[str, ...]]:
    """The title and the words of a made lens. Raises BadInput, saying how it is written."""
    title, _, listed = name.removeprefix(PREFIX).partition(":")
    title = " ".join(title.split())
    if not title:
        raise BadInput("Give the lens a title, such as words:How frightening:dark,cold,scream*.")
    words = tuple(dict.fromkeys(" ".join(each.split()).lower() for each in listed.split(",") if each.strip()))
    if not words:
        words = next((found for telling, found in LISTS if re.search(telling, title, re.IGNORECASE)), ())
    if not words:
        raise BadInput(
            f"Name some words that tell “{title[:60]}”, with commas between them; scream* also finds screamed."
        )
    if len(words) > MOST_WORDS or (wrong := next((each for each in words if not _WORD.fullmatch(each)), None)):
        told = (
            f"“{wrong[:40]}” is no word"
            if len(words) <= MOST_WORDS and wrong
            else f"these are more than {MOST_WORDS} words"
        )
        raise BadInput(f"{told}: give up to {MOST_WORDS} words with commas between them.")
    return title, words


def made_lens(name: str, acts: tuple[Act, ...] = ()) -> Lens[Found]:
    """The lens of that name; `acts` are further commands of its passages. Raises BadInput."""
    title, words = parse_made(name)
    each = "|".join(re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    pattern = re.compile(rf"\b(?:{each})\b", re.IGNORECASE)
    return Lens(
        name=name,
        title=title,
        about=f"{title}, scene by scene, by the words {', '.join(words[:6])}{' …' if len(words) > 6 else ''}.",
        kinds=frozenset({"document"}),
        shape="bands",
        look=partial(_look, pattern),
        gather=partial(_gather, ", ".join(words), acts),
        commands=(
            Command("ask_level", "Ask for more or less of it", Level, partial(_ask_level, title, words)),
            Command("ask_word", "Ask to say it otherwise", OfDatum, partial(_ask_word, title)),
        ),
    )


def look_for_none(piece: Piece) -> Found:
    """Scenes and how long they are, for lenses that ask a model about them."""
    return _look(None, piece)


def _look(pattern: "re.Pattern[str] | None", piece: Piece) -> Found:
    if piece.kind in ("heading", "rule"):
        return Found(True, piece.title, 0, ())
    if piece.kind in ("fence", "table", "html", "frontmatter"):
        return Found(False, "", 0, ())
    text = unmarked(piece.text)
    found = pattern.finditer(text) if pattern is not None else ()
    hits = tuple((each.start(), each.end()) for each in found if each.group())
    return Found(False, "", sum(1 for _ in words_of(text)), hits)


def scenes_of(whole: Whole[Found]) -> list[Scene]:
    """Stretches between headings and rules; where there are none, the paragraphs."""
    scenes: list[Scene] = []
    title, held = "", list[Seen[Found]]()
    for seen in whole.seen:
        if seen.found.begins:
            scenes += [Scene(title, tuple(held))] if held else []
            title, held = seen.found.title, []
        elif seen.found.words:
            held.append(seen)
    scenes += [Scene(title, tuple(held))] if held else []
    return scenes if len(scenes) > 1 else [Scene("", (seen,)) for scene in scenes for seen in scene.seen]


def _rate(scene: Scene) -> float:
    return round(100 * scene.hits / max(1, scene.words), 1)


def title_of(scene: Scene) -> str:
    return scene.title or " ".join(scene.seen[0].text.split()[:6]) + " …"


def _gather(words: str, acts: tuple[Act, ...], whole: Whole[Found]) -> View:
    scenes = scenes_of(whole)
    total = sum(scene.words for scene in scenes)
    mean = 100 * sum(scene.hits for scene in scenes) / max(1, total)
    most = max((_rate(scene) for scene in scenes), default=0) or 1
    measures, data = [], list[Datum]()
    for at, scene in enumerate(scenes[:MOST_SCENES]):
        measures.append(
            Measure(
                key=str(at), title=title_of(scene), value=_rate(scene), unit="in 100 words", low=round(mean / 2, 1),
                high=round(1.5 * mean, 1), least=0, most=max(round(1.2 * most, 1), 1), grade="estimated", by=words,
                about="near the whole text", act=Act(command="ask_level", label="Ask a model", args={"scene": str(at)}),
            )
        )  # fmt: skip
        hits = [(seen, hit) for seen in scene.seen for hit in seen.found.hits]
        data += [_hit(str(at), seen, hit, acts) for seen, hit in hits[:MOST_SHOWN]]
    counted = sum(scene.hits for scene in scenes)
    summary = f"{counted} telling words in {len(scenes)} scene{'s' * (len(scenes) != 1)}" if scenes else "No text yet."
    return View(shape="bands", summary=summary, measures=tuple(measures), data=tuple(data),
                more=max(0, len(scenes) - MOST_SCENES))  # fmt: skip


def _hit(key: str, seen: Seen[Found], hit: tuple[int, int], acts: tuple[Act, ...]) -> Datum:
    start, end = hit
    around = " ".join(seen.text[max(0, start - 30) : end + 30].split())
    return Datum(
        id=datum_id("word", seen.text[start:end], around), label=seen.text[start:end], detail=f"… {around} …",
        group=key, anchors=(seen.anchor(start, end),),
        acts=(Act(command="ask_word", label="Ask to say it otherwise"), *acts),
    )  # fmt: skip


class Level(Args):
    scene: int = Field(ge=0)
    goal: float = Field(ge=0, le=100)


def _ask_level(title: str, words: tuple[str, ...], reading: Reading[Found], args: Level) -> Proposal:
    scenes = scenes_of(reading.whole)
    now = _rate(scenes[args.scene]) if args.scene < len(scenes) else 0.0
    return ask_level(reading, args, now, f"{title}, counted by words such as {', '.join(words[:8])}, in 100 words", 100)


def ask_level(reading: Reading[Found], args: Level, now: float, what: str, most: float) -> Proposal:
    """Ask a model to bring a scene from `now` to the goal of the slider. Raises BadInput."""
    scenes = scenes_of(reading.whole)
    if args.scene >= len(scenes):
        raise BadInput("That scene is not there any more; look at the lens again.")
    goal = min(args.goal, most)
    if abs(goal - now) < 0.1:
        return Proposal("It is there already: move the slider first.")
    way = "more" if goal > now else "less"
    wish = (
        f"Rewrite this scene so that there is {way} of this: {what}. It is at {now:g} and should be about {goal:g}. "
        "Keep what happens and who speaks."
    )
    scene = scenes[args.scene]
    ask = Ask(scene.seen[0].start, scene.seen[-1].end, wish)
    return Proposal(f"For {way} of it a model rewrites this scene, as a suggestion.", asks=(ask,))


def _ask_word(title: str, reading: Reading[Found], args: OfDatum) -> Proposal:
    datum = datum_of(reading.view, args.datum)
    anchor = datum.anchors[0]
    ask = Ask(anchor.start, anchor.end, f"Say “{datum.label}” otherwise here. It is about this: {title}.")
    return Proposal("This takes a model: it is asked about that word.", asks=(ask,))
