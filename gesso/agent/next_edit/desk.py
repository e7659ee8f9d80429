"""Next edits of a server: one question at a time for each person and canvas, and what became of each offer.

An answer is for the text it was asked about: when the person types on, the question is dropped (also in the middle of
a model's work); when somebody else types, the offer is moved along or, if its own words were touched, dropped. Nothing
is asked about a private canvas, and nothing but the canvas's own text is shown to a model. In memory but for each
person's choice and habit, which are one small setting. Lives on one loop.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from gesso.agent.next_edit.candidate import Candidate, Situation
from gesso.agent.next_edit.edits import foresee
from gesso.agent.next_edit.habit import Habit, Outcome
from gesso.agent.next_edit.likelihood import floor_logprob
from gesso.agent.next_edit.offer import Offer, place, still_there
from gesso.agent.next_edit.recent import Recent
from gesso.agent.next_edit.words import ask_words, offered_words
from gesso.base.clock import Clock
from gesso.base.errors import NotFound
from gesso.canvas.changes import Change
from gesso.model.catalogue import PLAIN_ID, Catalogue
from gesso.model.messages import ModelError
from gesso.room.live_canvas import LiveCanvas, Logged
from gesso.room.workspace import Person, Workspace
from gesso.store import configuration

Mode = Literal["off", "edits", "words"]
MODES: tuple[Mode, ...] = ("off", "edits", "words")
DEFAULT_MODE: Mode = "words"

RETAINED_AFTER = timedelta(seconds=30)
LOOKED_BACK = 80
"""Changes of the log that are read when a person comes to a canvas: about a sentence of keys."""
MOST_SEATS = 1_000
MOST_OFFERS = 4_000
MOST_DISMISSED = 200


@dataclass(frozen=True)
class Choice:
    """What a person wants: `edits` come from code alone, `words` from a model too, `model` None being one here."""

    mode: Mode = DEFAULT_MODE
    model: str | None = None


@dataclass
class _Seat:
    """One person at one canvas: what they changed lately, what was offered, and what they did not want."""

    live: LiveCanvas
    person: str
    recent: Recent
    asking: "asyncio.Task[Candidate | None] | None" = None
    dismissed: "OrderedDict[str, None]" = field(default_factory=OrderedDict)
    taken: list[tuple[datetime, Offer]] = field(default_factory=list)

    def follow(self, entry: Logged) -> None:
        """Called for every change of the canvas."""
        own = _own(entry, self.person)
        self.recent = self.recent.after(entry.change, own)
        if own and self.asking is not None:
            self.asking.cancel()

    def dismiss(self, key: str) -> None:
        self.dismissed[key] = None
        while len(self.dismissed) > MOST_DISMISSED:
            self.dismissed.popitem(last=False)


class NextEdits:
    def __init__(self, workspace: Workspace, catalogue: Catalogue, clock: Clock) -> None:
        self._workspace, self._catalogue, self._clock = workspace, catalogue, clock
        self._seats: OrderedDict[tuple[str, str], _Seat] = OrderedDict()
        self._offers: OrderedDict[str, tuple[str, str, Offer]] = OrderedDict()
        self._people: dict[str, tuple[Choice, Habit]] = {}

    # ------------------------------------------------------------------ what a person chose

    async def choice(self, person: str) -> tuple[Choice, Habit]:
        """What this person chose, and their habit."""
        if person not in self._people:
            stored = await self._workspace.db.read(lambda rows: configuration.setting(rows, _setting(person)))
            self._people[person] = _read(stored)
        return self._people[person]

    async def choose(self, person: str, choice: Choice, forget: bool) -> None:
        """Store another choice; `forget` throws away what was learned. Raises NotFound for a model that cannot."""
        if choice.model is not None and self._catalogue.completer(choice.model) is None:
            raise NotFound("That model cannot continue a text. Choose another, or the built-in one.")
        _, habit = await self.choice(person)
        await self._store(person, choice, Habit() if forget else habit)

    def models(self) -> list[str]:
        """The ids of the models that can continue a text. The built-in one is the same without its decisions."""
        ids = [info.id for info in self._catalogue.infos() if info.id != PLAIN_ID]
        return [each for each in ids if self._catalogue.completer(each) is not None]

    async def _store(self, person: str, choice: Choice, habit: Habit) -> None:
        self._people[person] = choice, habit
        value = {"mode": choice.mode, "model": choice.model, "habit": habit.to_json()}
        await self._workspace.db.write(lambda rows: configuration.save_setting(rows, _setting(person), value))

    # ------------------------------------------------------------------ offering

    async def propose(self, person: Person, canvas: str, version: int, caret: int) -> Offer | None:
        """What to offer at code point `caret` of the text at `version`; None when there is nothing likely enough.

        Raises BadInput for a place that is not in that text.
        """
        room, live = await self._workspace.access_canvas(person.id, canvas, "edit")
        choice, habit = await self.choice(person.id)
        if choice.mode == "off" or room.state.canvases[canvas].private:
            return None
        seat = await self._seat(live, person.id)
        await self._look_again(seat)
        if seat.asking is not None:
            seat.asking.cancel()
        unit = await _unit_now(live, version, caret)
        document, asked_at = live.document, live.version
        code = room.state.canvases[canvas].kind == "code"
        now = Situation(str(document), document.to_points(unit), code, seat.recent.replacements())
        found = self._foreseen(seat, now, habit.threshold)
        if found is None and choice.mode == "words":
            found = await self._asked(seat, now, choice, habit.threshold)
        if found is None or found.key(now.text) in seat.dismissed:
            return None
        since = [entry.change for entry in await live.logged_after(asked_at)]
        offer = place(found, document, since, live.document, live.version)
        if offer is not None:
            self._offers[offer.id] = person.id, canvas, offer
            while len(self._offers) > MOST_OFFERS:
                self._offers.popitem(last=False)
        return offer

    def _foreseen(self, seat: _Seat, now: Situation, threshold: float) -> Candidate | None:
        fresh = (each for each in foresee(now) if each.likely >= threshold and each.key(now.text) not in seat.dismissed)
        return next(fresh, None)

    async def _asked(self, seat: _Seat, now: Situation, choice: Choice, threshold: float) -> Candidate | None:
        """A model's words, unless the person types on meanwhile, asks anew, or it cannot answer now."""
        completer = self._catalogue.completer(choice.model)
        ask = ask_words(now, floor_logprob(threshold))
        if completer is None or not completer.ready or ask is None:
            return None

        async def words() -> Candidate | None:
            try:
                return offered_words(ask, await completer.complete(ask.gap, ask.until), threshold)
            except ModelError:
                return None  # nobody asked for it, so nobody is told

        task = seat.asking = asyncio.create_task(words())
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
            if seat.asking is task:
                seat.asking = None
        return None if task.cancelled() else task.result()

    # ------------------------------------------------------------------ what became of it

    async def settle(self, person: Person, canvas: str, offer: str, outcome: Outcome) -> None:
        """Learn what the person did. Raises NotFound for an offer that is not theirs or was settled before."""
        _, live = await self._workspace.access_canvas(person.id, canvas, "edit")
        whose, where, found = self._offers.get(offer, ("", "", None))
        if found is None or whose != person.id or where != canvas:
            raise NotFound("There is no such offer, or it was settled already.")
        del self._offers[offer]
        seat = await self._seat(live, person.id)
        if outcome == "dismissed":
            seat.dismiss(found.key)
        elif outcome == "taken":
            seat.taken.append((self._clock() + RETAINED_AFTER, found))
        choice, habit = await self.choice(person.id)
        await self._store(person.id, choice, habit.after(outcome, found.likely))

    def was_taken(self, person: str, canvas: str, offer: str, changes: Sequence[Any]) -> bool:
        """Whether `changes`, ChangeSet JSON, put in the words of an offer to this person, and nothing else.

        Those words are a machine's, whoever took them. Settled offers are remembered until they have been looked at.
        """
        whose, where, found = self._offers.get(offer, ("", "", None))
        seat = self._seats.get((person, canvas))
        if found is None and seat is not None:
            found = next((each for _, each in seat.taken if each.id == offer), None)
            whose, where = person, canvas
        if found is None or (whose, where) != (person, canvas) or len(changes) != 1:
            return False
        inserted = [part.insert for part in Change.from_json(changes[0]).ranges()]
        if len(found.patches) == len(inserted) == 1:  # a word of it, or what was left when its beginning was typed
            return inserted[0] != "" and inserted[0] in found.patches[0].after
        return inserted == [patch.after for patch in found.patches]

    async def _look_again(self, seat: _Seat) -> None:
        """Learn of offers taken a while ago whether they still stand."""
        due = [offer for at, offer in seat.taken if at <= self._clock()]
        if not due:
            return
        seat.taken = [(at, offer) for at, offer in seat.taken if offer not in due]
        choice, habit = await self.choice(seat.person)
        for offer in due:
            since = [entry.change for entry in await seat.live.logged_after(offer.version)]
            habit = habit.settled(still_there(offer, since, seat.live.document))
        await self._store(seat.person, choice, habit)

    # ------------------------------------------------------------------ seats

    async def _seat(self, live: LiveCanvas, person: str) -> _Seat:
        """The person's seat, made on first use with what they changed last; a canvas loaded anew has new ones."""
        seat = self._seats.get((person, live.id))
        if seat is None or seat.live is not live:
            since = max(0, live.version - LOOKED_BACK)
            recent = Recent(await live.document_at(since))
            for entry in await live.logged_after(since):  # up to this moment: nothing is awaited from here on
                recent = recent.after(entry.change, _own(entry, person))
            if (former := self._seats.get((person, live.id))) is not None:
                self._leave(former)
            seat = self._seats[person, live.id] = _Seat(live, person, recent)
            live.watchers.append(seat.follow)
        self._seats.move_to_end((person, live.id))
        while len(self._seats) > MOST_SEATS:
            self._leave(self._seats.popitem(last=False)[1])
        return seat

    def _leave(self, seat: _Seat) -> None:
        if seat.asking is not None:
            seat.asking.cancel()
        if seat.follow in seat.live.watchers:
            seat.live.watchers.remove(seat.follow)

    async def close(self) -> None:
        """Stop every question under way."""
        asking = {seat.asking for seat in self._seats.values() if seat.asking is not None}
        for seat in self._seats.values():
            self._leave(seat)
        if asking:
            await asyncio.wait(asking)


def _own(entry: Logged, person: str) -> bool:
    """Whether a person typed it: what an import or the API put in at once is nothing to go on from."""
    return entry.author.by == person and entry.author.kind == "person" and not entry.author.turn


async def _unit_now(live: LiveCanvas, version: int, caret: int) -> int:
    """Where code point `caret` of the text at `version` is now, in units. Raises BadInput."""
    then = await live.document_at(version)
    unit = then.to_units(caret)
    for entry in await live.logged_after(version):  # last, so that the answer is of the text as it is now
        unit = entry.change.map_pos(unit, 1)
    return unit


def _setting(person: str) -> str:
    return f"next_edit:{person}"


def _read(stored: Any) -> tuple[Choice, Habit]:
    """What is stored of a person, or the beginning where nothing is, or something of another time."""
    if not isinstance(stored, dict) or stored.get("mode") not in MODES:
        return Choice(), Habit()
    model = stored.get("model")
    return Choice(stored["mode"], model if isinstance(model, str) else None), Habit.from_json(stored.get("habit"))
