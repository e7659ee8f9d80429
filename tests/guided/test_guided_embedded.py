"""The guided path with the real embedded model. Needs its weights: set GESSO_MODELS to their folder."""

import os
import re
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from gesso.agent.guided.prose import LoopGuard
from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.agent.guided.tone import informality
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


HARBOUR = """# The harbour museum

It was built in 1874 for the fishing fleet.

The museum is in the old salt store, and it has been open since 12 May 1998. Dogs may not be taken into Hall B. \
However, Mr Almeida will look after them at the desk. In summer there are 40 places in the courtyard, and \
visitors are advised to book them by telephone. The ferry from Porto does not run on Mondays.

- Adults: 6 euros
- The [map](https://example.org/map) is free.
"""


async def test_ordinary_prose_becomes_friendlier_in_several_sentences(model: EmbeddedModel) -> None:
    seen = scene("make the second paragraph friendlier", HARBOUR)
    (edit,) = (await play(model, seen)).edits
    before, after = block_text(seen, edit["block"]), str(edit["text"])
    assert before.startswith("The museum is in") and edit["op"] == "replace"
    old, new = split_sentences(before), split_sentences(after)
    assert len(old) == len(new)
    warmer = [informality(b) > informality(a) for a, b in zip(old, new, strict=True)]
    assert sum(warmer) >= 4, after
    assert informality(after) >= informality(before) + 8
    assert re.findall(r"\d+", after) == re.findall(r"\d+", before)
    for fact in ("Hall B", "Mr Almeida", "Porto", "May", "Mondays", "salt store", "courtyard", "ferry"):
        assert fact in after
    assert set(words_of(after)) & {"wonderful", "lovely", "tip", "picture", "nice", "closer"} == set()


async def test_a_passage_is_not_made_friendlier_by_words_in_front_of_it(model: EmbeddedModel) -> None:
    for document in ("coffee.md", "mail.md", "story.md"):
        seen = scene("make the second paragraph friendlier", document)
        (edit,) = (await play(model, seen)).edits
        assert seen.active is not None
        paragraphs = [b for b in seen.active.snapshot.blocks if b.kind == "paragraph"]
        before, after = paragraphs[1].text, str(edit["text"])
        assert block_text(seen, edit["block"]) == before
        assert len(split_sentences(after)) == len(split_sentences(before))
        assert informality(after) > informality(before)
        assert before[1:] not in after, "a phrase in front is not a friendlier voice"


async def test_code_opens_as_code(model: EmbeddedModel) -> None:
    played = await play(model, Scene("write a python script that counts the words in a file"))
    ((name, args),) = played.calls
    assert (name, args["kind"], args["language"]) == ("open_canvas", "code", "python")
    assert "```" not in str(args["text"])
    compile(str(args["text"]), "program.py", "exec")
