"""A change of a text: what is kept, deleted and inserted, in order, and how two such changes combine.

A `Change` counts in UTF-16 units and reads and writes exactly CodeMirror's ChangeSet JSON: a number keeps that many
units, `[n]` deletes n, `[n, "a", "b"]` replaces n units by the lines "a" and "b". It knows no text, so it can be
rebased without one; `invert` alone is given the text. Values are frozen and may be shared.

What the operations mean, for a text T:
- `T.apply(a).apply(b) == T.apply(a.compose(b))`
- `T.apply(a).apply(b.map(a)) == T.apply(b).apply(a.map(b, before=True))`
- `T.apply(a).apply(a.invert(T)) == T`
The results are the very same ones that `@codemirror/state` gives, boundaries between adjacent parts included (those
decide later ties), because server and browsers must agree on all of them. tests/canvas/oracle proves it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from gesso.canvas.text import BadChange, Text, clean, cut_units, is_clean, units_of

__all__ = ["BadChange", "Change", "Op", "Range", "Track"]

Op = tuple[int, int, str]
"""(units of old text, units inserted or -1 when the old text is kept, the inserted text)"""

Track = Literal["across", "before", "after"]
"""Which deletion loses a position: one on both sides of it, one of the unit before it, one of the unit after it."""

MAX_LENGTH = 2**31 - 1
_KEPT = -1


class Range(NamedTuple):
    """One changed stretch: units `from_a` to `to_a` of the old text became `from_b` to `to_b` of the new one."""

    from_a: int
    to_a: int
    from_b: int
    to_b: int
    insert: str


def _add(out: list[Op], length: int, units: int, text: str, join: bool = False) -> None:
    """Append a part, merging it with the last where they are of one kind, or always when `join` is set."""
    if length == 0 and units <= 0:
        return
    if out:
        last_length, last_units, last_text = out[-1]
        if units <= 0 and units == last_units:
            out[-1] = (last_length + length, units, "")
            return
        if join or (length == 0 and last_length == 0):
            out[-1] = (last_length + length, last_units + units, last_text + text)
            return
    out.append((length, units, text))


@dataclass(frozen=True, slots=True)
class Change:
    """An immutable change from a text of `length` units to one of `new_length`."""

    ops: tuple[Op, ...]

    @classmethod
    def identity(cls, length: int) -> "Change":
        """The change of a text of `length` units that changes nothing."""
        return cls(((length, _KEPT, ""),) if length else ())

    @classmethod
    def of(cls, length: int, edits: Iterable[tuple[int, int, str]]) -> "Change":
        """A change of a text of `length` units from edits `(from, to, insert)` in order that do not overlap.

        Inserted text is `clean`ed. Raises BadChange for edits out of order or outside the text.
        """
        out: list[Op] = []
        pos = 0
        for start, end, insert in edits:
            if not pos <= start <= end <= length:
                raise BadChange(f"expected edits in order inside 0 to {length}, got {start} to {end} after {pos}")
            if not is_clean(insert):
                insert = clean(insert)
            _add(out, start - pos, _KEPT, "")
            _add(out, end - start, units_of(insert), insert)
            pos = end
        _add(out, length - pos, _KEPT, "")
        return cls(tuple(out))

    @classmethod
    def from_json(cls, value: object) -> "Change":
        """The change that CodeMirror's ChangeSet JSON describes; BadChange for anything else, whatever it is.

        Inserted text is `clean`ed, unit for unit: a browser that sent a NUL notices by the checksum and loads again,
        where a refusal would leave it with a change it can never get rid of.
        """
        if not isinstance(value, list):
            raise BadChange(f"expected a change as a list, got {type(value).__name__}")
        out: list[Op] = []
        total = inserted = 0
        for part in value:
            length = part[0] if isinstance(part, list) and part else part
            if type(length) is not int or not 0 <= length <= MAX_LENGTH:
                raise BadChange("expected each part of a change to be a count of units or a list that starts with one")
            total += length
            if not isinstance(part, list):
                _add(out, length, _KEPT, "")
                continue
            lines = part[1:]
            for line in lines:
                if not isinstance(line, str) or "\n" in line:
                    raise BadChange("expected inserted text as strings of one line each")
            text = "\n".join(lines)
            if not is_clean(text):
                text = clean(text)
            units = units_of(text)
            inserted += units
            _add(out, length, units, text)
        if max(total, inserted) > MAX_LENGTH:
            raise BadChange(f"expected a text of at most {MAX_LENGTH} units")
        return cls(tuple(out))

    def to_json(self) -> list[int | list[int | str]]:
        """CodeMirror's ChangeSet JSON."""
        return [
            length if units < 0 else [length, *text.split("\n")] if units else [length]
            for length, units, text in self.ops
        ]

    @property
    def length(self) -> int:
        """Units of the text before."""
        return sum(op[0] for op in self.ops)

    @property
    def new_length(self) -> int:
        """Units of the text after."""
        return sum(op[0] if op[1] < 0 else op[1] for op in self.ops)

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return not self.ops or (len(self.ops) == 1 and self.ops[0][1] < 0)

    @property
    def inserted(self) -> int:
        """Units of new text."""
        return sum(op[1] for op in self.ops if op[1] > 0)

    @property
    def deleted(self) -> int:
        """Units of old text that are gone."""
        return sum(op[0] for op in self.ops if op[1] >= 0)

    def compose(self, other: "Change") -> "Change":
        """This change and then `other`, as one; `other` starts at the text this one ends at, else BadChange."""
        if self.new_length != other.length:
            raise BadChange(f"expected a change of a text of {self.new_length} units, got one for {other.length}")
        if self.empty:
            return other
        if other.empty:
            return self
        return Change(_composed(self.ops, other.ops))

    def map(self, other: "Change", before: bool = False) -> "Change":
        """This change, made on the same text as `other`, as a change of the text after `other`.

        Where both insert at one place, this one's words come after those of `other`, or before them when `before`.
        """
        if self.length != other.length:
            raise BadChange(f"expected changes of one text, got lengths {self.length} and {other.length}")
        if other.empty:
            return self
        return Change(_mapped(self.ops, other.ops, before))

    def invert(self, text: Text) -> "Change":
        """The change that leads back to `text`, the text this one was made on."""
        if self.length != text.units:
            raise BadChange(f"expected the text of {self.length} units this change was made on, got {text.units}")
        out: list[Op] = []
        pos = 0
        for length, units, _ in self.ops:
            out.append((length, _KEPT, "") if units < 0 else (units, length, text.slice_units(pos, pos + length)))
            pos += length
        return Change(tuple(out))

    def map_pos(self, pos: int, assoc: Literal[-1, 1] = -1) -> int:
        """Where unit `pos` is afterwards; text inserted right there goes after it (-1) or before it (1)."""
        found = self.map_pos_tracked(pos, assoc, None)
        assert found is not None
        return found

    def map_pos_tracked(self, pos: int, assoc: Literal[-1, 1], track: Track | None) -> int | None:
        """As `map_pos`, but None when the neighbourhood that `track` names was deleted."""
        old = new = 0
        for length, units, _ in self.ops:
            end = old + length
            if units < 0:
                if pos < end:
                    return new + pos - old
                new += length
            else:
                left, right = old < pos <= end, old <= pos < end
                if (
                    (track == "across" and left and right)
                    or (track == "before" and left)
                    or (track == "after" and right)
                ):
                    return None
                if pos < end or (pos == end and length == 0 and assoc < 0):
                    return new if pos == old or assoc < 0 else new + units
                new += units
            old = end
        if not 0 <= pos <= old:
            raise BadChange(f"expected a position from 0 to {old}, got {pos}")
        return new

    def ranges(self, individual: bool = False) -> Iterator[Range]:
        """The changed stretches in order; adjacent ones are joined unless `individual`."""
        a = b = 0
        start: tuple[int, int] | None = None
        texts: list[str] = []
        for length, units, text in self.ops:
            if start is not None and (units < 0 or individual):
                yield Range(start[0], a, start[1], b, "".join(texts))
                start, texts = None, []
            if units < 0:
                a, b = a + length, b + length
            else:
                start = start or (a, b)
                texts.append(text)
                a, b = a + length, b + units
        if start is not None:
            yield Range(start[0], a, start[1], b, "".join(texts))


