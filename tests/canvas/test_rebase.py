"""Several people type at once: server and browsers reach one text, whatever is in flight."""

import random

from gesso.canvas.changes import Change
from gesso.canvas.rebase import rebase
from gesso.canvas.text import Text
from tests.canvas.cases import random_change, random_text


class Client:
    """A browser: rebases its unconfirmed changes over one received change at a time, as @codemirror/collab does."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.version = 0
        self.unconfirmed: list[Change] = []
        self.sent: tuple[int, list[Change]] | None = None

    def type(self, change: Change) -> None:
        self.text = self.text.apply(change)
        self.unconfirmed.append(change)

    def receive(self, change: Change, own: bool) -> None:
        self.version += 1
        if own:
            self.unconfirmed.pop(0)
            return
        rebased = []
        for mine in self.unconfirmed:
            rebased.append(mine.map(change))
            change = change.map(mine, before=True)
        self.unconfirmed = rebased
        self.text = self.text.apply(change)


class Server:
    def __init__(self, text: Text) -> None:
        self.text = text
        self.log: list[tuple[Change, int]] = []

    def store(self, number: int, client: Client) -> None:
        """The client's push arrives, made before whatever was logged since it was sent."""
        assert client.sent is not None
        version, pushed = client.sent
        for change in rebase(pushed, [row[0] for row in self.log[version:]]):
            self.text = self.text.apply(change)
            self.log.append((change, number))

    def deliver(self, number: int, client: Client) -> None:
        """The next change of the log reaches the client; once its own push is confirmed it may send again."""
        change, author = self.log[client.version]
        client.receive(change, author == number)
        if author == number and client.sent is not None:
            client.sent[1].pop()
            if not client.sent[1]:
                client.sent = None


def play(rng: random.Random) -> None:
    server = Server(Text.of(random_text(rng, 20)))
    clients = [Client(server.text) for _ in range(rng.randint(2, 4))]
    arrived: set[int] = set()
    steps = 80
    while steps > 0 or any(client.unconfirmed or client.version < len(server.log) for client in clients):
        steps -= 1
        number = rng.randrange(len(clients))
        client = clients[number]
        act = rng.random()
        if client.sent is None:
            arrived.discard(number)
        if act < 0.4 and steps > 0:
            client.type(random_change(rng, client.text, most=2))
        elif act < 0.6 and client.sent is None and client.unconfirmed:
            client.sent = client.version, list(client.unconfirmed)
        elif act < 0.75 and client.sent is not None and number not in arrived:
            server.store(number, client)
            arrived.add(number)
        elif client.version < len(server.log):
            server.deliver(number, client)
    for client in clients:
        assert client.text == server.text
        assert client.text.checksum == server.text.checksum


def test_random_sessions_converge() -> None:
    rng = random.Random(11)
    for _ in range(400):
        play(rng)


def test_a_push_made_before_several_changes_keeps_its_own_words_together() -> None:
    text = Text.of("one two")
    logged = [Change.of(7, [(3, 3, "!")]), Change.of(8, [(0, 0, "é😀 ")])]
    pushed = [Change.of(7, [(3, 3, " and")]), Change.of(11, [(7, 7, " a half")])]
    for change in [*logged, *rebase(pushed, logged)]:
        text = text.apply(change)
    assert str(text) == "é😀 one! and a half two"
