"""The questions word by word: adapters in the world were trained on exactly these, so they may not change."""

import pytest

from gesso.agent.deciding.form import CODE, DOCUMENT, canvas, form_of, form_of_all
from gesso.agent.deciding.question import LABELS, render_question
from gesso.agent.scene import Done, Scene
from gesso.model.messages import Message

ASK = "make   the second\npart shorter"
LISTED = (
    "A # On rivers\nB A river begins as rain, and nobody can … which drop first longest them cross dozen countries\n"
    "C - source\nD - delta\nE > Everything flows.\nF | river km Nile 6650\n"
)
CHAT = (Message("user", "hello"), Message("assistant", "Hello."), Message("user", "about my  aunt"))
DONE = (Done("add a list", "insert", ((129, 145),), just_now=True),)

FORMS = {
    "open_canvas": "05625ebb642887cca1dd640b4133f0d20b0cb435c004c52afe4b862d3929641f",
    "edit_or_rewrite": "4767000e09b693849fffe9ce9931e0ef820a0f5cd3ae5354ea2546dc7b529407",
    "choose_tool": "e80c796691fb721c3c1a9c61617738677a2dff8ba40d27a66bf1873a0f880a67",
    "ask_first": "dbff5533b88924d71f0698cba1fa9f540be2fbd25523fa2a80ecc44bead3eec3",
    "widget_or_app": "16588003219f0b1083cf71817bff7f856099f476f3e68721f520268c0b6d5650",
    "pick_passage": "96959aff10013630cec86eb46523d79ff564e7a01e12b30141eb760811f1a76a",
}


@pytest.mark.parametrize(
    ("behavior", "scene", "prompt"),
    [
        ("open_canvas", Scene(ASK), "open: make the second part shorter ["),
        ("open_canvas", Scene("go on", chat=CHAT), "before: about my aunt\nopen: go on ["),
        ("choose_tool", Scene("who won?"), "tool: who won? ["),
        ("ask_first", Scene("do it", chat=CHAT[:1]), "before: hello\nfirst: do it ["),
        ("widget_or_app", Scene("a timer"), "show: a timer ["),
        ("edit_or_rewrite", Scene(ASK), "do: make the second part shorter ["),
        ("edit_or_rewrite", Scene("x", active=canvas(CODE, "code", "python")), "code\ndo: x ["),
        ("edit_or_rewrite", Scene("x", active=canvas(DOCUMENT, selected=(13, 20))), "document, selected\ndo: x ["),
        (
            "edit_or_rewrite",
            Scene("x", active=canvas(DOCUMENT, done=DONE)),
            "document, did insert: add a list\ndo: x [",
        ),
        ("pick_passage", Scene(ASK, active=canvas(DOCUMENT)), f"{LISTED}where: make the second part shorter ["),
        (
            "pick_passage",
            Scene("x", active=canvas(DOCUMENT, selected=(13, 20), done=DONE)),
            f"{LISTED}selected: B\nchanged: C D\nwhere: x [",
        ),
        (
            "pick_passage",
            Scene("x", active=canvas(CODE, "code", "python")),
            "A ` def total(prices): return sum(prices)\nB print(total([1, 2]))\nwhere: x [",
        ),
    ],
)
def test_a_question_reads_as_it_was_trained_on(behavior: str, scene: Scene, prompt: str) -> None:
    assert render_question(behavior, scene).prompt == prompt


def test_its_answers_are_as_they_were_trained_on() -> None:
    assert render_question("open_canvas", Scene("x")).marks == (" document", " code", " chat")
    doing = render_question("edit_or_rewrite", Scene("x")).marks
    assert doing == (
        " edit", " insert", " delete", " rewrite", " rename", " new", " chat", " undo", " comment", " ask",
    )  # fmt: skip
    passages = render_question("pick_passage", Scene("x", active=canvas(DOCUMENT)))
    assert passages.marks == (" A", " B", " C", " D", " E", " F", " none")
    assert passages.labels == ("1", "2", "4", "5", "6", "7", "none") and passages.context == LISTED
    long = "\n\n".join(f"Paragraph {n}." for n in range(40))
    marks = render_question("pick_passage", Scene("x", active=canvas(long))).marks
    assert len(marks) == 41 and marks[25:27] == (" Z", " a")


def test_the_form_of_every_question_is_pinned() -> None:
    """A change here means: every adapter that was ever trained for this question is refused."""
    assert {name: form_of(name) for name in (*LABELS, "pick_passage")} == FORMS
    both = form_of_all(["pick_passage", "open_canvas"])
    assert both == form_of_all(("open_canvas", "pick_passage")) != form_of_all(["open_canvas"])
