"""Quotes looked up again: found as they stand, and never with a digit, a "not", a word or the page changed."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesso.cli import main
from gesso.sources.citing import check_document, claims_of, numbered_sources, verify_document
from gesso.sources.quotes import find_quote, passages

SOURCES = {
    "sea.md": """# The sea in 2025

The sea rose by 3.4 mm in 2025, the gauges of 41 harbours show. It was 1,204 metres deep where the cable lies.
Salt water does conduct 2 million times better than rain. In Naïveté Bay the tide is 15.2 metres high — the
highest of all. “We measured it twice on 7 May,” said Dr. Ann O’Neill. The 12 buoys were not lost in the storm.
At 4 °C water is heaviest, which has kept 90 % of lakes alive. The ferry leaves at 19:05 and arrives at 20:40.
""",
    "chips.html": """<html><head><title>Chips</title></head><body><nav><a href="/">Home</a></nav><article>
<h1>A chip of Delft</h1><p>The laboratory said that its chip uses 48% less power than the one of 2023. It has
16 cores and is
sold from March 2027 for $399.</p><p>Nobody has tested it outside of the laboratory in the 6 months since. Its makers do
expect to sell 250,000 of them in the first year. The board voted 7 to 5 for it on 3 June.</p>
<p>Each wafer is 300 mm wide and cost 9,500 euros to make. The price is -5 % against last year&#8217;s
model.</p></article></body></html>""",
    "law.txt": """The parliament passed the law by 311 votes to 205 on Friday. It is in force from 1 August
