"""The reward of a conversation: seven components, each in [0, 1] and logged, weighed into one number in [0, 1]. Pure.

| component | weight | what it is |
|---|---|---|
| goals | .35 | wishes that are met as the user likes it, and still are at the end |
| retained | .25 | of the words the agent wrote, what is left after the user's own changes; undone is 0 |
| minimality | .15 | passages no wish was about that were left alone |
| right_action | .10 | wishes whose first answer was of the right kind (edit, rewrite, open, chat, ask) |
| few_turns | .10 | turns needed over turns taken |
| asked | .05 | answers that asked when something was missing, and only then |

Minimality, few turns and asking count only as far as goals are met, or doing nothing would be paid. A pointer that
missed its words, or a change of the protected passage, even one that was taken back, makes it 0.
"""

from dataclasses import dataclass

from gesso.lab.environment.session import Exchange, Session
from gesso.lab.persona.wish import is_met

WEIGHTS = {"goals": 0.35, "retained": 0.25, "minimality": 0.15, "right_action": 0.10, "few_turns": 0.10, "asked": 0.05}
AS_FAR_AS_MET = ("minimality", "few_turns", "asked")


@dataclass(frozen=True)
class Score:
    """`forfeit` says why the total is 0 whatever the components are; empty when it is not."""

    total: float
    components: dict[str, float]
    forfeit: str = ""


def score(session: Session) -> Score:
    """The reward of a conversation that has been closed."""
    exchanges = session.exchanges
    goals = _goals(session)
    parts = {
        "goals": goals,
        "retained": _retained(session, goals),
        "minimality": _mean([1 - e.collateral for e in exchanges if e.seen.changed], 1.0),
        "right_action": _mean([float(e.reaction.right) for e in _firsts(exchanges)], 0.0),
        "few_turns": min(1.0, _turns_needed(session) / max(1, len(exchanges))),
        "asked": _mean([float(e.seen.asked == e.needed_question) for e in exchanges], 0.0),
    }
    counted = {name: part * goals if name in AS_FAR_AS_MET else part for name, part in parts.items()}
    forfeit = _forfeit(exchanges)
    total = 0.0 if forfeit else sum(WEIGHTS[name] * part for name, part in counted.items())
    return Score(round(min(1.0, total), 6), {name: round(part, 6) for name, part in counted.items()}, forfeit)


def _forfeit(exchanges: list[Exchange]) -> str:
    if any(e.missed for e in exchanges):
        return "a call pointed at words that are not there"
    return "the protected passage was changed" if any(e.harmed for e in exchanges) else ""


def _goals(session: Session) -> float:
    held = []
    for wish, met in zip(session.task.wishes, session.user.met, strict=True):
        lasting = wish.kind not in ("mention", "remove", "rename")
        held.append(met and (lasting or is_met(wish, "", session.final, "")))
    return sum(held) / len(held)


def _retained(session: Session, goals: float) -> float:
    """Turns that changed or opened something count alike; a conversation without need of text counts by its goals."""
    shares = []
    for e in session.exchanges:
        if e.seen.changed or e.seen.opened:
            undone = e.reaction.settle in ("undo", "close")
            shares.append(0.0 if undone else min(1.0, session.kept.get(e.turn, 1.0)))
    if shares:
        return sum(shares) / len(shares)
    wanted_text = any(w.needs_text for w in session.task.wishes)
    return 0.0 if wanted_text else goals


def _firsts(exchanges: list[Exchange]) -> list[Exchange]:
    """The first answer to each wish: one that comes after another wish, or after the begin."""
    return [e for at, e in enumerate(exchanges) if at == 0 or exchanges[at - 1].wish.told != e.wish.told]


def _turns_needed(session: Session) -> int:
    return len(session.task.wishes) + sum(wish.vague for wish in session.task.wishes)


def _mean(values: list[float], without: float) -> float:
    return sum(values) / len(values) if values else without
