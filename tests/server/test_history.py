"""History over HTTP: who made each version and why, compare, restore, names, visits, shares; and none of it by link."""

import random
from pathlib import Path
from typing import Any

from gesso.model.scripted import Call, Rule, Say

from .conftest import Client, House, listening, open_house
from .test_sockets import page, two_people

RULES = (
    Rule(tool=".*", steps=(Say(text="Done."),)),
    Rule(
        user="shorten",
        steps=(Call(name="edit", args={"edits": [{"block": 2, "text": "A fox. 😀", "why": "It was long."}]}),),
    ),
)


async def versions(client: Client, canvas: str, query: str = "") -> list[dict[str, Any]]:
    return list((await client.ok("GET", f"/api/canvases/{canvas}/versions{query}"))["versions"])


async def write(house: House, client: Client, canvas: str, text: str) -> int:
    house.clock.advance(1)
    return int((await client.ok("PUT", f"/api/canvases/{canvas}/text", {"text": text}))["version"])


async def text_of(client: Client, canvas: str) -> str:
    return str((await client.ok("GET", f"/api/canvases/{canvas}"))["text"])


async def test_each_version_says_who_and_why(tmp_path: Path) -> None:
    async with open_house(tmp_path, rules=RULES) as house:
        owner = await house.owner()
        room, canvas = await house.room(owner)
        said = await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "shorten", "wait_s": 20})
        await owner.ok("POST", f"/api/canvases/{canvas}/undo", {"turn": said["turn"]})
        undone, agent, imported = await versions(owner, canvas)
        assert [(v["from_version"], v["version"]) for v in (undone, agent, imported)] == [(2, 3), (1, 2), (0, 1)]
        assert (imported["who"][0]["kind"], imported["who"][0]["by"]) == ("import", owner.id)
        [who] = agent["who"]
        assert (who["kind"], who["by"], who["turn"]) == ("agent", "agent_gesso", said["turn"])
        assert who["model"] == "scripted" and agent["why"] == "It was long." and agent["summary"]
        assert (undone["who"][0]["undoes"], undone["why"]) == (said["turn"], "It was long.")


async def test_pages_hold_every_version_once(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner)
    for n in range(12):
        await write(house, owner, canvas, f"Line {n} 字\n")
    whole = [v["version"] for v in await versions(owner, canvas)]
    paged: list[int] = []
    before: int | None = None
    while True:
        query = "?limit=5" + (f"&before={before}" if before else "")
        answer = await owner.ok("GET", f"/api/canvases/{canvas}/versions{query}")
        paged += [v["version"] for v in answer["versions"]]
        before = answer["next"]
        if before is None:
            break
    assert paged == whole == list(range(13, 0, -1))


async def test_compare_says_the_words_that_differ(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner, "😀 A quick fox.\n")
    await write(house, owner, canvas, "😀 A very slow fox.\n")
    found = await owner.ok("GET", f"/api/canvases/{canvas}/compare?from=1&to=2")
    [hunk] = found["hunks"]
    assert (hunk["removed"], hunk["added"]) == ("quick", "very slow")
    assert (hunk["start"], hunk["end"], hunk["at"], hunk["at_end"]) == (4, 9, 4, 13)
    assert (found["words_added"], found["words_removed"], found["left_out"]) == (2, 1, 0)
    back = await owner.ok("GET", f"/api/canvases/{canvas}/compare?from=2&to=1")
    assert (back["hunks"][0]["added"], back["words_added"]) == ("quick", 1)
    assert (await owner.ok("GET", f"/api/canvases/{canvas}/compare?from=2"))["hunks"] == []
    assert 400 <= await owner.status("GET", f"/api/canvases/{canvas}/compare?from=9") < 500


async def test_a_comparison_of_a_huge_text_is_bounded(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner, "one two\n" * 6_000)
    await write(house, owner, canvas, "one 2\n" * 6_000 + "x" * 9_000)
    answer = await owner.get(f"/api/canvases/{canvas}/compare?from=1&to=2")
    found = answer.json()
    assert found["left_out"] + len(found["hunks"]) >= 1 and len(answer.content) < 2_000_000
    assert all(len(hunk["added"]) <= 2_000 and len(hunk["removed"]) <= 2_000 for hunk in found["hunks"])


