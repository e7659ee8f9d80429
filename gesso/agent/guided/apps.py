"""Ready-made apps on the guided path: which one a message asks for, and its parameters, by rules. Pure.

The small model is asked nothing: it would make up formulas and dates. What an app is filled with comes from the
message or from the page in front, word for word.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from gesso.agent.guided.ask import respell, strip_politeness, wants_chat
from gesso.agent.guided.calls import whole_call
from gesso.agent.scene import CanvasScene, Scene
from gesso.apps.filling import cards_of, events_of, places_of
from gesso.apps.parameters import Value
from gesso.base.late import late
from gesso.model.messages import Chunk, EndChunk, Message, ThoughtChunk

_SHOW = (
    r"(?:show|open|start|run|launch|explore|see|display|bring up|give|get|make|create|build|let(?:'s| us)|i want|"
    r"i'd like|i would like|i need|can i|draw|visuali[sz]e|simulate|play|zeig\w*|öffne|mach\w*|muestra\w*|abre|montre|"
    r"ouvre|cho (?:tôi|mình|em)|mở|hiển thị)"
)
_OTHERWISE = late(
    r"\b(?:python|java(?:script)?|rust|c\+\+|html|css|sql|react|script|function that|code for|explain|why|"
    r"how (?:old|big|far|many|much|did|do|does|is|was)|what (?:is|are|was|were)|who|when|tell me)\b",
    re.IGNORECASE,
)
_TEXT = late(
    r"\b(?:poem|story|essay|article|report|letter|blog|e-?mail|summary|song|paragraph|write (?:about|an? (?!app)))\b",
    re.IGNORECASE,
)
_SOLAR = late(
    r"\b(?:solar system|orrery|sonnensystem|sistema solar|système solaire|hệ mặt trời|"
    r"(?:orbits?|movement|motion) of (?:the )?planets|planets (?:orbit|mov|circl|around)\w*)\b|太阳系",
    re.IGNORECASE,
)
_PLANET = late(r"\b(?:mercury|venus|earth|mars|jupiter|saturn|uranus|neptune)\b", re.IGNORECASE)
_PACE = late(r"\b(\d+(?:\.\d+)?|an?|one)\s+(days?|weeks?|months?|years?)\s+(?:a|per|every|each)\s+second", re.I)
_DAY = late(r"\b(\d{4}-\d\d-\d\d)\b")
_PLOT = late(
    r"^(?:can you |could you )?(?:please )?(?:plot|graph|draw|sketch|show|display|zeichne|grafica|dibuja|trace|vẽ)\w*"
    r"(?: me| us| mir)?(?: (?:the |a |an )?(?:graph|plot|curve|function|functions|chart|graphen|kurve|funktion)"
    r"(?: of| for| from| von)?)?(?: the)?[\s:]+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_SPAN = late(
    r",?\s*\b(?:from|between|for|over|on|von|in|de|desde|từ)\b\s*(?:x\s*(?:=|from|in|∈)?\s*)?[\[(]?\s*"
    r"(?P<low>[-−+]?[\d.]*\s*(?:pi|π)?)\s*(?:to|and|up to|until|till|\.\.+|,|bis|y|a|à|hasta|đến)\s*"
    r"(?P<high>[-−+]?[\d.]*\s*(?:pi|π)?)\s*[\])]?\s*[.!]?$",
    re.IGNORECASE,
)
_FORMULA = """
    sin cos tan asin acos atan arcsin arccos arctan sinh cosh tanh exp ln log log2 sqrt cbrt abs floor ceil round sign
    sec csc cot pi π e tau x a y f