2027 in all 27 countries.
Makers must publish what they were trained on within 90 days. Schools were exempt from section 14 until 2030.
The court did allow 3 of the 8 complaints. Fines are up to 35 million euros or 7 percent of sales.
A model with fewer than 10 billion weights is not covered. Section 9 says that a person must decide in the end.
""",
}
QUOTES = {
    "sea.md": [
        "The sea rose by 3.4 mm in 2025",
        "It was 1,204 metres deep where the cable lies",
        "conduct 2 million times better than rain",
        "the tide is 15.2 metres high - the highest of all",
        '"We measured it twice on 7 May," said Dr. Ann O\'Neill',
        "The 12 buoys were not lost in the storm",
        "which has kept 90 % of lakes alive",
        "The ferry leaves at 19:05 and arrives at 20:40",
    ],
    "chips.html": [
        "its chip uses 48% less power than the one of 2023",
        "It has 16 cores and is sold from March 2027",
        "Nobody has tested it outside of the laboratory in the 6 months since",
        "do expect to sell 250,000 of them in the first year",
        "The board voted 7 to 5 for it on 3 June",
        "Each wafer is 300 mm wide and cost 9,500 euros",
        "The price is -5 % against last year's model",
    ],
    "law.txt": [
        "The parliament passed the law by 311 votes to 205",
        "It is in force from 1 August 2027",
        "within 90 days",
        "Schools were exempt from section 14 until 2030",
        "The court did allow 3 of the 8 complaints",
        "up to 35 million euros or 7 percent of sales",
        "A model with fewer than 10 billion weights is not covered",
        "Section 9 says that a person must decide",
    ],
}
LIST = "\n\n## Sources\n\n1. [The sea](https://example.org/a/sea.md)\n2. [Chips](<folder:chips.html>)\n3. law.txt\n"
NUMBER = {"sea.md": 1, "chips.html": 2, "law.txt": 3}


def words() -> dict[str, str]:
    from gesso.sources.article import article_of

    return {name: article_of(text).text if name.endswith("html") else text for name, text in SOURCES.items()}


def planted(quote: str) -> dict[str, str]:
    """The same quote with one thing changed each: what must never be found."""
    made: dict[str, str] = {}
    digits = [match.start() for match in re.finditer(r"\d", quote)]
    for at in (digits[0], digits[-1]):
        made[f"digit at {at}"] = quote[:at] + str((int(quote[at]) + 3) % 10) + quote[at + 1 :]
    negated = re.sub(r"\b(not) |\b(is|was|were|has|did|do|does|must|uses|rose|leaves)\b",
                     lambda found: "" if found[1] else f"{found[2]} not", quote, count=1)  # fmt: skip
    if negated != quote:
        made["negation"] = negated
    split = quote.split()
    made["dropped word"] = " ".join(split[: len(split) // 2] + split[len(split) // 2 + 1 :])
    made["added word"] = " ".join([*split[:1], "nearly", *split[1:]])
    made["digit put in front"] = re.sub(r"\d", lambda found: f"1{found[0]}", quote, count=1)
    made["sign"] = re.sub(r"(\d)", r"-\1", quote, count=1)
    made["letter"] = quote[:-2] + ("x" if quote[-2] != "x" else "y") + quote[-1]
    return made


def test_no_planted_change_is_found_and_every_true_quote_is() -> None:
    sources = words()
    counts: Counter[str] = Counter()
    for name, quotes in QUOTES.items():
        for quote in quotes:
            assert find_quote(quote, sources[name]) is not None, quote
            counts["true"] += 1
            for what, changed in planted(quote).items():
                assert all(find_quote(changed, source) is None for source in sources.values()), (what, changed)
                counts[what.split(" at ")[0]] += 1
            for other in sources.keys() - {name}:
                [checked] = check_document(f"> {quote} [{NUMBER[other]}]{LIST}", sources)
                assert (checked.verdict, checked.source) == ("elsewhere", name), quote
                counts["other page"] += 1
            [checked] = check_document(f"> {quote} [{NUMBER[name]}]{LIST}", sources)
            assert (checked.verdict, checked.source) == ("found", name), quote
    false = sum(counts.values()) - counts["true"]
    assert counts["true"] == 23 and false >= 200 and counts["other page"] == 46 and counts["negation"] >= 15, counts


@pytest.mark.parametrize("quote", [
    "The sea rose by\n3.4\u00a0mm in 2025", "the tide is 15.2 metres high – the highest",
    "“We measured it twice on 7 May,”", "4 °C water is heaviest",
    "Naïveté Bay", "Nai\u0308vete\u0301 Bay", "it twice on 7 May,\" said Dr. Ann O'Neill", "The sea\u200b rose",
])  # fmt: skip
def test_typography_is_no_change(quote: str) -> None:
    found = find_quote(quote, SOURCES["sea.md"])
    assert found is not None
    assert found.end - found.start >= len(quote) - 4


def test_pieces_of_numbers_and_words_are_not_found() -> None:
    source = "It grew by 15.5 % in 2024-2025, and 1,200 people of Kansas came; the price fell by -5 % to 4.20."
    for quote in (
        "5.5 %",
        "15.",
        "grew by 15",
        "200 people",
        "people of Kan",
        "rew by",
        "1,20",
        "by -",
        "5 % to 4.2",
        "fell by -5 % to 4.2",
    ):
        assert find_quote(quote, source) is None or quote in ("by -", "15."), quote
    assert find_quote("15.5 %", source) and find_quote("1,200 people", source) and find_quote("-5 %", source)
    assert find_quote("5 % to 4.20", source) is None, "the sign is part of the number"
    assert find_quote("", source) is None and find_quote(" \u200b ", source) is None


@given(st.text(min_size=1, max_size=60), st.text(max_size=40), st.text(max_size=40))
def test_where_it_is_found_it_stands(quote: str, before: str, after: str) -> None:
    source = f"{before} {quote} {after}"
    found = find_quote(quote, source)
    if found is not None:
        assert 0 <= found.start < found.end <= len(source)
        assert find_quote(source[found.start : found.end], source) is not None


def test_what_of_a_document_is_a_quote_and_what_it_cites() -> None:
    text = """# Report

The paper said “the sea rose by 3.4 mm” [1] and “it was deep there” [2]. It is a word, "salty", no quote.
The law is strict [3].

> Makers must publish what
> they were trained on. [3]

```
“code is no quote of anything” [1]
```

## Sources

