"""Continuing a text with a server elsewhere: what is sent, both forms of reply, and every way it can fail."""

import json
from typing import Any

import httpx
import pytest

from gesso.model.catalogue import Catalogue
from gesso.model.completion import Gap, Piece, Until
from gesso.model.connections import Connection
from gesso.model.download import Weights
from gesso.model.embedded import EmbeddedModel
from gesso.model.messages import ModelError
from gesso.model.remote_completion import RemoteCompleter

HERE = Connection(id="c", provider="vllm", base_url="http://127.0.0.1:9/v1", key="sekret", models=("m",))  # type: ignore[arg-type]  # plain names are taken
UNTIL = Until(r"[.!?](?=\s)|\n", 8, -5.0, 0.3)


class Server:
    """Answers by turns, and keeps what it was asked."""

    def __init__(self, *replies: tuple[int, Any]) -> None:
        self.replies = list(replies)
        self.asked: list[tuple[str, str | None, dict[str, Any]]] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((str(request.url), request.headers.get("authorization"), json.loads(request.content)))
        status, body = self.replies.pop(0)
        return httpx.Response(status, content=body if isinstance(body, bytes) else json.dumps(body).encode())

    def completer(self) -> RemoteCompleter:
        client = httpx.AsyncClient(transport=httpx.MockTransport(self.answer))
        return RemoteCompleter(HERE, "m", id="c/m", client=client)


def choice(text: str, logprobs: Any = None) -> dict[str, Any]:
    return {"choices": [{"text": text, "logprobs": logprobs}]}


async def test_both_forms_of_likelihood_are_read() -> None:
    old = choice(" brown fox", {"tokens": [" brown", " fox"], "token_logprobs": [-0.5, None]})
    new = choice("é. More", {"content": [{"token": "é.", "logprob": -0.1}, {"token": " More", "logprob": -1}]})
    server = Server((200, old), (200, new), (200, choice(" 😀")))
    model = server.completer()
    assert await model.complete(Gap("The quick"), UNTIL) == [Piece(" brown", -0.5), Piece(" fox", None)]
    assert await model.complete(Gap("caf"), UNTIL) == [Piece("é.", -0.1)]
    assert await model.complete(Gap("So"), UNTIL) == [Piece(" 😀", None)]
    url, key, body = server.asked[0]
    assert url == "http://127.0.0.1:9/v1/completions" and key == "Bearer sekret"
    assert body["prompt"] == "The quick" and body["model"] == "m" and "suffix" not in body


async def test_what_follows_is_sent_until_the_server_refuses_it() -> None:
    server = Server(
        (200, choice("a")), (400, {"error": "suffix is not supported"}), (200, choice("b")), (200, choice("c"))
    )
    model = server.completer()
    gap = Gap("before ", after="after")
    assert [(await model.complete(gap, UNTIL))[0].text for _ in range(3)] == ["a", "b", "c"]
    assert [body.get("suffix") for _, _, body in server.asked] == ["after", "after", None, None]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {}, "auth"),
        (404, {}, "missing"),
        (429, {}, "rate"),
        (500, {}, "unavailable"),
        (200, b"<html>", "bad_reply"),
        (200, {"choices": []}, "bad_reply"),
        (200, {"choices": [{"text": None}]}, "bad_reply"),
        (200, {"choices": [{"text": "a", "logprobs": {"content": [{}]}}]}, "bad_reply"),
        (200, b"x" * 300_000, "bad_reply"),
    ],
)
async def test_every_failure_is_an_error_in_words(status: int, body: Any, kind: str) -> None:
    with pytest.raises(ModelError) as wrong:
        await Server((status, body)).completer().complete(Gap("x"), UNTIL)
    assert wrong.value.kind == kind and "sekret" not in wrong.value.message


async def test_the_catalogue_knows_who_continues_text(tmp_path: Any) -> None:
    other = Connection(id="a", provider="anthropic", key="k", models=("claude",))  # type: ignore[arg-type]  # as above
    catalogue = Catalogue(EmbeddedModel(Weights(tmp_path)), connections=[HERE, other])
    found = catalogue.completer("c/m")
    assert found is not None and found.local and catalogue.completer("c/m") is found
    assert catalogue.completer("a/claude") is None and catalogue.completer("c/gone") is None
    assert catalogue.completer() is catalogue.embedded and not catalogue.embedded.ready
    changed = HERE.model_copy(update={"key": "new"})
    catalogue.set_connections([changed])
    assert catalogue.completer("c/m") is not found
    await catalogue.aclose()
