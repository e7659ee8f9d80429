"""Sentences in own words against sources: supported only when a sentence there says the same; planted changes never."""

from collections import Counter

import pytest

from gesso.sources.citing import verify_document
from gesso.sources.claims import Corpus, tokens_of
from gesso.sources.sentences import sentence_spans

from .test_citing import LIST, NUMBER, planted, words


def sentences() -> list[tuple[str, str]]:
    """Every sentence of the sources that has a number, with the name of its source."""
    return [
        (name, " ".join(text[start:end].split()))
        for name, text in words().items()
        for start, end in sentence_spans(text)
        if any(letter.isdigit() for letter in text[start:end]) and not text[start:end].startswith("#")
    ]


def test_no_planted_change_of_a_claim_is_supported_and_every_true_one_is() -> None:
    corpus, sources = Corpus(words()), words()
    counts: Counter[str] = Counter()
    for name, sentence in sentences():
        assert corpus.check(sentence).verdict == "supported", sentence
        counts["true"] += 1
        for what, changed in planted(sentence).items():
            if what == "letter":
                continue  # the last letter is the full stop here
            kind = what.split(" at ")[0]
            verdict = corpus.check(changed).verdict
            assert verdict != "supported", (what, changed)
            counts[kind] += 1
            counts[f"{kind}: {verdict}"] += 1
        for other in sources.keys() - {name}:
            checked = verify_document(f"{sentence.rstrip('.”“')} [{NUMBER[other]}].{LIST}", sources)
            assert all(each.verdict != "supported" for each in checked), sentence
            counts["other page"] += 1
    changes = sum(count for kind, count in counts.items() if ":" not in kind) - counts["true"]
    assert counts["true"] >= 20 and changes >= 100, counts
    assert counts["digit: contradicted"] >= 0.9 * counts["digit"], counts
    assert counts["negation: contradicted"] >= 0.9 * counts["negation"], counts


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("The parliament passed the law by 311 votes to 205 on Friday.", "supported"),
        ("The parliament passes the law by 311 votes to 205 on Friday.", "similar"),
        ("The parliament passed law by 311 votes to 205 on Friday.", "similar"),
        ("The parliament passed the law by 311 votes to 250 on Friday.", "contradicted"),
        ("The parliament did not pass the law by 311 votes to 205 on Friday.", "contradicted"),
        ("The law was passed by the parliament on Friday.", "similar"),
        ("Tea is drunk in 40 harbours.", "not found"),
        ("The 12 buoys weren't lost in the storm.", "supported"),
        ("The twelve buoys were not lost in the storm.", "supported"),
        ("The buoys were lost in the storm.", "contradicted"),
        ("Fines are up to 35 million euros or 7 % of sales.", "supported"),
        ("Sales are up to 35 million fines or 7 % of euros.", "similar"),
    ],
)
def test_a_claim_is_what_the_sources_make_of_it(claim: str, verdict: str) -> None:
    assert Corpus(words()).check(claim).verdict == verdict


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The sea rose by 3.4 mm in 2025.", "The sea rose by 3.4 m in 2025."),
        ("It is sold for $399 from March on.", "It is sold for €399 from March on."),
        ("The effect was clear with p < 0.05 there.", "The effect was clear with p > 0.05 there."),
        ("The room has 40 m² of floor.", "The room has 40 m of floor."),
        ("It grew by 10^6 cells.", "It grew by 10 6 cells."),
        ("The employer pays 20 euros a month.", "The employee pays 20 euros a month."),
        ("The company employed 40 people there.", "The company employs 40 people there."),
        ("Ann Lee owes Ben Roe 5 euros.", "Ben Roe owes Ann Lee 5 euros."),
        ("If the price falls, 40 shops close.", "If 40 shops close, the price falls."),
        ("It hardly rains on 3 days there.", "It never rains on 3 days there."),
        ("Only 3 men died in the storm.", "3 men died in the storm."),
        ("In all, approx. 40 ships sank on Monday.", "40 ships sank on Monday."),
        ("Did Paris have 3 million people?", "Did Paris have 3 million people."),
        ("It is a myth that\nParis has 3 million people.", "Paris has 3 million people."),
        ("40 papers deny that\nParis has 3 million people.", "Paris has 3 million people."),
        ("Few people believe\nParis has 3 million people.", "Paris has 3 million people."),
        ("A common myth\nParis has 3 million people.", "Paris has 3 million people."),
        ("Nobody ever said that\n\n40 ships sank on Monday.", "40 ships sank on Monday."),
        ("Nobody ever said\f40 ships sank on Monday.", "40 ships sank on Monday."),
        ("“The sea rose by 40 m in May.” This is false.", "The sea rose by 40 m in May."),
        ("The sea rose by 40 m in May. That claim was later withdrawn.", "The sea rose by 40 m in May."),
        ("## Common myths\n\nParis has 3 million people.", "Paris has 3 million people."),
        (
            "Errors in the first edition:\n\n1. It is cold.\n2. Paris has 3 million people.",
            "Paris has 3 million people.",
        ),
        ("Errors in the first edition:\n\n- It is cold.\n- Paris has 3 million people.", "Paris has 3 million people."),
    ],
)
def test_what_is_false_in_its_place_is_never_supported(source: str, claim: str) -> None:
    assert Corpus({"a": source}).check(claim).verdict in ("similar", "contradicted")