"""
_FORMULA_WORDS = frozenset(_FORMULA.split())
_AND = late(r"\s*(?:;|\n|\band\b|\bund\b|,(?=\s*(?:y\s*=|f\(x\)|[a-z]+\(|-?\d*x)))\s*", re.IGNORECASE)
_CARDS = late(
    r"\b(?:flash ?-?cards?|index cards|karteikarten|lernkarten|tarjetas|cartes mémoire|thẻ ghi nhớ)\b|闪卡", re.I
)
_TIMELINE = late(r"\b(?:time ?-?line|zeitstrahl|zeitleiste|línea de tiempo|chronologie|dòng thời gian)\b|时间线", re.I)
_MAP = late(r"\bmap of (?:the |this |my )?(?:story|novel|book|tale|places|plot|chapter)\b|\bstory ?map\b", re.I)
_GAME = late(
    r"^(?:let(?:'s| us) |i (?:want|would like|'d like) to |can (?:we|i) )?play (?:a |the |some )?(?:\w+ )?"
    rf"(?:game|snake)\b|\b{_SHOW}\b.{{0,30}}\b(?:game|snake)\b(?! (?:about|with|where|in which|that|for))",
    re.IGNORECASE,
)
_SHEET = late(
    rf"\b{_SHOW}\b.{{0,24}}\b(?:spread ?sheet|calculation sheet|calculator|tabellenrechner|hoja de cálculo)\b"
    r"(?! (?:for|that|to|with|about|of|which))",
    re.IGNORECASE,
)
_THIS = late(
    r"\b(?:this|the|that|my)\s+(?:document|text|page|notes?|article|chapter|story|file)\b|\bthis\b|\bit\b", re.I
)


@dataclass(frozen=True)
class Chosen:
    """A ready-made app, its parameters and the title of its page, and why, for the person."""

    name: str
    why: str
    parameters: Mapping[str, Value] = field(default_factory=dict)
    title: str = ""


def open_ready(scene: Scene, messages: Sequence[Message], offered: Set[str]) -> Iterator[Chunk] | None:
    """The call that opens a ready-made app; None where the message asks for something else."""
    if "open_app" not in offered or messages or scene.run is not None or scene.goal is not None:
        return None
    chosen = choose_app(scene)
    return None if chosen is None else _call(chosen)


def _call(chosen: Chosen) -> Iterator[Chunk]:
    yield ThoughtChunk(f"Opening an app: {chosen.why}.\n")
    args = {"name": chosen.name, "parameters": dict(chosen.parameters)} | (
        {"title": chosen.title} if chosen.title else {}
    )
    yield from whole_call("open_app", args)
    yield EndChunk("calls")


def choose_app(scene: Scene) -> Chosen | None:
    """By the words of the message alone, and what is in front where it speaks of that."""
    said = strip_politeness(respell(scene.ask)).strip()
    if wants_chat(said) or len(said) > 6_000:
        return None
    head = said.split("\n")[0][:200]
    if (plot := _plot(scene.ask)) is not None:
        return plot
    if _OTHERWISE.search(head):
        return None
    if _CARDS.search(head):
        return _cards(scene)
    if _TIMELINE.search(head):
        return _timeline(scene, said)
    if _MAP.search(head):
        return _map(scene)
    if _TEXT.search(head):
        return None
    opens = bool(re.search(rf"^{_SHOW}\b", head, re.IGNORECASE)) or len(head.split()) <= 4
    if _SOLAR.search(head) and (opens or "app" in head.lower().split()):
        return _solar(said)
    if _GAME.search(head):
        return Chosen("game", "you want to play")
    if _SHEET.search(head):
        return Chosen("calculator", "you want something to calculate with")
    return None


def _solar(said: str) -> Chosen:
    values: dict[str, Value] = {}
    if planet := _PLANET.search(said):
        values["follow"] = planet.group().capitalize()
    if pace := _PACE.search(said):
        count = 1.0 if pace[1].lower() in ("a", "an", "one") else float(pace[1])
        days = {"d": 1, "w": 7, "m": 30, "y": 365}[pace[2][0].lower()]
        values["speed"] = min(400.0, round(count * days))
    if day := _DAY.search(said):
        values["start"] = day[1]
    if re.search(r"\btrue (?:scale|distances?)\b|\bto scale\b|\breal distances?\b", said, re.IGNORECASE):
        values["distances"] = "true"
    return Chosen("solar_system", "you asked for the solar system", values)


def _plot(said: str) -> Chosen | None:
    """Only what is a formula in x: "plot sales by month" is about data."""
    found = _PLOT.match(said.strip())
    if found is None:
        return None
    rest = found["rest"].strip().rstrip(".!?")
    values: dict[str, Value] = {}
    if span := _SPAN.search(rest):
        low, high = _bound(span["low"]), _bound(span["high"])
        if low is not None and high is not None:
            rest = rest[: span.start()]
            values = {"from": min(low, high), "to": max(low, high)}
    formulas = [each for part in _AND.split(rest) if (each := part.strip(" ,`$"))]
    if not formulas or not all(_is_formula(each) for each in formulas):
        return None
    return Chosen(
        "plotter",
        "it is a formula in x",
        {"formulas": "\n".join(formulas), **values},
        f"Plot of {', '.join(formulas)}"[:80],
    )


def _is_formula(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.lower())
    if not re.fullmatch(r"[\w\s.+\-−*/^()=|·×÷π²³]+", text) or not re.search(r"x", text, re.IGNORECASE):
        return False
    return all(word in _FORMULA_WORDS or re.fullmatch(r"[axe]+", word) for word in words)


def _bound(text: str) -> float | None:
    said = text.replace("−", "-").replace(" ", "").lower()
    times = 3.14159265 if said.endswith(("pi", "π")) else 1.0
    number = said.removesuffix("pi").removesuffix("π")
    if times != 1.0 and number in ("", "+", "-"):
        number += "1"
    try:
        return round(max(-1000.0, min(1000.0, float(number) * times)), 6)
    except ValueError:
        return None


def _cards(scene: Scene) -> Chosen:
    own = _lines_below(scene.ask)
    cards = cards_of(own) if own else []
    text = _text_of(scene)
    if cards:
        where = "from what you wrote"
    elif text is not None:
        cards, where = cards_of(text.text), f"from “{text.title}”"
    else:
        where = "with cards to write yourself"
    values = {"cards": "\n".join(f"{_no_mark(front)} :: {back}" for front, back in cards)} if cards else {}
    title = f"Flash cards: {text.title}"[:80] if text is not None and cards and not own else ""
    return Chosen("flash_cards", f"you want flash cards, {where}", values, title)


def _timeline(scene: Scene, said: str) -> Chosen:
    own, text = _lines_below(scene.ask), _text_of(scene)
    events = events_of(own) if own else []
    topic = re.search(r"(?:of|about|for|over|von|de|về)\s+(.{2,80})$", said.split("\n")[0].rstrip(".!?:"), re.I)
    title = f"Timeline of {topic[1]}"[:80] if topic and not _THIS.search(topic[1]) else ""
    if not events and text is not None:
        events = events_of(text.text)
        title = title or f"Timeline: {text.title}"[:80]
    values: dict[str, Value] = {"heading": title} if title else {}
    if events:
        return Chosen("timeline", "you want a timeline, of the dates that are written here", values | {
            "events": "\n".join(f"{when}: {what}" for when, what in events)}, title)  # fmt: skip
    if title:
        values["events"] = ""
    return Chosen("timeline", "you want a timeline; I know no dates for certain, so write them in", values, title)


def _map(scene: Scene) -> Chosen:
    text = _text_of(scene)
    places = places_of(text.text) if text is not None else []
    if text is None or not places:
        return Chosen("story_map", "you want a map of a story; I found no places to put on it, so write them in")
    values: dict[str, Value] = {"heading": text.title, "places": "\n".join(f"{name}: {what}" for name, what in places)}
    return Chosen(
        "story_map", f"you want a map, of the places that “{text.title}” names", values, f"Map: {text.title}"[:80]
    )


def _text_of(scene: Scene) -> CanvasScene | None:
    """The document in front, else the only one there is."""
    if scene.active is not None and scene.active.kind == "document" and scene.active.text.strip():
        return scene.active
    having = [each for each in scene.others if each.kind == "document" and each.text.strip()]
    return having[0] if len(having) == 1 else None


def _lines_below(said: str) -> str:
    """What the message brings along: behind a colon, or on lines of its own."""
    head, _, below = said.partition("\n")
    return below if below.strip() else head.partition(": ")[2]


def _no_mark(front: str) -> str:
    return front.replace("::", ":")
