"""A page in other forms over HTTP: as slides."""

from .conftest import House

TALK = (
    "# Otters 😀\n\nFor the council\n\n## Why\n\n- fish\n- <img src=x onerror=alert(1)>\n\n"
    "## Figures\n\n| a |\n| - |\n| 1 |\n"
)


async def test_slides_of_a_page(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    _, canvas = await house.room(owner, TALK)
    deck = await owner.ok("GET", f"/api/canvases/{canvas}/slides")
    assert [(slide["kind"], slide["title"]) for slide in deck["slides"]] == [
        ("title", "Otters 😀"), ("content", "Why"), ("content", "Figures"),
    ]  # fmt: skip
    assert [TALK[slide["start"] :].split("\n")[0] for slide in deck["slides"]] == [
        "# Otters 😀",
        "## Why",
        "## Figures",
    ]
    assert "<img" not in deck["slides"][1]["html"] and "<table>" in deck["slides"][2]["html"]
    assert [lost["what"] for lost in deck["lost"]] == ["HTML in the text (its source is in the notes)"]
    assert await ben.status("GET", f"/api/canvases/{canvas}/slides") == 404


async def test_cards_of_a_page_and_their_files(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    text = "**Holt**: the den of an otter.\n\nThey came in 2019 after forty years.\n"
    _, canvas = await house.room(owner, text)
    cards = await owner.ok("GET", f"/api/canvases/{canvas}/flash_cards")
    assert [(card["kind"], card["back"]) for card in cards] == [("term", "the den of an otter"), ("date", "2019")]
    assert text[cards[0]["start"] : cards[0]["end"]] == "**Holt**: the den of an otter."
    for format, first in (("apkg", b"PK"), ("txt", b"#separator:tab"), ("csv", b"front,back")):
        answer = await owner.get(f"/api/canvases/{canvas}/flash_cards/file?format={format}")
        assert answer.content.startswith(first) and "attachment" in answer.headers["content-disposition"]
    assert await owner.status("GET", f"/api/canvases/{canvas}/flash_cards/file?format=exe") == 422
    assert await ben.status("GET", f"/api/canvases/{canvas}/flash_cards/file") == 404


async def test_a_page_is_read_aloud(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    _, canvas = await house.room(owner, "# Lake\n\nOtters sleep.\n")
    script = await owner.ok("GET", f"/api/canvases/{canvas}/script")
    assert [line["words"] for line in script["chapters"][0]["lines"]] == ["Lake", "Otters sleep."]
    assert await ben.status("GET", f"/api/canvases/{canvas}/script") == 404
    assert await ben.status("GET", f"/api/canvases/{canvas}/audiobook") == 404
    if script["engine"] is None:
        assert await owner.status("GET", f"/api/canvases/{canvas}/audiobook") == 409
        return
    answer = await owner.get(f"/api/canvases/{canvas}/script/sound?start=8")
    assert answer.headers["content-type"] == "audio/wav" and answer.content.startswith(b"RIFF")
    assert await owner.status("GET", f"/api/canvases/{canvas}/script/sound?start=9") == 404
    whole = await owner.get(f"/api/canvases/{canvas}/audiobook")
    assert b"Lake\0" in whole.content and "attachment" in whole.headers["content-disposition"]
    assert (await owner.get(f"/api/canvases/{canvas}/audiobook?format=vtt")).text.startswith("WEBVTT")
    assert await owner.status("GET", f"/api/canvases/{canvas}/audiobook?chapter=1") == 404
    await house.parts.voices.aclose()