@pytest.mark.parametrize(
    "source",
    [
        "# The City\n\nParis has 3 million people.",
        "# The City\nParis has 3 million people.",
        "The City Of Light\nParis has 3 million people. It is large.",
        "The people\nParis has 3 million people.",
        "2.1 Size of towns\nParis has three million people.",
        "All is well.\n\n- Rome is old.\n- Paris has 3 million people.\n",
        "The findings:\n\n1. Paris has 3,000,000 people there.\n2. Paris has 3 million people.",
        "It was so.\fParis has 3 million people. This is well known.",
    ],
)
def test_layout_does_not_keep_a_true_claim_from_being_supported(source: str) -> None:
    assert Corpus({"a": source}).check("Paris has 3 million people.").verdict == "supported"


def test_a_sentence_with_the_same_numbers_outweighs_one_of_another_year() -> None:
    text = "Sales of ships in 2023 were 35 million euros. Sales of ships in 2024 were 40 million euros in all."
    assert Corpus({"a": text}).check("Sales of ships in 2024 were 40 million euros.").verdict == "similar"
    assert Corpus({"a": text[:46]}).check("Sales of ships in 2024 were 40 million euros.").verdict == "similar"


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Sales fell in 2022.", "Sales did not fall in 2022."),
        ("The sea rose by 3 mm.", "The sea didn't rise by 3 mm."),
        ("The firm did not pay 5 euros.", "The firm paid 5 euros."),
        ("Sales fell by 14 percent in 2022.", "Sales fell by 40 percent in 2022."),
    ],
)
def test_a_denial_of_what_was_is_a_contradiction(source: str, claim: str) -> None:
    assert Corpus({"a": source}).check(claim).verdict == "contradicted"


def test_a_document_is_verified_sentence_by_sentence() -> None:
    text = (
        "# Report\n\nThis is what we found. Fines are up to 36 million euros or 7 percent of sales. "
        "The critics in Berlin danced.\n\n> It has 16 cores [2]\n" + LIST
    )
    found = verify_document(text, words())
    assert [(each.verdict, each.claim.kind) for each in found] == [
        ("contradicted", "claim"), ("not found", "claim"), ("found", "quote"),
    ]  # fmt: skip
    assert "“36” here, “35” there" in found[0].why and found[0].source == "law.txt" and "35 million" in found[0].near


def test_numbers_are_compared_by_value() -> None:
    assert tokens_of("1,204 metres") == tokens_of("1204 metre") and tokens_of("3.40") == tokens_of("3.4")
    assert tokens_of("12") != tokens_of("1.2") and tokens_of("-5 %") != tokens_of("5 %")
