"""Apps over the API: opened, set, kept, metered, published, remixed and shared; and who may not."""

import json
from pathlib import Path

from gesso.model.scripted import Call, Rule, Say

from .conftest import Client, House, open_house

TSX = "export const parameters = {\n  pace: 3, // Pace | 1..9\n};\nexport default () => <b>hi</b>;\n"


async def app_of(owner: Client) -> tuple[str, str]:
    room = (await owner.ok("POST", "/api/rooms", {"title": "Apps"}))["id"]
    body = {"kind": "code", "language": "tsx", "title": "Mine", "text": TSX}
    return room, (await owner.ok("POST", f"/api/rooms/{room}/canvases", body))["id"]


async def test_a_ready_made_app_opens_as_a_page_with_the_parameters_asked_for(house: House) -> None:
    owner = await house.owner()
    shelf = await owner.ok("GET", "/api/apps")
    assert {"solar_system", "plotter"} <= {each["id"] for each in shelf if each["ready"]}
    opened = await owner.ok("POST", "/api/apps/plotter/open", {"parameters": {"formulas": "x^2", "from": -2}})
    app = await owner.ok("GET", f"/api/canvases/{opened['canvas']}/app")
    values = {each["name"]: each["value"] for each in app["parameters"]}
    assert (values["formulas"], values["from"], app["language"], app["title"]) == ("x^2", -2, "tsx", "Function plotter")
    source = await owner.ok("GET", "/api/apps/plotter")
    assert source["text"].count("\n") == app["text"].count("\n")
    assert await owner.status("POST", "/api/apps/nothing/open", {}) == 404
    assert await owner.status("POST", "/api/apps/plotter/open", {"parameters": {"to": 5000}}) == 422


async def test_a_parameter_is_set_in_the_source(house: House) -> None:
    owner = await house.owner()
    _, canvas = await app_of(owner)
    app = await owner.ok("PUT", f"/api/canvases/{canvas}/app/parameters", {"values": {"pace": 5}})
    assert app["text"] == TSX.replace("pace: 3", "pace: 5") and app["version"] == 2
    assert await owner.status("PUT", f"/api/canvases/{canvas}/app/parameters", {"values": {"pace": 50}}) == 422
    member = await house.member("Ben")
    assert await member.status("PUT", f"/api/canvases/{canvas}/app/parameters", {"values": {"pace": 5}}) == 404


async def test_a_page_that_is_no_app_is_refused(house: House) -> None:
    owner = await house.owner()
    _, document = await house.room(owner)
    answer = await owner.request("GET", f"/api/canvases/{document}/app")
    assert answer.status_code == 422 and "TSX or HTML" in answer.text


async def test_what_an_app_keeps_is_json_up_to_a_megabyte(house: House) -> None:
    owner = await house.owner()
    _, canvas = await app_of(owner)
    path = f"/api/canvases/{canvas}/app/kept"
    assert await owner.status("PUT", path, {"key": "best", "value": '{"score": 3}'}) == 204
    assert (await owner.ok("GET", path))["values"] == {"best": '{"score": 3}'}
    assert await owner.status("PUT", path, {"key": "odd", "value": "{"}) == 422
    big = json.dumps("x" * 600_000)
    assert await owner.status("PUT", path, {"key": "big", "value": big}) == 204
    assert await owner.status("PUT", path, {"key": "bigger", "value": big}) == 413
    assert await owner.status("PUT", path, {"key": "big", "value": big}) == 204  # instead of itself
    assert await owner.status("PUT", path, {"key": "big", "value": None}) == 204
    assert await owner.status("DELETE", path) == 204
    assert (await owner.ok("GET", path))["values"] == {}