1. [The sea](https://example.org/sea)
[2] https://example.org/chips.html
"""
    found = claims_of(text)
    assert [(claim.kind, claim.text, claim.cites, claim.line) for claim in found] == [
        ("quote", "the sea rose by 3.4 mm", (1,), 3), ("quote", "it was deep there", (2,), 3),
        ("claim", "The law is strict.", (3,), 3), ("quote", "Makers must publish what they were trained on.", (3,), 6),
    ]  # fmt: skip
    assert numbered_sources(text, ["sea.md", "chips.html", "law.txt"]) == {1: "sea.md", 2: "chips.html"}


def test_what_is_left_out_and_what_is_nearest() -> None:
    sources = words()
    [cut] = check_document("> The parliament passed the law … on Friday. [3]" + LIST, sources)
    assert cut.verdict == "found"
    [turned] = check_document("> on Friday … The parliament passed the law [3]" + LIST, sources)
    assert turned.verdict == "not found"
    [changed] = check_document("> The parliament passed the law by 311 votes to 206 [3]" + LIST, sources)
    assert (changed.verdict, changed.source) == ("not found", "law.txt") and "311 votes to 205" in changed.near
    [own] = check_document("The parliament was in favour [3]." + LIST, sources)
    assert own.verdict in ("similar", "not found")
    [unknown] = check_document("> It is in force from 1 August 2027 [9]" + LIST, sources)
    assert unknown.verdict == "elsewhere" and "none of the sources" in unknown.why


def test_a_quote_is_not_cut_out_of_its_denial() -> None:
    for text in (
        "> The 12 buoys … lost in the storm [1]",
        "He said “has tested it outside of the laboratory” [2].",
        "> covered. A model with 10 billion weights [3]",
    ):
        [checked] = check_document(text + LIST, words())
        assert checked.verdict in ("not found", "contradicted"), text
    [fair] = check_document("Nobody “has tested it outside of the laboratory” yet [2]." + LIST, words())
    assert fair.verdict == "found"
    assert find_quote("102 ships", "It had 10² ships.") is None and find_quote("10² ships", "It had 10² ships.")
    assert find_quote("5 percent", "It is ≤ 5 percent.") is None and find_quote("≤ 5 percent", "It is ≤ 5 percent.")


def test_the_page_that_is_cited_is_the_page_where_it_stands() -> None:
    book = {"book.pdf": "It has 16 cores.\fIt costs 40 euros there. It ends on\fpage 3 of it."}
    listed = "\n\n1. book.pdf\n"

    def verdict(text: str) -> str:
        [checked] = verify_document(text + listed, book)
        return f"{checked.verdict}: {checked.why}" if checked.verdict == "elsewhere" else checked.verdict

    assert verdict("> It costs 40 euros [1, p. 2]") == verdict("He says “It costs 40 euros” [1], page 2.") == "found"
    assert verdict("> It ends on page 3 of it. [1, p. 2]") == "found"
    assert verdict("> It costs 40 euros [1, p. 3]") == "elsewhere: stands on page 2, not on page 3"
    assert verdict("It costs 40 euros there [1, p. 2].") == "supported"
    assert verdict("It costs 40 euros there [1, page 1].") == "elsewhere: stands on page 2, not on page 1"
    assert verdict("It costs 40 euros there [7].").startswith("elsewhere: [7] is none of the sources")


def test_a_model_reads_what_code_calls_similar_and_decides_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/law.txt").write_text(SOURCES["law.txt"])
    (tmp_path / "rules.json").write_text('[{"user": "pair", "steps": [{"type": "say", "text": "1: supports"}]}]')
    (tmp_path / "report.md").write_text(
        "The law was passed by the parliament on Friday. Fines are up to 36 million euros."
    )
    monkeypatch.setenv("GESSO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GESSO_SCRIPTED", str(tmp_path / "rules.json"))
    command = ["cite", "check", str(tmp_path / "report.md"), "--sources", str(tmp_path / "sources"), "--json"]
    assert main(command) == 1
    similar, contradicted = json.loads(capsys.readouterr().out)["claims"]
    assert (similar["verdict"], similar["decided_by"], similar["by_model"]["reads"]) == ("similar", "code", "supports")
    assert (contradicted["verdict"], contradicted["by_model"]) == ("contradicted", None)
    assert main([*command, "--model", "none"]) == 1
    assert json.loads(capsys.readouterr().out)["claims"][0]["by_model"] is None


def test_what_stands_around_words() -> None:
    assert passages("a " * 300 + "The SEA\n rose. " + "b " * 300, "sea rose")[0].count("The SEA rose.") == 1
    assert passages("nothing", "sea") == [] and len(passages("sea " * 5_000, "sea")) == 5


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    for name, text in SOURCES.items():
        (folder / name).write_text(text)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    document = tmp_path / "report.md"
    document.write_text("> It has 16 cores [2]\n\n> It has 61 cores [2]\n\nChips are small [2].\n" + LIST)
    assert main(["cite", "check", str(document), "--sources", str(folder), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert {name: n for name, n in said["counts"].items() if n} == {"found": 1, "not found": 2}
    assert [row["verdict"] for row in said["claims"]] == ["found", "not found", "not found"]
    assert said["claims"][0]["source"] == "chips.html" and "broken.pdf" in said["unread"]
    document.write_text("> It has 16 cores [2]\n" + LIST)
    assert main(["cite", "check", str(document), "--sources", str(folder)]) == 0
    assert "found" in capsys.readouterr().out
    assert main(["cite", "check", str(document), "--sources", str(tmp_path / "none")]) == 1
    assert main(["cite", "check", str(tmp_path / "none.md"), "--sources", str(folder)]) == 1
