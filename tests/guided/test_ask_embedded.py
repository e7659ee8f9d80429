"""`gesso ask` on files with the real embedded model: what may change is said for each pair, all else is byte-identical.

Needs the model's weights: set GESSO_MODELS to their folder. Every pair is one room, one turn, one file.
"""

import os
from pathlib import Path

import pytest

from gesso.ask import ask_about_file
from gesso.behaviors import load_document
from gesso.settings import Settings

pytestmark = pytest.mark.embedded

TYPOS = (
    "# Bees\n\nBees are realy important for teh garden. They polinate the flowers and and make honey.\n\n"
    "A colony can have fifty thousand bees in summer , most of them workers. i have seen swarms in may.\n"
)
MARKED = (
    "# Water\n\nFresh water is **precious**, and [the council](https://example.org/c) has therefore decided to utilise "
    "numerous additional measures in order to facilitate its conservation. Please read on.\n\nOther words stay.\n"
)
MARKED_SENTENCE = MARKED[len("# Water\n\n") : MARKED.index(" Please read on.")]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    models = Path(os.environ.get("GESSO_MODELS", Path.home() / ".local/share/gesso/models"))
    if not list(models.glob("*.gguf")):
        pytest.skip("the weights of the embedded model are not here; set GESSO_MODELS")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(models)
    return Settings(data=tmp_path / "data", database_url="")


async def ask(settings: Settings, document: str, instruction: str, quote: str | None = None) -> tuple[str, str]:
    """The text before and after the turn."""
    named = document.endswith((".md", ".txt")) and "\n" not in document
    before = load_document(document) if named else document
    path = settings.data.parent / (document.removesuffix(".txt") if named else "text.md")
    path.write_bytes(before.encode())
    assert await ask_about_file(settings, path, instruction, quote, "embedded", write=True) == 0
    return before, path.read_bytes().decode()


# Document, instruction, the words that go and the words that come; everything else stays as it is.
EXACT = (
    ("meeting.md", "travel was 2150, not 2100", "| 2100 |", "| 2150 |"),
    ("meeting.md", "remove the second open question", "- Do we need a second domain?\n", ""),
    (
        "meeting.md",
        "add to the decisions: the office stays closed on 24 December",
        "3. The next meeting is on 17 November",
        "3. The next meeting is on 17 November\n4. The office stays closed on 24 December",
    ),
    (
        "meeting.md",
        "scrap the decision about the projector",
        "2. Petra buys a new projector\n3. The next",
        "2. The next",
    ),
    ("meeting.md", "rename the heading Budget to Money", "## Budget", "## Money"),
    ("report.md", "remove the first risk", "- The lease in Ghent ends in March\n", ""),
    ("recipe.md", "add 2 cloves of garlic to the ingredients", "of vinegar\n", "of vinegar\n- 2 cloves of garlic\n"),
    ("recipe.md", "step 4 should say Simmer for one hour", "Simmer for forty minutes", "Simmer for one hour"),
    ("recipe.md", "it's 300 g lentils, not 250", "- 250 g", "- 300 g"),
    ("trip.md", "the castle costs 17 now", "| Castle | 15 |", "| Castle | 17 |"),
    ("readme.md", "change the title to lowtide", "# tidepool\n", "# lowtide\n"),
    ("readme.md", "in the options table set the default of --days to 5", "`--days` | 3 |", "`--days` | 5 |"),
    ("mail.md", "change Peter to Petra in the sign-off", "regards,\nPeter", "regards,\nPetra"),
    ("mail.md", "replace Friday with Thursday", "before Friday", "before Thursday"),
    ("mail.md", "the last word should be Petra instead of Peter", "regards,\nPeter", "regards,\nPetra"),
)


@pytest.mark.parametrize(("document", "instruction", "gone", "come"), EXACT)
async def test_exactly_this_changes(settings: Settings, document: str, instruction: str, gone: str, come: str) -> None:
    before, after = await ask(settings, document, instruction)
    assert before.count(gone) == 1
    assert after == before.replace(gone, come)


