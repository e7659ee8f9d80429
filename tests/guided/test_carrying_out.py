"""Open comments carried out without a model: those that bring words, in one edit; the others are left and told."""

import json

import pytest

from gesso.agent.guided.carrying_out import CARRIES_OUT, carry_out
from gesso.agent.scene import CanvasScene, SceneNote
from gesso.canvas.snapshot import take_snapshot
from gesso.model.messages import CallChunk, TextChunk

TEXT = "One é fox. Two 😀 foxes. Three hens.\n"


def note(quote: str, replace: str | None, at: int = -1) -> SceneNote:
    start = TEXT.index(quote) if at < 0 else at
    return SceneNote(f"n_{start}", "Critic", start, start + len(quote), quote, "Better.", "clarity", "minor", replace)


def scene(*notes: SceneNote) -> CanvasScene:
    return CanvasScene("c", "document", "T", None, TEXT, take_snapshot(TEXT, 1, "document", None), notes=notes)


def test_comments_with_words_become_one_edit_and_overlaps_and_repeats_are_left() -> None:
    chunks = list(
        carry_out(
            scene(
                note("One é", "A"),
                note("Two 😀 foxes", "No fox"),
                note("😀 foxes", "x"),
                note("fox", "y"),
                note("hens", None),
            )
        )
    )
    args = json.loads("".join(c.args_delta for c in chunks if isinstance(c, CallChunk)))
    assert [(e["quote"], e["text"]) for e in args["edits"]] == [("One é", "A"), ("Two 😀 foxes", "No fox")]


@pytest.mark.parametrize(("notes", "said"), [((), "no open comments"), ((note("hens", None),), "None of the 1")])
def test_without_words_it_says_so(notes: tuple[SceneNote, ...], said: str) -> None:
    chunks = list(carry_out(scene(*notes)))
    assert not any(isinstance(c, CallChunk) for c in chunks)
    assert said in "".join(c.text for c in chunks if isinstance(c, TextChunk))


@pytest.mark.parametrize(
    ("ask", "meant"),
    [
        ("Carry out the open comments on this text.", True),
        ("apply all comments", True),
        ("please address Ben's feedback", True),
        ("add comments to the code", False),
        ("remove the comments", False),
    ],
)
def test_what_asks_for_it(ask: str, meant: bool) -> None:
    assert bool(CARRIES_OUT.search(ask)) == meant
