"""Undo of an agent's edit takes back that edit alone: every character is tagged with who wrote it and followed."""

import random
from dataclasses import dataclass

import pytest

from gesso.canvas.branch import Branch, LogRow, undo_of
from gesso.canvas.changes import BadChange, Change
from gesso.canvas.text import Text

FORK = [chr(code) for code in range(0x4E00, 0x4E00 + 60)]
PEOPLE = range(0x1F300, 0x1F300 + 700)
AGENTS = range(0xE000, 0xE000 + 1500)


@dataclass
class Pens:
    """Hands out characters that are never used twice: emoji (two units) for people, private ones for agents."""

    people: int = 0
    agents: int = 0

    def person(self, count: int) -> str:
        self.people += count
        return "".join(chr(PEOPLE[n]) for n in range(self.people - count, self.people))

    def agent(self, count: int) -> str:
        self.agents += count
        return "".join(chr(AGENTS[n]) for n in range(self.agents - count, self.agents))


def edit(rng: random.Random, text: Text, insert: str) -> Change:
    start = rng.randint(0, len(text))
    end = min(len(text), start + rng.choice([0, 0, 1, 3, 8]))
    return Change.of(text.units, [(text.to_units(start), text.to_units(end), insert)])


def is_person(letter: str) -> bool:
    return ord(letter) in PEOPLE


def is_agent(letter: str) -> bool:
    return ord(letter) in AGENTS


def play(rng: random.Random, pens: Pens) -> tuple[Branch, list[LogRow], set[str]]:
    """A history of one agent and some people; also the letters that people deleted."""
    fork = Text.of("".join(rng.sample(FORK, rng.randint(0, 20))))
    branch, rows, deleted = Branch(0, fork), list[LogRow](), set[str]()
    for _ in range(rng.randint(2, 14)):
        if rng.random() < 0.5:
            part = edit(rng, branch.own, pens.agent(rng.choice([0, 1, 3])))
            rows.append(LogRow(branch.push(part), "t1", part))
        else:
            before = branch.text
            change = edit(rng, before, pens.person(rng.choice([0, 1, 2])))
            branch.others(change)
            rows.append(LogRow(change))
            deleted |= set(str(before)) - set(str(before.apply(change)))
    return branch, rows, deleted


def expected_letters(rows: list[LogRow], fork: Text, deleted: set[str]) -> set[str]:
    """What has to be there after the undo: the fork and all people's letters, less what people deleted."""
    typed = {letter for row in rows if not row.turn for part in row.change.ranges() for letter in part.insert}
    return (set(str(fork)) | typed) - deleted


def in_order(letters: str, reference: str) -> bool:
    places = [reference.index(letter) for letter in letters if letter in reference]
    return places == sorted(places)


def test_undo_is_exact_in_3000_random_histories() -> None:
    rng = random.Random(21)
    for _ in range(3000):
        branch, rows, deleted = play(rng, Pens())
        now = str(branch.text)
        after = str(branch.text.apply(branch.undo()))
        assert len(after) == len(set(after))
        assert set(after) == expected_letters(rows, branch.fork, deleted)
        assert in_order(after, str(branch.fork))
        assert in_order("".join(filter(is_person, after)), "".join(filter(is_person, now)))
        assert branch.text == branch.fork.apply(branch.made).apply(branch.since)


def test_a_branch_rebuilt_from_the_log_is_the_same() -> None:
    rng = random.Random(22)
    for _ in range(500):
        branch, rows, _ = play(rng, Pens())
        again = Branch.rebuild(branch.fork, rows, "t1")
        assert (again.made, again.since, again.text) == (branch.made, branch.since, branch.text)
        assert again.undo() == branch.undo()


def test_undo_differs_from_the_plain_formula_only_in_what_people_deleted_too() -> None:
    rng = random.Random(23)
    for _ in range(500):
        branch, _, deleted = play(rng, Pens())
        formula = set(str(branch.text.apply(branch.made.invert(branch.fork).map(branch.since))))
        ours = set(str(branch.text.apply(branch.undo())))
        assert ours <= formula
        assert formula - ours <= deleted


