"""Several agents on one canvas by turns: "let the critic and the editor work on it, at most three rounds".

What comes next is a function of the room's log alone (`next_step`), so work that a restart cut off goes on where it
was, and cannot run away: a round is one turn of each agent in the order given, rounds and tokens are bounded, an editor
who changes nothing ends it, and so does whoever stops any of its turns. Agents never start one another in any other
way. The sentence is understood by a small grammar (`parse_rounds`), the same for every model.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gesso.agent.agents import AGENTS, CRITIC, EDITOR, Agent, agent_of, agents_here
from gesso.base.late import late
from gesso.room import wire
from gesso.room.state import Note, RoomState, Rounds

MOST_ROUNDS = 10
DEFAULT_ROUNDS = 3
MOST_TOKENS = 300_000  # over all turns of one piece of work
RANK: dict[wire.Severity, int] = {"major": 2, "minor": 1, "nit": 0}
LOOK = "Review this text and comment on what is wrong with it."
CARRY_OUT = "Carry out the open comments on this text."

_WORK = late(
    r"\b(?:let|have|ask|get)\b.{0,120}\b(?:work|go over|improve|revise|iterate|polish|take turns|loop)\b|"
    r"\b(?:at most|up to|max(?:imum)?(?: of)?|no more than|for)\s+\w+\s+rounds?\b|\brounds? of (?:review|critique)\b",
    re.IGNORECASE | re.DOTALL,
)
_MOST = late(
    r"\b(?:at most|up to|max(?:imum)?(?: of)?|no more than|for|in)?\s*"
    r"(\d+|one|two|three|four|five|six|seven|eight|nine|ten)\s+rounds?\b",
    re.IGNORECASE,
)
_ABOVE = late(r"\b(?:above|over|beyond|worse than|bigger than)\s+(?:a\s+)?(minor|nit|nitpick|small|major)s?\b", re.I)
_NOTHING = late(r"\bno (?:more |further |open )?(?:comments?|remarks?|objections?|issues?)\b|\bnothing left\b", re.I)
_NO_MAJOR = late(r"\bno (?:more |further )?(?:major|serious|big) (?:comments?|remarks?|issues?)\b", re.I)
_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@dataclass(frozen=True)
class RoundsAsk:
    """Who works, until the first has no open comment above `until`, for at most `most` rounds."""

    agents: tuple[Agent, ...]
    until: wire.Severity
    most: int
    task: str = ""


@dataclass(frozen=True)
class Take:
    """`agent` takes the next turn, round `number` (from 1), with `task`."""

    agent: str
    number: int
    task: str


def parse_rounds(text: str, room: RoomState) -> RoundsAsk | None:
    """What a message asks several agents to do by turns; None when it asks for something else."""
    known = list(dict.fromkeys([*agents_here(room)[1:], *AGENTS[1:]]))
    places = [(at.start(), agent) for agent in known if (at := _name(agent).search(text))]
    named = [agent for _, agent in sorted(places, key=lambda place: place[0])]
    if len(named) < 2 or not _WORK.search(text):
        return None
    named.sort(key=lambda agent: agent.trust != "suggest")  # who comments comes first
    most = DEFAULT_ROUNDS
    if found := _MOST.search(text):
        word = found.group(1).lower()
        most = int(word) if word.isdigit() else _NUMBERS.index(word) + 1
    until: wire.Severity = "minor"
    if above := _ABOVE.search(text):
        until = {"minor": "minor", "small": "minor", "major": "major"}.get(above.group(1).lower(), "nit")  # type: ignore[assignment]  # the three are severities
    elif _NOTHING.search(text) and not _NO_MAJOR.search(text):
        until = "nit"
    return RoundsAsk(tuple(named), until, max(1, min(MOST_ROUNDS, most)))


def render_ask(ask: RoundsAsk) -> str:
    """The sentence that asks for it, as a person would say it; `parse_rounds` reads it back where it has no task."""
    named = [agent.name.lower() if agent in AGENTS else agent.name for agent in ask.agents]
    who = f"{', '.join(f'the {name}' for name in named[:-1])} and the {named[-1]}"
    until = "no comment left" if ask.until == "nit" else f"no comment above {ask.until}"
    rounds = f"{_NUMBERS[ask.most - 1]} round{'s' if ask.most != 1 else ''}"
    words = f"Let {who} work on it until the {named[0]} has {until}, at most {rounds}."
    return f"{words} {ask.task}".strip()


def next_step(room: RoomState, rounds: Rounds) -> Take | wire.RoundsEnded:
    """Who takes the next turn, or how it ended. All turns so far have ended."""
    started, turns = rounds.started, [room.turns[turn] for turn in rounds.turns]
    count, agents = len(turns), started.agents
    done = count // len(agents)
    open_notes = left(room, rounds)

    def end(outcome: wire.RoundsOutcome, why: str) -> wire.RoundsEnded:
        return wire.RoundsEnded(rounds=started.rounds, outcome=outcome, done=done, left=len(open_notes), why=why)

    if turns and turns[-1].outcome == "stopped":
        return end("stopped", "It was stopped.")
    if turns and turns[-1].outcome == "failed":
        problem = turns[-1].problem
        return end("failed", problem.message if problem else "A turn failed.")
    if sum(turn.usage.input_tokens + turn.usage.output_tokens for turn in turns) > MOST_TOKENS:
        return end("budget", f"It used more than {MOST_TOKENS:,} tokens.")
    looked = count % len(agents) == 1  # the first of the agents has just had its turn
    if looked and not open_notes:
        return end("done", f"{_called(room, agents[0])} has no comment above {started.until} left.")
    if looked and done >= started.most:
        return end("limit", f"After {_rounds(done)} {_comments(len(open_notes))} above {started.until} still open.")
    if count and count % len(agents) == 0 and not _acted(room, [turn.id for turn in turns[-len(agents) :][1:]]):
        return end("stuck", f"{_called(room, agents[-1])} changed nothing, so another round would not help.")
    agent = agents[count % len(agents)]
    task = LOOK if agent == agents[0] else CARRY_OUT
    return Take(agent, done + 1, f"{task} {started.task}".strip())


def left(room: RoomState, rounds: Rounds) -> list[Note]:
    """Open comments of the first agent, made in this work, above what is tolerated."""
    started = rounds.started
    return [
        note
        for note in room.notes.values()
        if note.canvas == started.canvas
        and note.by == started.agents[0]
        and note.turn in rounds.turns
        and note.state == "open"
        and RANK[note.severity or "minor"] > RANK[started.until]
    ]


def _acted(room: RoomState, turns: Sequence[str]) -> bool:
    """Whether any of the turns changed, suggested, answered or settled something."""
    edits = any(edit.turn in turns for edit in room.edits)
    suggested = any(made.turn in turns for made in room.suggestions.values())
    answered = any(reply.turn in turns for note in room.notes.values() for reply in note.replies)
    return edits or suggested or answered


def _name(agent: Agent) -> re.Pattern[str]:
    words = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", agent.name)))
    return re.compile(rf"(?<!\w)@?(?:the )?{words}(?!\w)", re.IGNORECASE)


def _called(room: RoomState, agent: str) -> str:
    return (
        f"The {agent_of(room, agent).name.lower()}" if agent in (CRITIC.id, EDITOR.id) else agent_of(room, agent).name
    )


def _rounds(count: int) -> str:
    return f"{count} round{'s' if count != 1 else ''}"


def _comments(count: int) -> str:
    return f"{count} comment{'s' if count != 1 else ''} {'are' if count != 1 else 'is'}"
