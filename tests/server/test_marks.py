"""Suggestions, comments and trust over HTTP: what a person, a commenter and a reader may do, and what the API shows."""

from .conftest import House


async def test_a_part_all_and_again(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner, "The quick brown fox 😀.\n\nIt jumps.\n")
    offered = {"edits": [{"quote": "quick brown fox 😀", "text": "slow red fox 🦊"}], "suggest": True}
    [first] = (await owner.ok("POST", f"/api/canvases/{canvas}/edits", offered))["suggestions"]
    [shown] = await owner.ok("GET", f"/api/canvases/{canvas}/suggestions")
    words = [shown["before"][a:b] + ">" + text for a, b, text in shown["pieces"]]
    assert words == ["quick>slow", "brown>red", "😀>🦊"]
    await owner.ok("POST", f"/api/suggestions/{first}/accept", {"pieces": [1]})
    assert "quick red fox 😀" in (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]
    [rest] = await owner.ok("GET", f"/api/canvases/{canvas}/suggestions")
    assert await owner.status("POST", f"/api/suggestions/{rest['id']}/accept", {"pieces": [7]}) == 422
    done = await owner.ok("POST", f"/api/canvases/{canvas}/suggestions/settle", {"state": "accepted"})
    assert done["settled"] == [rest["id"]]
    assert "slow red fox 🦊" in (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]
    again = await owner.ok("POST", f"/api/suggestions/{rest['id']}/reopen")
    assert again["before"] == "quick red fox 😀"
    assert "quick red fox 😀" in (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]
    assert await owner.status("POST", f"/api/suggestions/{again['id']}/reopen") == 409
    settled = await owner.ok("POST", f"/api/canvases/{canvas}/suggestions/settle", {"state": "rejected"})
    several = {"suggestions": settled["settled"]}
    back = await owner.ok("POST", f"/api/canvases/{canvas}/suggestions/reopen", several)
    assert [one["id"] for one in await owner.ok("GET", f"/api/canvases/{canvas}/suggestions")] == back["suggestions"]
    assert await owner.status("POST", f"/api/canvases/{canvas}/suggestions/reopen", {"suggestions": ["sug_no"]}) == 404


async def test_comments_by_roles(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    room, canvas = await house.room(owner, "The quick fox.\n")
    body = {"quote": "quick", "body": "How quick?"}
    assert await ben.status("POST", f"/api/canvases/{canvas}/notes", body) == 404
    await owner.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": "view"})
    assert await ben.status("POST", f"/api/canvases/{canvas}/notes", body) == 403
    await owner.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": "comment"})
    note = await ben.ok("POST", f"/api/canvases/{canvas}/notes", body)
    assert (note["start"], note["end"], note["quote"], note["state"]) == (4, 9, "quick", "open")
    assert await ben.status("POST", f"/api/notes/{note['id']}/apply", {}) == 403
    assert await ben.status("PUT", f"/api/canvases/{canvas}/trust", {"trust": "free"}) == 403
    answered = await owner.ok("POST", f"/api/notes/{note['id']}/replies", {"body": "Very."})
    assert [r["body"] for r in answered["replies"]] == ["Very."]
    assert await owner.status("PATCH", f"/api/notes/{note['id']}", {"body": "mine"}) == 403
    await ben.ok("PATCH", f"/api/notes/{note['id']}", {"state": "resolved"})
    assert await owner.ok("GET", f"/api/canvases/{canvas}/notes") == []
    [kept] = await owner.ok("GET", f"/api/canvases/{canvas}/notes?state=all")
    assert kept["state"] == "resolved"
    await ben.ok("PATCH", f"/api/notes/{note['id']}", {"state": "deleted"})
    assert await owner.status("PATCH", f"/api/notes/{note['id']}", {"state": "open"}) == 404


async def test_a_comment_that_brings_words_is_applied_and_undone(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner, "The quick fox.\n")
    for wrong in (
        {"body": "x", "quote": " "},
        {"body": "x", "quote": "zebra"},
        {"body": "x", "start": 3},
        {"body": ""},
    ):
        assert await owner.status("POST", f"/api/canvases/{canvas}/notes", wrong) == 422
    assert await owner.status("POST", f"/api/canvases/{canvas}/notes", {"body": "x", "start": 0, "end": 99}) == 422
    words = {"start": 4, "end": 9, "version": 1, "body": "Too plain.", "replace": "swift 😀"}
    note = await owner.ok("POST", f"/api/canvases/{canvas}/notes", words)
    applied = await owner.ok("POST", f"/api/notes/{note['id']}/apply", {})
    assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == "The swift 😀 fox.\n"
    await owner.ok("POST", f"/api/canvases/{canvas}/undo", {"turn": applied["turn"]})
    assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == "The quick fox.\n" and not applied["suggested"]
    await owner.ok("PATCH", f"/api/notes/{note['id']}", {"state": "open"})
    await owner.ok("POST", f"/api/canvases/{canvas}/edits", {"edits": [{"quote": "quick", "text": "qu1ck"}]})
    offered = await owner.ok("POST", f"/api/notes/{note['id']}/apply", {})
    assert offered["suggested"] and (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == "The qu1ck fox.\n"


async def test_the_trust_of_a_canvas_is_shown_and_changed(house: House) -> None:
    owner = await house.owner()
    room, canvas = await house.room(owner, "The quick fox.\n")
    assert (await owner.ok("PUT", f"/api/canvases/{canvas}/trust", {"trust": "suggest"}))["trust"] == "suggest"
    assert (await owner.ok("GET", f"/api/rooms/{room}"))["canvases"][0]["trust"] == "suggest"
    assert await owner.status("PUT", f"/api/canvases/{canvas}/trust", {"trust": "all"}) == 422


async def test_a_range_of_an_older_text_is_suggested_where_it_is_now(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner, "The quick fox 😀.\n")
    seen = (await owner.ok("GET", f"/api/canvases/{canvas}"))["version"]
    await owner.ok("POST", f"/api/canvases/{canvas}/edits", {"edits": [{"quote": "The", "text": "😀 Once a"}]})
    body = {"edits": [{"start": 4, "end": 9, "text": "slow"}], "suggest": True, "version": seen}
    await owner.ok("POST", f"/api/canvases/{canvas}/edits", body)
    [offered] = await owner.ok("GET", f"/api/canvases/{canvas}/suggestions")
    assert (offered["before"], offered["start"]) == ("quick", 9)
    await owner.ok("POST", f"/api/canvases/{canvas}/edits", {"edits": [{"quote": "quick fox", "text": ""}]})
    assert await owner.status("POST", f"/api/canvases/{canvas}/edits", body) == 409
