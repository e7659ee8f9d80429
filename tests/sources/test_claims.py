"""Sentences in own words against sources: supported only when a sentence there says the same; planted changes never."""

from collections import Counter

import pytest

from gesso.sources.citing import verify_document
from gesso.sources.claims import Corpus, sentence_spans, tokens_of

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
        ("The parliament passes the law by 311 votes to 205 on Friday.", "supported"),
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
