"""The guided path with the real embedded model. Needs its weights: set GESSO_MODELS to their folder."""

import os
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from gesso.agent.guided.prose import LoopGuard
from gesso.agent.guided.sentences import split_sentences
from gesso.model.download import Weights
from gesso.model.embedded import EmbeddedModel
from tests.guided.scenes import Scene, block_text, play, scene

pytestmark = pytest.mark.embedded


@pytest.fixture
async def model() -> AsyncGenerator[EmbeddedModel, None]:
    weights = Weights(Path(os.environ.get("GESSO_MODELS", Path.home() / ".local/share/gesso/models")))
    if not weights.ready:
        pytest.skip("the weights of the embedded model are not here; set GESSO_MODELS")
    model = EmbeddedModel(weights, threads=1)
    yield model
    await model.aclose()


def prose(text: str) -> str:
    return "\n\n".join(part for part in text.split("\n\n") if not part.startswith("#"))


async def test_the_blog_post_is_long_enough_and_does_not_loop(model: EmbeddedModel) -> None:
    played = await play(model, Scene("Write a blog post about the history of coffee beans"))
    ((name, args),) = played.calls
    text = str(args["text"])
    assert name == "open_canvas"
    assert args["title"] == "The History of Coffee Beans"
    assert text.startswith("# The History of Coffee Beans\n")
    assert 150 <= len(text.split()) <= 600
    assert text.rstrip().endswith((".", "!", "?"))
    sentences = split_sentences(prose(text))
    assert len({s.strip() for s in sentences}) == len(sentences)
    guard = LoopGuard()
    assert all(guard.admits(sentence) for sentence in sentences)


async def test_the_kitchen_question_stays_in_chat(model: EmbeddedModel) -> None:
    played = await play(model, Scene("help me cook something for dinner"))
    assert played.calls == []
    assert 5 <= len(played.text.split()) <= 200


async def test_in_chat_and_use_canvas_are_obeyed(model: EmbeddedModel) -> None:
    here = await play(model, Scene("write me a short poem about rain, in chat please"))
    assert here.calls == []
    assert here.text.strip()
    there = await play(model, Scene("use canvas: a short poem about rain"))
    assert [name for name, _ in there.calls] == ["open_canvas"]
    assert len(str(there.calls[0][1]["text"]).split()) > 10


async def test_a_selected_sentence_becomes_simpler(model: EmbeddedModel) -> None:
    chosen = "The windows were dark, and ivy covered half of the door."
    (edit,) = (await play(model, scene("simpler", "story.md", chosen))).edits
    assert edit["selection"] is True
    longest = max(len(s.split()) for s in split_sentences(str(edit["text"])))
    assert longest < len(chosen.split())
    assert "windows" in str(edit["text"]) and "door" in str(edit["text"])


async def test_the_second_paragraph_becomes_friendlier(model: EmbeddedModel) -> None:
    for document in ("coffee.md", "mail.md", "story.md"):
        seen = scene("make the second paragraph friendlier", document)
        (edit,) = (await play(model, seen)).edits
        assert seen.active is not None
        paragraphs = [b for b in seen.active.snapshot.blocks if b.kind == "paragraph"]
        assert block_text(seen, edit["block"]) == paragraphs[1].text
        assert edit["text"] != paragraphs[1].text


async def test_code_opens_as_code(model: EmbeddedModel) -> None:
    played = await play(model, Scene("write a python script that counts the words in a file"))
    ((name, args),) = played.calls
    assert (name, args["kind"], args["language"]) == ("open_canvas", "code", "python")
    assert "```" not in str(args["text"])
    compile(str(args["text"]), "program.py", "exec")