def test_what_a_person_deleted_too_stays_deleted() -> None:
    branch = Branch(0, Text.of("abc"))
    branch.others(Change.of(3, [(1, 2, "")]))
    branch.push(Change.of(3, [(0, 3, "XYZ")]))
    assert str(branch.text) == "XYZ"
    assert str(branch.text.apply(branch.undo())) == "ac"


def test_words_typed_inside_an_agents_words_survive_its_undo() -> None:
    branch = Branch(0, Text.of("Dear all,\n"))
    branch.push(Change.of(10, [(10, 10, "We regret the delay.")]))
    branch.others(Change.of(branch.text.units, [(20, 20, "é😀 ")]))
    branch.push(Change.of(branch.own.units, [(branch.own.units, branch.own.units, " Sorry.")]))
    assert str(branch.text) == "Dear all,\nWe regret é😀 the delay. Sorry."
    assert str(branch.text.apply(branch.undo())) == "Dear all,\né😀 "


def two_turns(rng: random.Random) -> tuple[Text, list[LogRow], Text, Pens, set[str]]:
    """Two agents write at once while people type; then the second is undone and people type on."""
    pens = Pens()
    fork = Text.of("".join(rng.sample(FORK, rng.randint(0, 20))))
    branches = {"t1": Branch(0, fork), "t2": Branch(0, fork)}
    rows: list[LogRow] = []
    deleted: set[str] = set()
    text = fork
    steps = rng.randint(3, 12)
    for step in range(steps + 3):
        name = rng.choice(["t1", "t1" if step > steps else "t2", "", ""]) if step != steps else "undo"
        if name == "undo":
            row = LogRow(branches["t2"].undo(), "t2", None, "t2")
        elif name:
            part = edit(rng, branches[name].own, pens.agent(rng.choice([0, 1, 3])))
            row = LogRow(branches[name].push(part), name, part)
        else:
            row = LogRow(edit(rng, text, pens.person(rng.choice([0, 1, 2]))))
            deleted |= set(str(text)) - set(str(text.apply(row.change)))
        rows.append(row)
        text = text.apply(row.change)
        for other, branch in branches.items():
            if other != name or row.undoes:
                branch.others(row.change)
    return fork, rows, text, pens, deleted


def test_undo_is_exact_after_another_turn_was_undone() -> None:
    rng = random.Random(24)
    for _ in range(1500):
        fork, rows, text, _, deleted = two_turns(rng)
        branch = Branch.rebuild(fork, rows, "t1")
        assert branch.text == text
        after = str(text.apply(branch.undo()))
        assert not [letter for letter in after if is_agent(letter)]
        assert len(after) == len(set(after))
        assert set(after) == expected_letters(rows, fork, deleted)


def test_several_turns_are_undone_at_once_and_what_is_undone_stays_so() -> None:
    rng = random.Random(26)
    for _ in range(500):
        fork, rows, _, _, _ = two_turns(rng)
        rows = rows[: next(n for n, row in enumerate(rows) if row.undoes) + 1]
        text = fork
        for row in rows[:-1]:
            text = text.apply(row.change)
        assert not any(map(is_agent, str(text.apply(undo_of(fork, rows[:-1], {"t1", "t2"})))))
        undone = text.apply(rows[-1].change)
        assert undo_of(fork, rows, {"t2"}).empty
        assert not any(map(is_agent, str(undone.apply(undo_of(fork, rows, {"t1", "t2"})))))


def test_undoing_and_redoing_leads_back() -> None:
    rng = random.Random(25)
    for _ in range(200):
        branch, _, _ = play(rng, Pens())
        undo = Branch(1, branch.text)
        undone = branch.text.apply(undo.push(branch.undo()))
        assert undo.text == undone
        assert undone.apply(undo.undo()) == branch.text


def test_rebuilding_needs_the_change_on_the_agents_copy() -> None:
    with pytest.raises(BadChange):
        Branch.rebuild(Text.of("a"), [LogRow(Change.of(1, [(0, 0, "x")]), "t1")], "t1")