@pytest.mark.parametrize(
    ("document", "instruction", "old", "new"),
    [
        ("report.md", "Ghent is called Gent, fix that everywhere", "Ghent", "Gent"),
        ("chapter.md", "rename Josef to Emil everywhere", "Josef", "Emil"),
        ("chapter.md", "Josef should be called Emil", "Josef", "Emil"),
        ("weather.py.txt", "rename hottest to warmest", "hottest", "warmest"),
    ],
)
async def test_renamed_everywhere(settings: Settings, document: str, instruction: str, old: str, new: str) -> None:
    before, after = await ask(settings, document, instruction)
    assert after == before.replace(old, new)


@pytest.mark.parametrize(
    ("document", "instruction", "opening", "ending"),
    [
        ("meeting.md", "make the second paragraph shorter", "Omar showed", "originals."),
        ("letter.md", "make the paragraph about the plumber shorter", "A plumber", "attached."),
        ("story.md", "make the second paragraph friendlier", "She had", "door."),
        ("report.md", "make the summary friendlier", "Sales grew", "planned."),
        ("mail.md", "make the second paragraph friendlier", "Thank you", "pieces."),
    ],
)
async def test_only_the_passage_changes(
    settings: Settings, document: str, instruction: str, opening: str, ending: str
) -> None:
    before, after = await ask(settings, document, instruction)
    start = before.index(opening)
    end = before.index(ending, start) + len(ending)
    assert after != before
    assert after.startswith(before[:start])
    assert after.endswith(before[end:])
    if "shorter" in instruction:
        assert len(after) - len(before) <= -0.2 * (end - start)


async def test_the_whole_gets_shorter_and_keeps_its_form(settings: Settings) -> None:
    before, after = await ask(settings, "trip.md", "make the whole thing shorter")
    assert 0.4 * len(before) < len(after) < 0.9 * len(before)
    assert [line for line in after.split("\n") if line.startswith(("#", "|", "-"))] == [
        line for line in before.split("\n") if line.startswith(("#", "|", "-"))
    ]


async def test_typos_are_fixed_and_nothing_else(settings: Settings) -> None:
    _, after = await ask(settings, TYPOS, "fix the typos")
    assert after == (
        "# Bees\n\nBees are really important for the garden. They pollinate the flowers and make honey.\n\n"
        "A colony can have fifty thousand bees in summer, most of them workers. I have seen swarms in may.\n"
    )


async def test_a_selection_keeps_its_link_and_bold(settings: Settings) -> None:
    before, after = await ask(settings, MARKED, "simpler", MARKED_SENTENCE)
    assert after != before
    assert "**precious**" in after
    assert "[the council](https://example.org/c)" in after
    start = before.index(MARKED_SENTENCE)
    assert after.startswith(before[:start])
    assert after.endswith(before[start + len(MARKED_SENTENCE) :])


async def test_a_section_goes_with_its_heading(settings: Settings) -> None:
    before, after = await ask(settings, "trip.md", "delete the packing list")
    start, end = before.index("## Packing list"), before.index("## What it costs")
    assert after == before[:start] + before[end:]


async def test_a_paragraph_becomes_a_list(settings: Settings) -> None:
    before, after = await ask(settings, "coffee.md", "turn the second paragraph into a list")
    start = before.index("Legend says")
    end = before.index("\n", start)
    assert after == before[:start] + "- " + before[start:end].replace(". He", ".\n- He") + before[end:]


async def test_totals_are_added_up(settings: Settings) -> None:
    before, after = await ask(settings, "report.md", "fix the numbers in the table")
    assert after == before.replace("| 50 | 130 |", "| 50 | 135 |").replace("| 25 | 60 |", "| 25 | 65 |")


@pytest.mark.parametrize(
    ("document", "instruction"),
    [
        ("mail.md", "make the ninth paragraph shorter"),
        ("meeting.md", "make the paragraph about the elevator shorter"),
        ("meeting.md", "remove the question about the moon"),
        ("recipe.md", "can I use red lentils instead?"),
        ("readme.md", "summarize this for me in chat"),
        ("letter.md", "what did you change?"),
        ("weather.py.txt", "what does hottest do?"),
        ("letter.md", "thanks, looks great"),
        ("cart.ts.txt", "add a function that applies a discount code"),
        ("chapter.md", "remove the chapter about the war"),
    ],
)
async def test_the_file_stays_as_it_is(settings: Settings, document: str, instruction: str) -> None:
    before, after = await ask(settings, document, instruction)
    assert after == before
