"""Which orders the rules are certain of, so that a trained adapter is not asked, and which they leave to it."""

import pytest

from gesso.agent.deciding.rules import rule_vote
from gesso.behaviors.behavior import Case, CaseInput
from gesso.lab.situation import scene_of


def vote(ask: str, document: str = "meeting.md", selection: str = "") -> tuple[str, str]:
    case = Case(
        id="outright-1", spec_id="E1", split="dev", target="chat",
        input=CaseInput(ask=ask, document=document, selection=selection),
    )  # fmt: skip
    found = rule_vote("edit_or_rewrite", scene_of(case))
    assert found is not None
    return found.labels[0], found.certainty


@pytest.mark.parametrize(
    ("ask", "label"),
    [
        ("add to the decisions: the office stays closed on 24 December", "insert"),
        ("could you add a paragraph about the budget?", "insert"),
        ("ergänze bei den Beschlüssen: das Büro bleibt zu", "insert"),
        ("añade a las decisiones: la oficina cierra", "insert"),
        ("thêm một phần về lịch sử", "insert"),
        ("增加一段介绍", "insert"),
        ("remove the second paragraph", "delete"),
        ("lösche den letzten Absatz", "delete"),
        ("any feedback?", "comment"),
        ("comment on the last paragraph", "comment"),
        ("fix the typos", "rewrite"),
        ("please correct all spelling and grammar mistakes", "rewrite"),
        ("korrigiere die Rechtschreibfehler", "rewrite"),
        ("corrige l'orthographe", "rewrite"),
        ("修改错别字", "rewrite"),
        ("translate it", "ask"),
        ("make the paragraph shorter", "ask"),
    ],
)
def test_what_is_said_outright_is_certain(ask: str, label: str) -> None:
    assert vote(ask) == (label, "certain")


@pytest.mark.parametrize(
    "ask",
    [
        "add some humour to it",
        "add a row for Vienna to the table",
        "put a comma after However in the second paragraph",
        "add a note on fees, then make everything more polite",
        "another one that finds duplicates",
        "fix the typos in the second paragraph",
        "fix the typos except in the quotes",
        "remove the word projector from the second paragraph",
        "remove the second paragraph and then shorten the rest",
        "comment on it, then fix the errors",
        "make it friendlier",
    ],
)
def test_what_may_mean_more_is_not(ask: str) -> None:
    assert vote(ask)[1] != "certain"


def test_code_and_selections_are_left_open() -> None:
    assert vote("add a null check to handleClick", "cart.ts.txt")[1] != "certain"
    assert vote("comment every line", "weather.py.txt")[1] != "certain"
    assert vote("fix the typos", "mail.md", "regards")[1] != "certain"
    assert vote("translate it", "mail.md", "regards")[1] != "certain"