def compose_all(changes: Sequence[Change], length: int) -> Change:
    """Changes made one after another, as one change of a text of `length` units."""
    whole = Change.identity(length)
    for change in changes:
        whole = whole.compose(change)
    return whole


def _composed(first: Sequence[Op], second: Sequence[Op]) -> tuple[Op, ...]:
    """Walk the text between the two changes: what `first` made of it, and what `second` does to it.

    `done_a` and `done_b` are the units of the middle text already used up of the current part of each. A part of
    `first` or `second` that is met in several pieces stays one part of the result: `open_` says one is under way.
    """
    i, done_b = _skip_composed(first, second)
    out = list(first[:i])
    j = done_a = 0
    open_ = False
    if second and second[0][0] == done_b and second[0][1] < 0:
        j, done_b = 1, 0
    while i < len(first) or j < len(second):
        if j == len(second) - 1 and second[j][1] < 0 and i < len(first) and not done_a and not open_:
            _add(out, *first[i])
            return (*out, *first[i + 1 :])
        if i < len(first) and first[i][1] == 0:
            _add(out, first[i][0], 0, "", open_)
            i += 1
            continue
        if j < len(second) and second[j][0] == 0:
            _add(out, 0, second[j][1], second[j][2], open_)
            j += 1
            continue
        len_a, units_a, text_a = first[i]
        len_b, units_b, text_b = second[j]
        middle = len_a if units_a < 0 else units_a
        step = min(middle - done_a, len_b - done_b)
        parts = len(out)
        fresh_b = units_b >= 0 and not done_b
        old = step if units_a < 0 else 0 if done_a else len_a
        if units_b >= 0:
            _add(out, old, units_b if fresh_b else 0, text_b if fresh_b else "", open_)
        elif units_a < 0:
            _add(out, old, _KEPT, "", open_)
        else:
            _add(out, old, step, cut_units(text_a, done_a, done_a + step, units_a), open_)
        more_a = units_a >= 0 and middle - done_a > step
        more_b = units_b >= 0 and len_b - done_b > step
        open_ = (more_a or more_b) and (open_ or len(out) > parts)
        done_a += step
        done_b += step
        if done_a == middle:
            i, done_a = i + 1, 0
        if done_b == len_b:
            j, done_b = j + 1, 0
    return tuple(out)


