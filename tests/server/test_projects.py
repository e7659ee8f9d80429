"""Projects: what agents in their rooms go by and find, whose files those are, and that deleting one keeps the rooms."""

from gesso.agent.look import take_scene
from gesso.agent.prompt import PARTS

from .conftest import Client, House

WORDS = "The bridge over the Aare was rebuilt in 1845 by Emil Gerber."


async def project_with_file(house: House, client: Client) -> str:
    made = await client.ok("POST", "/api/projects", {"name": "Bridges", "instructions": "Write dates as 7 May 1845."})
    headers = {"content-type": "application/octet-stream"}
    path = f"/api/rooms/{made['id']}/attached?name=bridge.md"
    file = (await client.post(path, content=WORDS.encode(), headers=headers)).json()["id"]
    await house.parts.shelf.settled([file], 60)
    return str(made["id"])


async def ask(house: House, client: Client, room: str, text: str) -> str:
    said = await client.ok("POST", f"/api/rooms/{room}/messages", {"text": text, "wait_s": 20})
    live = await house.parts.workspace.room(room)
    turn = live.state.turns[said["turn"]]
    calls = [call for step in turn.steps for call in step.calls]
    scene = await take_scene(house.parts.workspace, live, turn, "today")
    shown = "\n".join(part.render(scene) for part in PARTS)
    return shown + "\n" + "\n".join(call.result or "" for call in calls)


async def test_agents_in_its_rooms_get_the_instructions_and_find_its_files(house: House) -> None:
    owner = await house.owner()
    project = await project_with_file(house, owner)
    room, _ = await house.room(owner)
    outside = await ask(house, owner, room, "hello")
    assert "7 May 1845" not in outside and "bridge.md" not in outside
    await owner.ok("PUT", f"/api/rooms/{room}/project", {"project": project})
    inside = await ask(house, owner, room, "hello")
    assert "project “Bridges”" in inside and "Write dates as 7 May 1845." in inside and "bridge.md" in inside
    found = await house.parts.shelf.of_room(project)
    assert [stored.name for stored, _ in found] == ["bridge.md"]
    rooms = {each["id"]: each["project"] for each in await owner.ok("GET", "/api/rooms")}
    assert rooms[room] == project and project not in rooms
    seen = await owner.ok("GET", f"/api/projects/{project}")
    assert (seen["rooms"], seen["files"], seen["role"]) == ([room], 1, "owner")


async def test_changed_instructions_hold_at_once_and_a_room_can_be_moved_out(house: House) -> None:
    owner = await house.owner()
    project = await project_with_file(house, owner)
    room, _ = await house.room(owner)
    await owner.ok("PUT", f"/api/rooms/{room}/project", {"project": project})
    await owner.ok("PATCH", f"/api/projects/{project}", {"name": "Old bridges", "instructions": "Be brief."})
    told = await ask(house, owner, room, "hello")
    assert "project “Old bridges”" in told and "Be brief." in told and "7 May" not in told
    await owner.ok("PUT", f"/api/rooms/{room}/project", {"project": None})
    assert "Be brief." not in await ask(house, owner, room, "hello")


async def test_files_are_found_only_by_who_may_see_the_project(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    project = await project_with_file(house, owner)
    room, canvas = await house.room(owner, "The bridge was rebuilt in 1845 by Emil Gerber.\n")
    await owner.ok("PUT", f"/api/rooms/{room}/project", {"project": project})
    await owner.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": "edit"})
    assert "bridge.md" not in await ask(house, ben, room, "hello")
    assert "bridge.md" in await ask(house, owner, room, "hello")
    assert await ben.status("POST", f"/api/canvases/{canvas}/facts") == 422
    assert (await owner.ok("POST", f"/api/canvases/{canvas}/facts"))[0]["source"] == "bridge.md"
    assert await ben.status("GET", f"/api/projects/{project}") == 404
    assert await ben.ok("GET", "/api/projects") == []
    await owner.ok("PUT", f"/api/rooms/{project}/members/{ben.id}", {"role": "view"})
    assert "bridge.md" in await ask(house, ben, room, "hello")
    assert await ben.status("PATCH", f"/api/projects/{project}", {"instructions": "Mine."}) == 403
    own, _ = await house.room(ben)
    assert await ben.status("PUT", f"/api/rooms/{own}/project", {"project": project}) == 403
    assert await ben.status("PUT", f"/api/rooms/{room}/project", {"project": None}) == 403


async def test_a_deleted_project_leaves_its_rooms_and_can_be_taken_back(house: House) -> None:
    owner = await house.owner()
    project = await project_with_file(house, owner)
    room, _ = await house.room(owner)
    await owner.ok("PUT", f"/api/rooms/{room}/project", {"project": project})
    assert (await owner.ok("DELETE", f"/api/projects/{project}"))["deleted"]
    assert await owner.ok("GET", "/api/projects") == []
    after = await ask(house, owner, room, "hello")
    assert "7 May" not in after and "bridge.md" not in after
    assert [each["project"] for each in await owner.ok("GET", "/api/rooms")] == [None]
    await owner.ok("POST", f"/api/projects/{project}/restore")
    assert "7 May 1845" in await ask(house, owner, room, "hello")


async def test_a_conversation_is_no_project_and_a_project_goes_into_none(house: House) -> None:
    owner = await house.owner()
    project = await project_with_file(house, owner)
    room, _ = await house.room(owner)
    assert await owner.status("GET", f"/api/projects/{room}") == 404
    assert await owner.status("PUT", f"/api/rooms/{room}/project", {"project": room}) == 404
    assert await owner.status("PUT", f"/api/rooms/{project}/project", {"project": project}) == 422
