"""Lenses made on the fly over HTTP: drafted, tried with their cost, run, kept, reused, copied, shared; the cards."""

from pathlib import Path
from typing import Any

from gesso.model.scripted import Call, Rule, Say

from .conftest import Client, House, open_house

TALE = "# Night\n\nThe scream came from the dark cellar.\n\n# Day\n\nThey ate bread.\n\n# Dusk\n\nIt was quiet.\n"
SPEC: dict[str, Any] = {
    "title": "Fear", "instruction": "How frightening is the scene?", "low": "calm", "high": "terror", "view": "bands",
    "words": ["dark"], "wishes": [{"label": "Calm it", "instruction": "Say it more calmly."}],
}  # fmt: skip
WORDS = {"title": "How frightening", "words": [], "instruction": ""}
DESIGNED = '{"title": "Fear", "instruction": "How frightening?", "low": "calm", "high": "terror", "words": ["dark"]}'
RULES = (
    Rule(user="slider for how frightening", steps=(Say(text=f"Here it is: {DESIGNED}"),)),
    Rule(user="a lens of nothing|That was no such object", steps=(Say(text="I would rather talk about the weather."),)),
    Rule(user="^The scream", steps=(Say(text='{"score": 8, "quotes": ["dark cellar", "a dragon"]}'),)),
    Rule(user="^They ate", steps=(Say(text='{"score": 1, "quotes": []}'),)),
    Rule(user="^It was quiet", steps=(Say(text="No number today."),)),
)


async def page(house: House, client: Client, text: str = TALE) -> str:
    _, canvas = await house.room(client)
    await client.ok("PUT", f"/api/canvases/{canvas}/text", {"text": text})
    return canvas


def values(run: dict[str, Any]) -> list[float | None]:
    return [each["value"] for each in run["found"]["view"]["measures"]]


