"""What a person's message asks to be done later, read by code alone: which tasks, where they write, what they watch.

Only messages that a person typed count: never the page a shortcut works on, never what a tool has read. The words of
time are the grammar's (`gesso.schedule.words`); what a model says about them is only compared with it. Pure.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gesso.agent.chaining import Chained
from gesso.agent.errands import Errand
from gesso.agent.guided.opening import decide_opening
from gesso.agent.guided.researching import asks_to_search, looks_up
from gesso.agent.guided.scheduling import NOWHERE, decide_scheduling
from gesso.agent.scene import Scene
from gesso.agent.scheduled import ASKS
from gesso.base.errors import BadInput
from gesso.base.late import late
from gesso.room.state import RoomState, Turn
from gesso.room.wire_tasks import OutputKind
from gesso.schedule.schedule import Timetable
from gesso.schedule.words import Said, Understanding, understand

ASK_ZONE = "Which city's clock do you go by? I do not know your time zone yet."
MOST_EARLIER = 4

_URL = late(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?)\]]", re.IGNORECASE)
_CHANGES = late(
    r"\b(?:chang\w*|differ\w*|updat\w*|new|watch|monitor|track|ändert\w*|neu\w*|beobachte\w*)\b", re.IGNORECASE
)
_TELL_IF = late(r"\b(?:if|when|whenever|as soon as|wenn|sobald|falls|watch|monitor|beobachte)\b", re.IGNORECASE)
_APPENDS = late(
    r"\b(?:append|continue|go on with|add (?:an?|one|another|the next|today's|this week's)(?: \w+)? "
    r"(?:entry|line|section|chapter|paragraph|part|note|verse|episode)|(?:the )?next (?:chapter|part|episode|section)|"
    r"(?:log|journal|diary) entry|setz\w* .*\bfort|führ\w* .*\bweiter|ergänz\w* .*\beintrag)\b",
    re.IGNORECASE,
)
_KEEPS = late(
    r"\b(?:keep\b.*\b(?:current|up[- ]to[- ]date|fresh|updated)|update|proof-?read|improve|revise|review|"
    r"suggest (?:edits|changes|improvements)|bring\b.*\bup to date|aktualisier\w*|halte?\b.*\baktuell)\b",
    re.IGNORECASE,
)
_OPEN_TEXT = late(
    r"\b(?:this|the|my|our|that|it|dies\w*|den|die|das)\b(?: \w+)?"
    r"(?: (?:text|document|page|canvas|report|story|article|list|table|letter|post|journal|diary|log|notes?|plan|"
    r"chapter|dokument|bericht|geschichte|liste|tabelle|tagebuch|seite))?\b",
    re.IGNORECASE,
)
_REMINDER = late(
    r"(?:^|,? *\b(?:and |then )?)(?:please )?(?:"
    r"(?:remind|nudge|ping|alert|wake|notify|buzz) (?:me|us)\b(?: up)?(?! (?:with|by)\b)"
    r"(?: (?:to|about|that|of|for)\b)?|don'?t let (?:me|us) forget\b(?: (?:to|about|that)\b)?|"
    r"(?:set|add|create|make|put|i need|i want|i'd like|give me)(?: me)?(?: up)? "
    r"(?:an?|the|another) (?:\w+ )?(?:reminder|alarm)\b"
    r"(?: (?:to|about|that|of|for)\b)?|reminders?\b:?(?: (?:to|about|that|of|for)\b)?|"
    r"(?:erinner\w*|weck\w*) (?:mich|uns)\b(?: bitte)?(?: daran)?,?(?: an\b)?)\s*",
    re.IGNORECASE,
)
_REMINDED = late(r"^an (?P<what>.+?) (?:erinnern|denken)\W*$", re.IGNORECASE)
_ANAPHORA = late(
    r"^(?:please )?(?:(?:do|repeat|run|send|give|make|write|tell|show|mach|schick)(?: me)? )?"
    r"(?:that|this|it|the same(?: thing)?|das|dasselbe)"
    r"(?: again| for me| too| bitte)?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Typed:
    """The person's own message, and those before it that belong to the same scheduling, oldest first."""

    ask: str
    earlier: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        return "\n".join((*self.earlier, self.ask))


def typed_words(state: RoomState, turn: Turn, scene: Scene) -> Typed:
    """Raises BadInput for a turn that does not answer what a person typed."""
    asked = state.messages[turn.parent]
    if asked.turn is not None or asked.shortcut is not None or asked.run is not None or turn.rounds is not None:
        raise BadInput("No task was made: only a person's own message can ask for one.")
    if scene.scheduled is not None:
        return Typed(asked.text, scene.scheduled.said)
    now = datetime.fromisoformat(scene.now)
    if decide_scheduling(asked.text, now, scene.zone) is not None:
        return Typed(asked.text)
    before = [said.text for said in state.path(asked.id)[:-1] if said.turn is None and not said.run][-MOST_EARLIER:]
    for at in range(len(before) - 1, -1, -1):
        if decide_scheduling(before[at], now, scene.zone) is not None:
            return Typed(asked.text, tuple(before[at:]))
    return Typed(asked.text)


