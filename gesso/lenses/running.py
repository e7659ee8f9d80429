"""Runs lenses over texts, and keeps what was found in each block, so that an edit costs one block and the joining.

Bounded: the blocks looked at longest ago are forgotten. Safe to use from several threads: a block is at worst looked
at twice.
"""

from collections import OrderedDict
from itertools import pairwise
from threading import Lock
from typing import Any

from gesso.base.errors import BadInput
from gesso.canvas.snapshot import Snapshot
from gesso.lenses.lens import Around, F, Lens, Proposal, Reading, Seen, Whole, block_hash, pieces_of
from gesso.lenses.value import Act, Datum, View

KEPT = 60_000  # blocks: several novels, each through several lenses


class Kept:
    """What was found in blocks, by their hash."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._found: OrderedDict[bytes, Any] = OrderedDict()
        self._lock = Lock()
        self.looked = 0  # blocks that had to be looked at

    def read(self, lens: Lens[F], snapshot: Snapshot, around: Around | None = None) -> Reading[F]:
        """What `lens` finds in the text. Takes seconds for a novel at first: call it on a thread."""
        seen: list[Seen[F]] = []
        for number, start, piece in pieces_of(snapshot):
            key = block_hash(lens, piece)
            with self._lock:
                there = key in self._found
                found: Any = self._found.get(key)
                if there:
                    self._found.move_to_end(key)
            if not there:
                found = lens.look(piece)
                with self._lock:
                    self.looked += 1
                    self._found[key] = found
                    if len(self._found) > self._most:
                        self._found.popitem(last=False)
            seen.append(Seen(number, start, piece, found))
        whole = Whole(snapshot, tuple(seen), around or Around())
        return Reading(whole, checked(lens, lens.gather(whole), snapshot.text))


def checked(lens: Lens[Any], view: View, text: str) -> View:
    """The view with its ids told apart, and every act told which datum it is of where its command asks for that.

    A datum whose words do not stand where it says, and an act that the lens does not know, are left out.
    """
    used: dict[str, int] = {}
    data: list[Datum] = []
    for datum in view.data:
        if any(not 0 <= a.start <= a.end or text[a.start : a.end] != a.quote for a in datum.anchors):
            continue
        count = used[datum.id] = used.get(datum.id, 0) + 1
        id = datum.id if count == 1 else f"{datum.id}-{count}"
        acts = tuple(told for act in datum.acts if (told := _told(lens, act, id)) is not None)
        data.append(datum.model_copy(update={"id": id, "acts": acts}))
    return view.model_copy(update={"data": tuple(data), "more": view.more + len(view.data) - len(data)})


def _told(lens: Lens[Any], act: Act, id: str) -> Act | None:
    command = lens.command(act.command)
    if command is None:
        return None
    args = {"datum": id, **act.args} if "datum" in command.params.model_fields else act.args
    return act.model_copy(update={"args": args})


def propose(lens: Lens[Any], reading: Reading[Any], name: str, args: dict[str, object]) -> Proposal:
    """What a command offers for the text as it was read. Raises BadInput, Conflicting."""
    command = lens.command(name)
    if command is None:
        known = ", ".join(each.name for each in lens.commands)
        raise BadInput(f"The lens {lens.name} has no command {name}. It has: {known}.")
    try:
        wanted = command.params.model_validate(args)
    except ValueError as error:
        first = str(error).splitlines()
        raise BadInput(f"{command.title}: {' '.join(first[1:3])[:200]}") from None
    proposal = command.propose(reading, wanted)
    ordered = sorted(proposal.edits, key=lambda each: (each.start, each.end))
    for before, after in pairwise(ordered):
        if after.start < before.end:
            raise BadInput(f"{command.title}: two of the changes overlap, so none was offered.")
    return proposal
