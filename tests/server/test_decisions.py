"""The switch of the trained decisions and what the menu says of them."""

from tests.deciding.sound import write_folder
from tests.server.conftest import House


async def test_the_menu_tells_what_decides_and_an_administrator_switches_it(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    shelf = house.parts.decisions.shelf
    shelf.package = house.parts.settings.data / "package"
    write_folder(shelf.package / "decisions", {"open_canvas": {}}, version="7")
    write_folder(shelf.package / "broken", base_sha256="0" * 64, name="broken")
    shelf.folder.mkdir(exist_ok=True)
    shelf.registry.write_text("")  # as after any change
    shown = await owner.ok("GET", "/api/models")
    found = shown["decisions"]
    assert (found["on"], found["label"], found["behaviors"]) == (True, "decisions 7", ["open_canvas"])
    assert found["ready"] is False and found["latency_ms"] is None and "another base" in found["problems"][0]
    names = {model["id"]: model["name"] for model in shown["models"]}
    assert names["embedded"] == "SmolLM2 135M + decisions 7" and names["embedded-plain"] == "SmolLM2 135M (plain)"
    assert (await ben.ok("GET", "/api/models"))["decisions"]["problems"] == []
    assert await ben.status("PUT", "/api/models/decisions", {"on": False}) == 403
    assert await owner.status("PUT", "/api/models/decisions", {"on": "maybe"}) == 422
    chosen = await owner.ok("PUT", "/api/models/default", {"id": "embedded-plain"})
    assert chosen["default"] == "embedded-plain"
    off = await owner.ok("PUT", "/api/models/decisions", {"on": False})
    assert off["decisions"]["on"] is False and "embedded-plain" not in {model["id"] for model in off["models"]}
    assert house.parts.turns.model("embedded-plain").id == "embedded-plain", "a turn that had begun goes on"
