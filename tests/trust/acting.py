"""A house whose agent acts: a scripted model that sends letters, and a mail server of this machine that keeps them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gesso.model.scripted import Call, Rule, Say
from tests.notify.servers import Letters, mail_server
from tests.server.conftest import Client, House, open_house

BEN, MALLORY = "ben@example.org", "mallory@evil.example"
LETTER = {"to": [BEN], "subject": "The fox", "text": "It ran."}


def letter(to: str = BEN, **more: Any) -> dict[str, Any]:
    return {**LETTER, "to": [to], **more}


RULES = (
    Rule(tool="send_mail", steps=(Say(text="Told: {r1}"),), result="(.*)"),
    Rule(tool="share_page", steps=(Say(text="Told: {r1}"),), result="(.*)"),
    Rule(user=r"wrong address", steps=(Call(name="send_mail", args=letter("nobody")),)),
    Rule(user=r"[Ww]rite to mallory|as the page says", steps=(Call(name="send_mail", args=letter(MALLORY)),)),
    Rule(user=r"[Ww]rite to ben", steps=(Call(name="send_mail", args=letter()),)),
    Rule(user=r"make a link", steps=(Call(name="share_page", args={}),)),
    Rule(user="", steps=(Say(text="Fine."),)),
)


@dataclass
class Acting:
    house: House
    letters: Letters
    owner: Client
    room: str
    canvas: str

    async def say(self, text: str, *, wait_s: float = 0) -> str:
        """The turn that answers."""
        body = {"text": text, "wait_s": wait_s}
        return str((await self.owner.ok("POST", f"/api/rooms/{self.room}/messages", body))["turn"])

    async def asked(self, text: str) -> dict[str, Any]:
        """Say it, and what the agent then asks for."""
        turn = await self.say(text)
        async with asyncio.timeout(20):
            while True:
                waiting = await self.owner.ok("GET", "/api/approvals")
                if found := [each for each in waiting if each["turn"] == turn]:
                    return dict(found[0])
                assert (await self.turn(turn))["outcome"] is None, await self.turn(turn)
                await asyncio.sleep(0.01)

    async def settle(self, asked: dict[str, Any], state: str = "approved", **more: Any) -> dict[str, Any]:
        return dict(await self.owner.ok("POST", f"/api/approvals/{asked['id']}", {"state": state, **more}))

    async def turn(self, turn: str, wait_s: float = 0) -> dict[str, Any]:
        path = f"/api/rooms/{self.room}/turns/{turn}?wait_s={wait_s}"
        return dict(await self.owner.ok("GET", path))

    async def ended(self, turn: str) -> str:
        """What it said in the end."""
        found = await self.turn(turn, 20)
        assert found["outcome"] == "done", found
        return str(found["text"])

    async def audit(self) -> list[str]:
        """What the log says, oldest first."""
        rows = (await self.owner.ok("GET", "/api/audit"))["rows"]
        return [f"{row['what']} {row['verdict']}".strip() for row in reversed(rows)]


@asynccontextmanager
async def acting(tmp_path: Path, rules: tuple[Rule, ...] = RULES) -> AsyncIterator[Acting]:
    async with mail_server() as letters, open_house(tmp_path, rules=rules) as house:
        owner = await house.owner()
        mail = {"host": "127.0.0.1", "port": letters.port, "security": "none", "sender": "gesso@example.org"}
        await owner.ok("PUT", "/api/notify/server", {"mail": mail})
        room, canvas = await house.room(owner)
        yield Acting(house, letters, owner, room, canvas)
        await house.parts.turns.close()