def _skip_composed(first: Sequence[Op], second: Sequence[Op]) -> tuple[int, int]:
    """How many parts of `first` lie before the first edit of `second`, and how many middle units they are."""
    kept = second[0][0] if second and second[0][1] < 0 else 0
    at = index = 0
    for length, units, _ in first:
        end = at + (length if units < 0 else units)
        if end > kept:
            break
        at = end
        index += 1
    return index, at


def _skip_mapped(long: Sequence[Op], kept: int) -> tuple[int, int, int]:
    """How many parts of `long` lie in the first `kept` units, and how many old and new units they are."""
    old = new = index = 0
    for length, units, _ in long:
        if old >= kept or old + length > kept:
            break
        old += length
        new += length if units < 0 else units
        index += 1
    return index, old, new


def _new_length(ops: Sequence[Op]) -> int:
    return sum(op[0] if op[1] < 0 else op[1] for op in ops)


def _start_mapped(mine: Sequence[Op], theirs: Sequence[Op]) -> tuple[list[Op], int, int, int, int]:
    """The result up to the first edit of one of the two, then for each the current part and what is left of it."""
    out: list[Op] = []
    i = j = 0
    left = mine[0][0] if mine else 0
    their_left = theirs[0][0] if theirs else 0
    if mine and theirs and theirs[0][1] < 0 and theirs[0][0] > left:
        i, old, _ = _skip_mapped(mine, their_left)
        out = list(mine[:i])
        j, their_left = (0, their_left - old) if old < their_left else (1, theirs[1][0] if len(theirs) > 1 else 0)
        left = mine[i][0] if i < len(mine) else 0
    elif mine and theirs and mine[0][1] < 0:
        j, old, new = _skip_mapped(theirs, left)
        _add(out, new, _KEPT, "")
        i, left = (0, left - old) if old < left else (1, mine[1][0] if len(mine) > 1 else 0)
        their_left = theirs[j][0] if j < len(theirs) else 0
    return out, i, left, j, their_left


def _mapped(mine: Sequence[Op], theirs: Sequence[Op], before: bool) -> tuple[Op, ...]:
    """Walk the text both changes were made on. See `Change.map`.

    Two changed stretches that meet are ordered by start, then by deleted length, then by `before`. Of a stretch of
    mine that theirs cuts into, the insertion is placed once: after theirs when theirs covers its end.
    """
    out, i, left, j, their_left = _start_mapped(mine, theirs)
    whole, placed = True, False
    while i < len(mine) or j < len(theirs):
        _, units, text = mine[i] if i < len(mine) else (0, _KEPT, "")
        _, their_units, _ = theirs[j] if j < len(theirs) else (0, _KEPT, "")
        if units < 0 and i == len(mine) - 1 and j < len(theirs):
            current = their_left if their_units < 0 else their_units
            _add(out, current + _new_length(theirs[j + 1 :]), _KEPT, "")
            break
        if their_units < 0 and j == len(theirs) - 1 and i < len(mine) and left == mine[i][0] and not placed:
            _add(out, *mine[i])
            return (*out, *mine[i + 1 :])
        if units < 0 and their_units < 0:
            step = min(left, their_left)
            _add(out, step, _KEPT, "")
            left -= step
            their_left -= step
            if not their_left:
                j += 1
                their_left = theirs[j][0] if j < len(theirs) else 0
        elif their_units >= 0 and (
            units < 0 or placed or (whole and (their_left < left or (their_left == left and not before)))
        ):
            _add(out, their_units, _KEPT, "")
            while their_left:
                if units >= 0 and not placed and left <= their_left:
                    _add(out, 0, units, text)
                    placed = True
                step = min(left, their_left)
                their_left -= step
                left -= step
                whole = whole and not step
                if not left:
                    i += 1
                    left, units, text = mine[i] if i < len(mine) else (0, _KEPT, "")
                    whole, placed = True, False
            j += 1
            their_left = theirs[j][0] if j < len(theirs) else 0
            continue
        else:
            kept = 0
            while left:
                if their_units < 0:
                    step = min(left, their_left)
                    kept += step
                elif their_units == 0 and their_left < left:
                    step = their_left
                else:
                    break
                left -= step
                their_left -= step
                whole = False
                if not their_left:
                    j += 1
                    their_left, their_units = theirs[j][:2] if j < len(theirs) else (0, _KEPT)
            _add(out, kept, 0 if placed else units, "" if placed else text)
            placed = True
        if not left:
            i += 1
            left = mine[i][0] if i < len(mine) else 0
            whole, placed = True, False
    return tuple(out)