async def test_restoring_gives_exactly_the_text_and_can_be_restored_itself(house: House) -> None:
    chance = random.Random(5)
    owner = await house.owner()
    _, canvas = await house.room(owner)
    texts = {0: "", 1: await text_of(owner, canvas)}
    for _ in range(8):
        text = "".join(chance.choices(["é", "😀 ", "字", "fox ", "\n", "e\u0301 ", "\t"], k=40))
        texts[await write(house, owner, canvas, text)] = text
    for version in chance.sample(sorted(texts), len(texts)):
        last = await text_of(owner, canvas)
        newest = (await versions(owner, canvas, "?limit=1"))[0]["version"]
        done = await owner.ok("POST", f"/api/canvases/{canvas}/restore_version", {"version": version})
        assert await text_of(owner, canvas) == texts[version]
        if done["turn"] is None:
            assert last == texts[version]
            continue
        assert (await versions(owner, canvas, "?limit=1"))[0]["why"].startswith("Restored the version of 2026-01-01")
        again = await owner.ok("POST", f"/api/canvases/{canvas}/restore_version", {"version": newest})
        assert await text_of(owner, canvas) == last, "the restore of the restore"
        await owner.ok("POST", f"/api/canvases/{canvas}/undo", {"turn": again["turn"]})
        assert await text_of(owner, canvas) == texts[version], "and that can be undone"


async def test_names_split_filter_and_go_away(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner)
    await write(house, owner, canvas, "one\n")
    await write(house, owner, canvas, "two\n")
    address = f"/api/canvases/{canvas}/versions"
    await owner.ok("PUT", f"{address}/2/name", {"name": "  First draft 😀 "})
    [named] = await versions(owner, canvas, "?named=true")
    assert (named["version"], named["name"]["name"], named["name"]["by"]) == (2, "First draft 😀", owner.id)
    await owner.ok("POST", f"/api/canvases/{canvas}/restore_version", {"version": 2})
    assert (await versions(owner, canvas))[0]["why"] == "Restored “First draft 😀”"
    await owner.ok("PUT", f"{address}/2/name", {"name": ""})
    assert await versions(owner, canvas, "?named=true") == []
    for wrong in (0, 99):
        assert await owner.status("PUT", f"{address}/{wrong}/name", {"name": "x"}) == 422


async def test_what_others_changed_since_a_visit(house: House) -> None:
    anna, ben, _, canvas = await two_people(house)
    since = f"/api/canvases/{canvas}/since"
    assert (await anna.ok("GET", since))["visit"] is None
    seen = await anna.ok("PUT", f"/api/canvases/{canvas}/visit", {})
    await write(house, anna, canvas, "Mine.\n")
    assert (await anna.ok("GET", since))["versions"] == 0, "one's own changes are no news"
    await write(house, ben, canvas, "Mine. And Ben's.\n")
    await write(house, ben, canvas, "Mine. And Ben's, twice.\n")
    found = await anna.ok("GET", since)
    assert (found["visit"]["version"], found["versions"], found["more"]) == (seen["version"], 2, False)
    assert [who["by"] for who in found["who"]] == [ben.id]
    await anna.ok("PUT", f"/api/canvases/{canvas}/visit", {})
    assert (await anna.ok("GET", since))["versions"] == 0


async def test_leaving_the_socket_is_a_visit(house: House) -> None:
    async with listening(house) as base:
        house.base = base
        anna, ben, _, canvas = await two_people(house)
        async with page(house, anna, canvas) as socket:
            await socket.hello("annaanna")
            await write(house, ben, canvas, "Seen by Anna.\n")
            await socket.next("update")
        for _ in range(100):
            found = await anna.ok("GET", f"/api/canvases/{canvas}/since")
            if found["visit"] is not None:
                break
        assert found["visit"]["version"] == found["version"] and found["versions"] == 0


async def test_shares_count_characters_of_each_author(house: House) -> None:
    anna, ben, _, canvas = await two_people(house)
    await write(house, anna, canvas, "é😀字 ")
    before = (await anna.ok("GET", f"/api/canvases/{canvas}/authors"))["characters"]
    await write(house, ben, canvas, "é😀字 Ben 😀")
    found = await anna.ok("GET", f"/api/canvases/{canvas}/authors")
    shares = {(share["by"], share["kind"]): share["characters"] for share in found["authors"]}
    assert found["characters"] == len("é😀字 Ben 😀") == sum(shares.values())
    assert shares[ben.id, "person"] == len("é😀字 Ben 😀") - before == 5


async def test_viewers_read_and_links_see_no_history(house: House) -> None:
    anna, ben, room, canvas = await two_people(house, "view")
    await write(house, anna, canvas, "Again.\n")
    assert len(await versions(ben, canvas)) == 2
    assert await ben.status("POST", f"/api/canvases/{canvas}/restore_version", {"version": 1}) == 403
    assert await ben.status("PUT", f"/api/canvases/{canvas}/versions/1/name", {"name": "x"}) == 403
    code = (await anna.ok("POST", f"/api/rooms/{room}/shares", {}))["path"].rpartition("/")[2]
    stranger = house.client()
    assert await stranger.status("GET", f"/api/shared/{code}/canvases/{canvas}") == 200
    for part in ("versions", "compare", "since", "authors"):
        assert await stranger.status("GET", f"/api/canvases/{canvas}/{part}") == 401
        assert await stranger.status("GET", f"/api/shared/{code}/canvases/{canvas}/{part}") == 404