async def test_a_lens_is_made_of_a_wish_tried_on_three_scenes_run_and_reused(tmp_path: Path) -> None:
    async with open_house(tmp_path, rules=RULES) as house:
        owner = await house.owner()
        canvas = await page(house, owner)
        draft = await owner.ok("POST", "/api/lens-shelf/drafts", {"wish": "a slider for how frightening it is"})
        assert draft["by_model"] and draft["spec"]["title"] == "Fear"
        assert await owner.status("POST", "/api/lens-shelf/drafts", {"wish": "a lens of nothing"}) == 422
        runs = f"/api/canvases/{canvas}/lens-runs"
        asked = await owner.ok("POST", f"{runs}/draft", {"spec": SPEC, "most": 0})
        assert (asked["read"], asked["left"], values(asked)) == (0, 3, [None, None, None]) and asked["left_in"] > 100
        tried = await owner.ok("POST", f"{runs}/draft", {"spec": SPEC, "most": 2})
        assert (tried["read"], tried["left"], values(tried)) == (2, 1, [8, 1, None]) and tried["tokens_in"] > 0
        assert [each["label"] for each in tried["found"]["view"]["data"]] == ["dark cellar"]
        kept = await owner.ok("POST", "/api/lens-shelf", {"spec": SPEC})
        whole = await owner.ok("POST", f"{runs}/{kept['name']}", {"most": 60})
        assert whole["read"] == 0 and "no number" in whole["problem"], "the two are not asked again, the third is said"
        found = await owner.ok("GET", f"/api/canvases/{canvas}/lenses/{kept['name']}")
        assert found["title"] == "Fear" and found["view"]["summary"].startswith("2 of 3 scenes read")
        other = await page(house, owner, TALE.replace("They ate bread.", "They slept."))
        again = await owner.ok("GET", f"/api/canvases/{other}/lenses/{kept['name']}")
        assert [each["value"] for each in again["view"]["measures"]] == [8, None, None], "the same scene is known"
        level = {"command": "ask_level", "args": {"scene": "0", "goal": 2}}
        asks = (await owner.ok("POST", f"/api/canvases/{canvas}/lenses/{kept['name']}", level))["asks"]
        assert len(asks) == 1 and (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == TALE


async def test_the_built_in_model_makes_lenses_by_words_and_judges_nothing(house: House) -> None:
    owner = await house.owner()
    canvas = await page(house, owner)
    wish = {"wish": "give me a slider for how frightening each scene is", "model": house.parts.catalogue.embedded.id}
    draft = await owner.ok("POST", "/api/lens-shelf/drafts", wish)
    assert not draft["by_model"] and draft["spec"]["title"] == "How frightening"
    free = await owner.ok("POST", f"/api/canvases/{canvas}/lens-runs/draft", {"spec": draft["spec"], "most": 3})
    assert (free["tokens_in"], free["cost"]) == (0, 0) and (values(free)[0] or 0) > 0
    body = {"spec": SPEC, "model": wish["model"], "most": 3}
    assert await owner.status("POST", f"/api/canvases/{canvas}/lens-runs/draft", body) == 422


async def test_a_shelf_has_versions_is_shared_and_copied(house: House) -> None:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    made = await anna.ok("POST", "/api/lens-shelf", {"spec": WORDS})
    path = f"/api/lens-shelf/{made['id']}"
    assert await ben.ok("GET", "/api/lens-shelf") == []
    for method, where, body in (
        ("PUT", path, {"spec": WORDS}), ("PUT", f"{path}/sharing", {"shared": True}), ("POST", f"{path}/copy", None),
        ("DELETE", path, None),
    ):  # fmt: skip
        assert await ben.status(method, where, body) == 404
    changed = await anna.ok("PUT", path, {"spec": {**WORDS, "words": ["dark"]}})
    assert [each["number"] for each in changed["versions"]] == [1, 2]
    assert len((await anna.ok("PUT", path, {"spec": {**WORDS, "words": ["dark"]}}))["versions"]) == 2
    await anna.ok("PUT", f"{path}/sharing", {"shared": True})
    (seen,) = await ben.ok("GET", "/api/lens-shelf")
    assert (seen["own"], seen["by"], seen["versions"][-1]["spec"]["words"]) == (False, "Anna", ["dark"])
    canvas = await page(house, ben)
    view = (await ben.ok("GET", f"/api/canvases/{canvas}/lenses/{seen['name']}"))["view"]
    assert [each["label"] for each in view["data"]] == ["dark"]
    assert await ben.status("PUT", path, {"spec": WORDS}) == 403 and await ben.status("DELETE", path) == 403
    copy = await ben.ok("POST", f"{path}/copy")
    assert copy["own"] and copy["copied_from"] == made["id"] and not copy["shared"]
    assert await anna.status("DELETE", path) == 204
    assert [each["id"] for each in await ben.ok("GET", "/api/lens-shelf")] == [copy["id"]]
    assert await ben.status("GET", f"/api/canvases/{canvas}/lenses/{seen['name']}") == 404
    for spec in ({"title": ""}, {"title": "Zzz"}, {"title": "a\x00b", "words": ["c"]}, {"title": "T", "script": "x"}):
        assert await ben.status("POST", "/api/lens-shelf", {"spec": spec}) == 422


async def test_what_somebody_knows_is_kept_for_them_alone(house: House) -> None:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    first = await anna.ok("POST", "/api/cards", {"card": "c1", "grade": 5, "today": 100})
    assert (first["known"], first["due"]) == (1, 101)
    again = await anna.ok("POST", "/api/cards", {"card": "c1", "grade": 4, "today": 101})
    assert (again["known"], again["interval"], again["due"]) == (2, 6, 107)
    assert await anna.ok("POST", "/api/cards/known", {"cards": ["c1", "c2"]}) == [again]
    assert await ben.ok("POST", "/api/cards/known", {"cards": ["c1"]}) == []
    assert await anna.status("POST", "/api/cards", {"card": "c1", "grade": 6, "today": 101}) == 422


async def test_an_agent_opens_a_lens_as_ctrl_k_does(tmp_path: Path) -> None:
    rules = (
        Rule(tool="open_lens", result="Fear", steps=(Say(text="There."),)),
        Rule(tool="open_lens", result="no lens", steps=(Say(text="It is not there."),)),
        Rule(user="open it", steps=(Call(name="open_lens", args={"lens": "words:Fear:dark"}),)),
        Rule(user="open nothing", steps=(Call(name="open_lens", args={"lens": "nothing"}),)),
    )
    async with open_house(tmp_path, rules=rules) as house:
        owner = await house.owner()
        canvas = await page(house, owner)
        room = (await owner.ok("GET", f"/api/canvases/{canvas}"))["room"]
        for text, words in (("open it", "There."), ("open nothing", "It is not there.")):
            said = await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": text, "canvas": canvas, "wait_s": 20})
            turn = await owner.ok("GET", f"/api/rooms/{room}/turns/{said['turn']}")
            assert words in str(turn)
