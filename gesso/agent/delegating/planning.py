"""Plans of the kinds of work that gesso knows, step by step, made of what it can already do. Pure.

Each step's words say how it is done (`ways.py`), so that a person who changes the words changes what happens.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gesso.agent.delegating.asking import MINUTES, Delegation, is_german
from gesso.agent.delegating.ways import (
    CHECK,
    CHECK_DE,
    COMPOSE,
    COMPOSE_DE,
    FIGURES,
    MATCH,
    RERUN,
    SIDE_BY_SIDE,
    SIDE_BY_SIDE_DE,
    WORK_OUT,
)

WRITES_FROM_MEMORY = (
    "The built-in model writes from memory, and knows little: read every statement before you use it, or choose a "
    "larger model."
)
NO_PLAN = (
    "The built-in model has plans for research with sources, comparisons, drafts section by section, reviews and "
    "clean-ups "
    "of a document. This is none of these: write the steps yourself, or choose a larger model to plan and do them."
)
NO_CODE = (
    "The built-in model writes no code: it works out what the paper's own sentences give, and runs the programs that "
    "come with it. A larger model also writes programs for the rest."
)
QUOTES_ONLY = "The built-in model quotes what pages say, word for word; it draws no conclusions of its own."
WRITES_FROM_MEMORY_DE = (
    "Das eingebaute Modell schreibt aus dem Gedächtnis und weiß wenig: lies jede Aussage, bevor du sie verwendest, "
    "oder wähle ein größeres Modell."
)
QUOTES_ONLY_DE = "Das eingebaute Modell zitiert Seiten wörtlich; eigene Schlüsse zieht es nicht."

PAPERS = ("pdf", "docx", "html", "markdown", "text", "epub")
OUTPUT = "Output of "
"""Begins the names of files that hold what a program printed."""


@dataclass(frozen=True)
class Planned:
    """`archive`: the attached file whose programs a step runs."""

    title: str
    steps: tuple[str, ...]
    budget: str
    cannot: tuple[str, ...] = ()
    archive: str = ""


def plan_of(asked: Delegation) -> Planned:
    """The plan for work that raises no question."""
    budget = render_budget(asked.minutes, asked.cost_usd)
    if asked.kind in ("research", "compare", "draft") and is_german(asked.ask):
        return _in_german(asked, budget.replace("minutes", "Minuten"))
    match asked.kind:
        case "research":
            about = asked.subject
            steps = [*(f"Search for {query}" for query in _queries(asked)), COMPOSE, CHECK]
            return Planned(f"An overview of {about}", tuple(steps), budget, (QUOTES_ONLY,))
        case "compare":
            steps = [*(f"Search for {thing}" for thing in asked.things), SIDE_BY_SIDE, CHECK]
            return Planned(f"{_joined(asked.things)} compared", tuple(steps), budget, (QUOTES_ONLY,))
        case "draft":
            names = asked.things or _usual(asked.ask)
            about = f" of “{_titled(asked)}”"
            steps = [*(f"Draft the section “{name}”{about if at == 0 else ''}" for at, name in enumerate(names)),
                     "Wait for your approval of the draft", "Check the draft and comment on what is wrong with "
                     "it"]  # fmt: skip
            return Planned(_titled(asked), tuple(steps), budget, (WRITES_FROM_MEMORY,))
        case "review":
            steps = [f"Review “{asked.subject}” and comment on what is wrong with it",
                     "Wait for your approval of the comments; dismiss those you do not want",
                     f"Carry out the open comments on “{asked.subject}”",
                     f"Review “{asked.subject}” again and comment on what is left"]  # fmt: skip
            return Planned(f"A review of “{asked.subject}”", tuple(steps), budget)
        case "clean":
            steps = [f"Correct the spelling and grammar of “{asked.subject}”",
                     f"Review “{asked.subject}” and comment on what is wrong with it"]  # fmt: skip
            return Planned(f"“{asked.subject}” cleaned up", tuple(steps), budget)
        case _:
            return Planned(_capital(asked.ask)[:80], (f"@me {_capital(asked.ask)}",), budget, (NO_PLAN,))


def _in_german(asked: Delegation, budget: str) -> Planned:
    """The same plans for who asks in German."""
    if asked.kind == "research":
        steps = [*(f"Suche nach {query}" for query in _queries(asked)), COMPOSE_DE, CHECK_DE]
        return Planned(f"Ein Überblick über {asked.subject}", tuple(steps), budget, (QUOTES_ONLY_DE,))
    if asked.kind == "compare":
        steps = [*(f"Suche nach {thing}" for thing in asked.things), SIDE_BY_SIDE_DE, CHECK_DE]
        return Planned(f"{_joined(asked.things, 'und')} im Vergleich", tuple(steps), budget, (QUOTES_ONLY_DE,))
    names = asked.things or ("Einleitung", "Hintergrund", "Die wichtigsten Punkte", "Schluss")
    about = f" von „{_titled(asked)}“"
    steps = [*(f"Entwirf den Abschnitt „{name}“{about if at == 0 else ''}" for at, name in enumerate(names)),
             "Warte auf meine Zustimmung zum Entwurf",
             "Prüfe den Entwurf und kommentiere, was falsch ist"]  # fmt: skip
    return Planned(_titled(asked), tuple(steps), budget, (WRITES_FROM_MEMORY_DE,))


def reproduction(asked: Delegation, files: Sequence[tuple[str, str]], *, capable: bool) -> Planned | None:
    """The plan for reproducing what an attached file states; None where there is none.

    `files`: names and kinds, the oldest first. `capable`: the model that works writes code.
    """
    known = [(name, kind) for name, kind in files if not name.startswith(OUTPUT)]
    named = [each for each in known if each[0].casefold() in asked.ask.casefold()]
    papers = [name for name, kind in named or known if kind in PAPERS]
    archives = [name for name, kind in known if kind == "archive"]
    if any(kind == "archive" for _, kind in named):
        archives = [name for name, kind in named if kind == "archive"]
        papers = papers or [name for name, kind in known if kind in PAPERS and len(named) > 1]
    if not papers and not archives:
        return None
    about = papers[-1] if papers else archives[-1]
    steps = [FIGURES.format(about)]
    steps += [RERUN.format(archives[-1])] if archives else []
    steps += [WORK_OUT.format(about)] if capable else []
    budget = render_budget(asked.minutes, asked.cost_usd)
    cannot = () if capable else (NO_CODE,)
    runs = archives[-1] if archives else ""
    return Planned(f"{about}, reproduced", (*steps, MATCH.format(about)), budget, cannot, runs)


def _queries(asked: Delegation) -> list[str]:
    """What to search for: the sides of it first, so that what a page says of one stands under it; the whole last."""
    about = asked.subject
    if re.search(r"\bmarkt", asked.ask, re.IGNORECASE):
        return [f"{about} {what}" for what in ("Markt", "Hersteller", "Preise", "Trends")] + [about]
    if re.search(r"\bmarket|\bcompetitor|\bindustry", asked.ask, re.IGNORECASE):
        return [f"{about} {what}" for what in ("market", "makers", "prices", "trends")] + [about]
    sides = ("Zahlen", "Probleme", "Ausblick") if is_german(asked.ask) else ("numbers", "problems", "outlook")
    return [*(f"{about} {what}" for what in sides), about]


def _usual(ask: str) -> tuple[str, ...]:
    low = ask.lower()
    if re.search(r"\b(?:proposal|pitch)\b", low):
        return ("The problem", "What we propose", "What it costs", "What happens next")
    if re.search(r"\b(?:guide|handbook|manual|tutorial|documentation|course)\b", low):
        return ("What this is for", "Before you begin", "Step by step", "When something goes wrong")
    if re.search(r"\b(?:story|novel|tale)\b", low):
        return ("Beginning", "Middle", "End")
    return ("Introduction", "Background", "The main points", "Conclusion")


def render_budget(minutes: float | None, cost_usd: float | None) -> str:
    words = [f"{(minutes or MINUTES):g} minutes"]
    return ", ".join([*words, *([f"${cost_usd:.2f}"] if cost_usd is not None else [])])


def _titled(asked: Delegation) -> str:
    """What is drafted, as a title: the order without its verb and its sections."""
    bare = re.sub(
        r"^(?:write|draft|compose|prepare|create|make|produce|put together|schreibe?|verfasse|entwirf|erstelle)\s+"
        r"(?:me |us |mir |uns )?(?:bitte )?",
        "",
        asked.ask,
        flags=re.I,
    )
    bare = re.sub(r"\s*,?\s*(?:section by section|(?:with|in) (?:the )?sections?\b.*)$", "", bare, flags=re.I)
    return _capital(bare.strip(" .,;"))[:80] or _capital(asked.subject)[:80]


def _joined(things: Sequence[str], and_: str = "and") -> str:
    return _capital(f"{', '.join(things[:-1])} {and_} {things[-1]}" if len(things) > 1 else "".join(things))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