def read_typed(typed: Typed, now: datetime, zone: str, *, names_zone: bool) -> Understanding:
    """What the messages say about when. With `names_zone` the last one only answers where the person is."""
    if names_zone and typed.earlier:
        *earlier, ask = typed.earlier
        return understand(ask, now, zone or NOWHERE, earlier=earlier)
    return understand(typed.ask, now, zone or NOWHERE, earlier=typed.earlier)


def copied(words: str, typed: Typed) -> bool:
    """Whether a model copied these words from the person rather than thought of them, or read them somewhere."""
    return _plain(words) in _plain(typed.whole)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def errands_of(found: Understanding, typed: Typed, scene: Scene, turn: Turn, room: str) -> list[Errand]:
    """The tasks of an understanding without a question, in the order they were said."""
    made = []
    for number, said in enumerate(task for task in found.tasks if task.timetable is not None):
        assert said.timetable is not None
        made.append(_errand(said, said.timetable, typed, scene, task_id(turn.parent, number), turn.model))
    return [replace(errand, said_in=room) for errand in made]


def task_id(message: str, number: int) -> str:
    """The same for the same task of the same message, whoever makes it again."""
    digest = hashlib.sha256(f"{message}:{number}".encode()).digest()
    return f"task_{base64.b32hexencode(digest).decode().lower()[:20]}"


def _errand(said: Said, timetable: Timetable, typed: Typed, scene: Scene, task: str, model: str) -> Errand:
    what = said.instruction.strip()
    if not what or _ANAPHORA.match(what):
        what = _meant(scene, typed) or what
    if not what:
        raise BadInput(f"{ASKS}What should be done then?")
    return errand_of(what, timetable, scene.active.id if scene.active is not None else None, task, model)


def errand_of(
    what: str, timetable: Timetable | None, active: str | None, task: str = "", model: str | None = None
) -> Errand:
    """What kind of task these words ask for, and where it writes; `active` is the canvas that lies open.

    Raises BadInput, its message the question, for a reminder of nothing.
    """
    if (plain := reminder_of(what)) is not None:
        if not plain:
            raise BadInput(f"{ASKS}What shall I remind you of?")
        return Errand(task, plain, timetable, "reminder", model=model)
    url = _URL.search(what)
    if url and _CHANGES.search(what) and _TELL_IF.search(what):
        return Errand(task, what, timetable, "watch", watch_url=url.group(0), model=model)
    output: OutputKind = "message"
    canvas = None
    if _APPENDS.search(what):
        output, canvas = "append", active
    elif active is not None and _KEEPS.search(what) and _OPEN_TEXT.search(what):
        output, canvas = "suggest", active
    elif decide_opening(what).label != "chat":
        output = "document"
    looks = not url and (looks_up(what) if output == "message" else output == "document" and asks_to_search(what))
    requires = ("search_web",) if looks else ()
    return Errand(
        task, what, timetable, "ask", output, canvas, requires=requires, model=model
    )  # fmt: skip


def follower_of(chain: Chained, first: str, title: str, active: str | None) -> Errand:
    """The task that comes after the task `first`, which is called `title`."""
    then = chain.then or f"Remind me that “{title}” is done"
    return replace(errand_of(then, None, active), after=first)


def reminder_of(what: str) -> str | None:
    """The bare words of a plain reminder ("Call mum"), "" when it says none; None for what needs doing."""
    if german := _REMINDED.match(what):
        return _capital(german["what"])
    found = _REMINDER.search(what)
    if found is None:
        return None
    rest = f"{what[: found.start()].rstrip(' ,')} {what[found.end() :]}".strip(" ,.:")
    return _capital(rest)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _meant(scene: Scene, typed: Typed) -> str:
    """What "do that" is about: the person's last message before the scheduling began."""
    known = {*typed.earlier, typed.ask}
    said = [message.text for message in scene.chat if message.role == "user" and message.text not in known]
    return said[-1].strip() if said else ""


def which(words: str, titles: Sequence[tuple[str, str]]) -> list[str]:
    """The ids of the (id, title) that the words name, by the words they share; all when they name none."""
    said = set(_plain(words).split())
    shared = {task: len(said & {w for w in _plain(title).split() if len(w) > 3}) for task, title in titles}
    most = max(shared.values(), default=0)
    return [task for task, n in shared.items() if n == most] if most else [task for task, _ in titles]