async def test_a_model_answers_within_the_budget_of_the_app(house: House) -> None:
    owner = await house.owner()
    _, canvas = await app_of(owner)
    app = f"/api/canvases/{canvas}/app"
    said = await owner.ok("POST", f"{app}/complete", {"prompt": "hi", "max_tokens": 20})
    assert said["text"] and said["left_tokens"] < 20_000
    await owner.ok("PUT", f"{app}/budget", {"tokens": 30})
    refused = await owner.request("POST", f"{app}/complete", json={"prompt": "hi", "max_tokens": 500})
    assert refused.status_code == 429 and "30 tokens a day" in refused.text
    view = await owner.ok("GET", app)
    assert view["budget_tokens"] == 30 and 0 < view["spent_tokens"] < 30


async def test_a_published_app_is_opened_and_remixed_by_others_and_taken_down(house: House) -> None:
    owner, member = await house.owner(), await house.member("Ben")
    _, canvas = await app_of(owner)
    view = await owner.ok("PUT", f"/api/canvases/{canvas}/app/publish", {"description": "Says hi"})
    found = next(each for each in await member.ok("GET", "/api/apps") if not each["ready"])
    assert (found["title"], found["description"], found["mine"]) == ("Mine", "Says hi", False)
    await owner.ok("PUT", f"/api/canvases/{canvas}/app/parameters", {"values": {"pace": 7}})
    assert (await owner.ok("GET", f"/api/canvases/{canvas}/app"))["changed_since"]
    opened = await member.ok("POST", f"/api/apps/{found['id']}/open", {})
    assert (await member.ok("GET", f"/api/canvases/{opened['canvas']}"))["text"] == TSX  # as it was published
    remix = await member.ok("POST", f"/api/canvases/{opened['canvas']}/app/remix", {"room": opened["room"]})
    assert (await member.ok("GET", f"/api/canvases/{remix['canvas']}"))["title"] == "Mine (remix)"
    assert await member.status("POST", f"/api/canvases/{canvas}/app/remix", {}) == 404
    assert await member.status("DELETE", f"/api/apps/{view['published']}") == 403
    assert await owner.status("DELETE", f"/api/apps/{view['published']}") == 204
    assert all(each["ready"] for each in await member.ok("GET", "/api/apps"))


async def test_a_shared_app_shows_its_source_and_nothing_it_keeps(house: House) -> None:
    owner = await house.owner()
    room, canvas = await app_of(owner)
    await owner.status("PUT", f"/api/canvases/{canvas}/app/kept", {"key": "secret", "value": '"mine"'})
    share = await owner.ok("POST", f"/api/rooms/{room}/shares", {"canvas": canvas})
    code = share["path"].removeprefix("/s/")
    stranger = house.client()
    shown = await stranger.ok("GET", f"/api/shared/{code}/canvases/{canvas}")
    assert shown["text"] == TSX and shown["language"] == "tsx" and "secret" not in json.dumps(shown)
    assert await stranger.status("GET", f"/api/canvases/{canvas}/app/kept") == 401
    await owner.status("DELETE", f"/api/shares/{share['id']}")
    assert await stranger.status("GET", f"/api/shared/{code}/canvases/{canvas}") == 404


async def test_an_agent_opens_a_ready_made_app(tmp_path: Path) -> None:
    args = {"name": "solar_system", "parameters": {"follow": "mars"}, "title": "Mars"}
    rules = (Rule(user="solar", steps=(Call(name="open_app", args=args), Say(text="There it is."))),)
    async with open_house(tmp_path, rules=rules) as house:
        owner = await house.owner()
        room = (await owner.ok("POST", "/api/rooms", {"title": "Sky"}))["id"]
        await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "the solar system", "wait_s": 20})
        [canvas] = (await owner.ok("GET", f"/api/rooms/{room}"))["canvases"]
        assert (canvas["title"], canvas["language"]) == ("Mars", "tsx")
        app = await owner.ok("GET", f"/api/canvases/{canvas['id']}/app")
        assert {each["name"]: each["value"] for each in app["parameters"]}["follow"] == "Mars"
