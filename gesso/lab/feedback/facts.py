"""What people did with each answer of a room, read from its log: the events of the design and what they amount to.

Never acceptance alone: that rewards the short and the trivial. Welcome is what was accepted and of which at least .7 is
left; unwelcome what was undone, rejected, closed within five seconds, mostly gone, or given a thumb down. All else says
nothing. An answer is read once ten minutes have passed, so that it can have settled. Reads, never writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from pydantic import TypeAdapter
from sqlalchemy import Connection

from gesso.lab.feedback.asked import Asked, asked_at, label_of
from gesso.lab.feedback.lasting import LOOKS, CanvasHistory, Written, read_history
from gesso.room import wire
from gesso.room.state import RoomState, Turn
from gesso.store import events as event_rows

Verdict = Literal["welcome", "unwelcome"]

UNDONE = timedelta(seconds=60)
CLOSED = timedelta(seconds=5)
OPENED = timedelta(seconds=120)
SETTLED = timedelta(minutes=10)
ENOUGH, TOO_LITTLE = 0.7, 0.3

_BODY: TypeAdapter[wire.Body] = TypeAdapter(wire.Body)


@dataclass
class Fact:
    """An answer and what became of it. `label` is what was decided, in the terms of `asked.behavior`.

    `signals` are the events by name, with a share or a time where there is one; `people` all whose words or acts are
    in it.
    """

    room: str
    turn: str
    parent: str
    asked: Asked
    label: str | None
    said: str
    people: frozenset[str]
    signals: dict[str, float] = field(default_factory=dict)
    written: tuple[Written, ...] = ()
    verdict: Verdict | None = None
    better: str | None = None
    """The label that would have been right, where the person showed it."""


def read_room(conn: Connection, room: str, since: datetime, now: datetime) -> list[Fact]:
    """The settled answers of a room to what was asked since then, but none that could have seen a private canvas."""
    events = [
        wire.Event(seq=row.seq, room=room, at=row.at, by=row.by, body=_BODY.validate_python(row.body))
        for row in event_rows.read_events(conn, room)
    ]
    reading = _Reading(room, events, since)
    histories = {canvas: read_history(conn, canvas) for canvas in reading.state.canvases}
    return [fact for turn in reading.turns if (fact := reading.fact(turn, histories, now)) is not None]


class _Reading:
    """One pass over a log: what each turn was asked, as things stood when it began, and when what happened."""

    def __init__(self, room: str, events: Sequence[wire.Event], since: datetime) -> None:
        self.room, self.state = room, RoomState(room)
        self.turns: list[str] = []
        self.asked: dict[str, Asked] = {}
        self.ended: dict[str, wire.Event] = {}
        self.times: list[wire.Event] = list(events)
        self.hidden = _private_from(events)
        for event in events:
            self.state.apply(event)
            match event.body:
                case wire.TurnStarted(turn=turn, parent=parent) if event.at >= since and event.seq < self.hidden:
                    if self.state.messages[parent].at >= since:
                        self.turns.append(turn)
                        self.asked[turn] = asked_at(self.state, turn, since)
                case wire.TurnEnded(turn=turn):
                    self.ended[turn] = event

    def fact(self, name: str, histories: Mapping[str, CanvasHistory], now: datetime) -> Fact | None:
        """None for an answer that failed, is not settled yet, or belongs to other agents' work by rounds."""
        turn, ended = self.state.turns[name], self.ended.get(name)
        opened_private = any(row.turn == name and row.private for row in self.state.canvases.values())
        if turn.outcome != "done" or ended is None or now - ended.at < SETTLED or turn.rounds or opened_private:
            return None
        written = tuple(h.written[name] for h in histories.values() if name in h.written)
        asked = self.asked[name]
        people = {asked.by, *asked.people, turn.by, *turn.thumbs}
        for canvas in {w.canvas for w in written} | ({asked.canvas} if asked.canvas else set()):
            people |= histories[canvas].people if canvas in histories else set()
        label = label_of(self.state, turn, asked.behavior)
        fact = Fact(self.room, name, turn.parent, asked, label, turn.text, frozenset(people), written=written)
        self._signals(fact, turn, ended)
        fact.people |= {event.by for event in self._after(ended) if _concerns(event.body, name)}
        fact.verdict = verdict_of(fact)
        return fact

    def _signals(self, fact: Fact, turn: Turn, ended: wire.Event) -> None:
        """Put down every event of the design that happened to the answer."""
        signals = fact.signals
        signals["shown"] = 1.0
        opened = {row.id for row in self.state.canvases.values() if row.turn == turn.id}
        for written in fact.written:
            for name, after in [*LOOKS.items(), ("end", None)]:
                share = written.retained(ended.at + after if after is not None else None)
                if share is not None:
                    signals[f"retained_{name}"] = min(share, signals.get(f"retained_{name}", 1.0))
        for thumb in turn.thumbs.values():
            signals[f"thumb_{thumb}"] = 1.0
        settled: dict[str, list[str]] = {"accepted": [], "rejected": []}
        made = {
            event.body.suggestion for event in self.times
            if isinstance(event.body, wire.SuggestionMade) and event.body.turn == turn.id
        }  # fmt: skip
        for event in self.times:
            body, late = event.body, (event.at - ended.at).total_seconds()
            match body:
                case wire.ChangeSettled(turn=turn.id, state="kept"):
                    signals["accepted"] = 1.0
                case wire.ChangeSettled(turn=turn.id, state="undone"):
                    signals["undone"] = late
                    if late <= UNDONE.total_seconds():
                        signals["undone_60s"] = late
                case wire.SuggestionSettled(state="accepted" | "rejected" as how) if body.suggestion in made:
                    settled[how].append(body.suggestion)
                case wire.CanvasClosed() if body.canvas in opened and late <= CLOSED.total_seconds():
                    signals["closed_at_once"] = max(0.0, late)
                case wire.TurnStarted(parent=turn.parent) if body.turn != turn.id and event.seq > ended.seq:
                    signals["regenerated"] = late
        own = self._opened(ended) if (fact.asked.behavior, fact.label) == ("open_canvas", "chat") else None
        if own is not None and isinstance(own.body, wire.CanvasOpened):
            signals["opened_by_user"], fact.better = (own.at - ended.at).total_seconds(), own.body.kind
        if made and len(settled["rejected"]) == len(made):
            signals["rejected"] = 1.0
        elif settled["accepted"] and len(settled["accepted"]) * 2 >= len(made):
            signals["accepted"] = 1.0
        if len(signals) == 1 + sum(name.startswith("retained") for name in signals):
            signals["ignored"] = 1.0

    def _after(self, ended: wire.Event) -> list[wire.Event]:
        return [event for event in self.times if event.seq > ended.seq]

    def _opened(self, ended: wire.Event) -> wire.Event | None:
        """The canvas that a person opened soon after, before anybody wrote another message."""
        for event in self._after(ended):
            if isinstance(event.body, wire.MessagePosted) or event.at - ended.at > OPENED:
                return None
            if isinstance(event.body, wire.CanvasOpened) and event.body.turn is None:
                return event
        return None


def verdict_of(fact: Fact) -> Verdict | None:
    """What the signals amount to; where they disagree, the unwelcome ones count."""
    signals = fact.signals
    left = signals.get("retained_end")
    if any(name in signals for name in ("undone", "rejected", "closed_at_once", "thumb_down", "opened_by_user")):
        return "unwelcome"
    if left is not None and left < TOO_LITTLE:
        return "unwelcome"
    accepted = "accepted" in signals or "thumb_up" in signals
    return "welcome" if accepted and (left is None or left >= ENOUGH) else None


def _private_from(events: Sequence[wire.Event]) -> float:
    """The number of the event that opened the first canvas that was ever private; what comes after may have seen it."""
    private = {e.body.canvas for e in events if isinstance(e.body, wire.CanvasPrivacySet) and e.body.private}
    opened = [e.seq for e in events if isinstance(e.body, wire.CanvasOpened) and e.body.canvas in private]
    return min(opened, default=float("inf"))


def _concerns(body: wire.Body, turn: str) -> bool:
    return isinstance(body, wire.ChangeSettled | wire.AnswerRated) and body.turn == turn
