"""A document beside itself in other words, over HTTP: made part by part, kept while the part stands, taken."""

from gesso.model.scripted import Rule, Say, ScriptedModel

from .conftest import House

TEXT = "# Fox\n\nA quick fox ran 3 miles.\n\nIt slept.\n"
RULES = [
    Rule(user=r"quick fox ran 3 miles\.\n</passage>", steps=(Say(text="Ein schneller Fuchs lief 3 Meilen."),)),
    Rule(user=r"fast fox ran 3 miles\.\n</passage>", steps=(Say(text="<done>Ein flinker Fuchs lief weit.</done>"),)),
    Rule(user=r"# Fox\n</passage>", steps=(Say(text="# Fuchs"),)),
    Rule(user=r"It slept\.\n</passage>", steps=(Say(text="```\nEr schlief.\n```"),)),
]


async def test_a_translation_is_made_once_and_only_a_changed_part_again(house: House) -> None:
    house.parts.catalogue._scripted = ScriptedModel(RULES)
    owner = await house.owner()
    _, canvas = await house.room(owner, TEXT)
    at = f"/api/canvases/{canvas}/aligned"
    assert await owner.ok("POST", f"{at}/to-de", {"most": 2}) == {"made": 2, "left": 1}
    assert await owner.ok("POST", f"{at}/to-de", {"most": 8}) == {"made": 1, "left": 0}
    seen = await owner.ok("GET", f"{at}?columns=to-de")
    assert [part["versions"][0]["words"] for part in seen["parts"]] == [
        "# Fuchs", "Ein schneller Fuchs lief 3 Meilen.", "Er schlief.",
    ]  # fmt: skip
    assert seen["needs"] == "" and seen["columns"][0]["left"] == 0
    edit = {"edits": [{"quote": "quick", "text": "fast"}]}
    await owner.ok("POST", f"/api/canvases/{canvas}/edits", edit)
    assert (await owner.ok("GET", f"{at}?columns=to-de"))["columns"][0]["left"] == 1
    assert await owner.ok("POST", f"{at}/to-de", {"most": 8}) == {"made": 1, "left": 0}
    changed = (await owner.ok("GET", f"{at}?columns=to-de"))["parts"][1]
    assert changed["versions"][0]["doubts"] == ["number 3"]
    # Words of one's own stay; the other parts were asked of the model once.
    assert await owner.status("PUT", f"{at}/to-de/{changed['key']}", {"words": "Ein Fuchs, 3 Meilen."}) == 204
    taken = await owner.ok("POST", f"{at}/to-de/take", {})
    page = await owner.ok("GET", f"/api/canvases/{taken['canvas']}")
    assert page["text"] == "# Fuchs\n\nEin Fuchs, 3 Meilen.\n\nEr schlief.\n" and "Deutsch" in page["title"]
    assert await owner.status("PUT", f"{at}/to-de/{'0' * 32}", {"words": "x"}) == 404


async def test_the_ladder_stands_without_a_model_and_says_what_it_needs(house: House) -> None:
    house.parts.catalogue._scripted = None
    owner = await house.owner()
    text = "The crew commenced the work prior to the storm, and they were able to evacuate numerous residents.\n"
    _, canvas = await house.room(owner, text)
    at = f"/api/canvases/{canvas}/aligned"
    seen = await owner.ok("GET", at)
    measures = {column["id"]: column["measure"] for column in seen["columns"]}
    assert seen["measure"] > measures["plain"] > measures["short"] and measures["year6"] is None
    assert seen["model"] is None and "Settings, Models" in seen["needs"] and seen["formula"] == "Flesch-Kincaid"
    refused = await owner.post(f"{at}/to-de", json={})
    assert refused.status_code == 409 and "cannot translate" in refused.json()["error"]["message"]
    assert (await owner.ok("POST", f"{at}/short/take", {"how": "suggestions"}))["suggestions"] == 1
    assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == text
    assert await owner.status("POST", f"{at}/year6/take", {}) == 409
    for columns in ("to-xx", "", ",".join(["plain", "to-de", "to-fr", "to-es", "to-it", "to-pt", "to-nl"])):
        assert await owner.status("GET", f"{at}?columns={columns}") == 422
