"""What is searched for, what is no search, and which sentences of a page are taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesso.agent.guided.extracting import best_sentences
from gesso.agent.guided.researching import asks_to_search, escaped, query_of, wants_search
from gesso.agent.scene import Scene
from gesso.sources.citing import claims_of


@pytest.mark.parametrize(
    ("ask", "query"),
    [
        ("Search for the latest AI news and summarise it with sources", "latest AI news"),
        ("search the web for the best hiking boots and list 5 with links", "best hiking boots"),
        ("look up who won the 2026 world cup", "who won the 2026 world cup"),
        ("What's the latest news on Ukraine?", "latest news on Ukraine"),
        ("find sources on microplastics in rain", "microplastics in rain"),
        ("google how tall is the Eiffel tower", "how tall is the Eiffel tower"),
        ("Summarise the latest tech news for me", "latest tech news"),
        ("Suche im Netz nach Nachrichten zur Bahn und fasse sie zusammen", "Nachrichten zur Bahn"),
        ("Can you please search the web for AI regulation in the EU, with sources?", "AI regulation in the EU"),
        ("research quantum computing and write a report", "quantum computing"),
        ("check the news about Apple", "Apple news"),
        ("Give me the headlines", "headlines"),
    ],
)
def test_what_is_searched_for(ask: str, query: str) -> None:
    assert wants_search(Scene(ask=ask)) and query_of(ask) == query


@pytest.mark.parametrize(
    "ask",
    [
        "Search and replace cat by dog", "find the word apple", "Write a newsletter about AI news", "Look up",
        "Tell me a joke", "Write a poem about the weather", "Research", "Find a better word for happy",
        "Make a list of sources of vitamin C",
    ],
)  # fmt: skip
def test_what_is_no_search(ask: str) -> None:
    assert not wants_search(Scene(ask=ask))


def test_a_task_that_writes_a_document_searches_only_when_it_is_asked_to() -> None:
    assert asks_to_search("Search the web for AI news and write a report")
    assert asks_to_search("Write a report on the week in AI with sources")
    assert not asks_to_search("Write a poem about the weather") and not asks_to_search(
        "Write a story of the last train"
    )


PAGE = """Robots in Osaka

Sign up to our newsletter and never miss a story about robots in Osaka.

An AI robot in Osaka folded 200 shirts in an hour on Friday. Its makers had hoped for 150. By Ann Example

Read more about robots in Osaka on our page of robots today.

The robot weighs 48 kg and is to be sold in 2027 (in Japan only). and then a piece of a sentence."""


def test_the_best_sentences_are_of_the_page_word_for_word() -> None:
    found = best_sentences(PAGE, ("ai", "robot"), "Robots in Osaka")
    assert found[0] == "An AI robot in Osaka folded 200 shirts in an hour on Friday."
    assert len(found) <= 2 and all(sentence in PAGE and "newsletter" not in sentence for sentence in found)
    assert best_sentences("Menu\nHome\nContact us", ("ai",), "") == []


@given(st.text(max_size=400), st.lists(st.text(min_size=1, max_size=8), max_size=3), st.text(max_size=30))
def test_every_sentence_is_a_piece_of_the_text(text: str, terms: list[str], title: str) -> None:
    assert all(sentence in text for sentence in best_sentences(text, terms, title))


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9*_`<>\\\[\]~$|#é字 ]{2,60}[A-Za-z.]", fullmatch=True))
def test_a_quote_in_markdown_reads_back_as_it_was(words: str) -> None:
    bare = " ".join(words.split())
    assert [claim.text for claim in claims_of(f"> {escaped(words)} [1]")] == [bare]
