"""From stranger to account and back: addresses, passwords, sessions, invitations, keys."""

from .conftest import House


async def test_smoke(house: House) -> None:
    owner = await house.owner()
    print((await owner.ok("GET", "/api/session")))
    room, canvas = await house.room(owner)
    print(await owner.ok("GET", f"/api/rooms/{room}"))
    print(await owner.ok("GET", f"/api/canvases/{canvas}"))
    print(await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "hi", "wait_s": 10}))
    print((await owner.get(f"/api/canvases/{canvas}/export")).headers)
    ben = await house.member("Ben")
    print(await ben.status("GET", f"/api/rooms/{room}"))
