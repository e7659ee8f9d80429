"""Friendlier by rules: the voice changes, the facts do not."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.agent.guided.contractions import contracted, written_out
from gesso.agent.guided.friendly import friendlier
from gesso.agent.guided.sentences import split_sentences
from gesso.agent.guided.tone import grade, informality

PARAGRAPHS = Path(__file__).parents[2] / "bench" / "style" / "paragraphs.jsonl"
TEXTS = st.text(alphabet=st.sampled_from(list("Il thadnobe.,;!?'\"“”é😀字\r\n*_[]()019-\ue000\ue001")), max_size=200)


@pytest.mark.parametrize(
    ("stiff", "warm"),
    [
        ("Visitors are asked to keep their dogs on a lead.", "Please keep your dogs on a lead."),
        ("Persons who require assistance should contact Mr Kahn.", "If you need help, please contact Mr Kahn."),
        ("One can leave bags here.", "You can leave bags here."),
        ("Bicycles may not be left in the hall.", "Please don't leave bikes in the hall."),
        ("In urgent cases, Dr Weiss can be reached by telephone.", "In urgent cases, you can reach Dr Weiss by phone."),
        ("The filter can be removed and cleaned.", "You can remove and clean the filter."),
        ("It is not necessary to enter a card.", "You don't need to enter a card."),
        ("It is not permitted to swim.", "You can't swim."),
        ("No ticket is required.", "You don't need a ticket."),
        ("It is recommended that the list be revised in May.", "It'd be a good idea to revise the list in May."),
        ("The leak was discovered by a technician.", "A technician found the leak."),
        ("However, they had eaten. Therefore we left.", "But they'd eaten. So we left."),
        ("Furthermore, an additional key was sent.", "Also, an extra key was sent."),
        ("I believe that Jonas has been told that the door is open.", "I think Jonas has been told the door is open."),
        ("The dough must rest.", "The dough has to rest."),
    ],
)
def test_stiff_turns_are_said_to_the_reader(stiff: str, warm: str) -> None:
    assert friendlier(stiff) == warm


@pytest.mark.parametrize(
    "told",
    [
        "Paris can be visited.",  # "paris" or "Paris"? Names are not known for sure
        "Delays can be caused by snow.",
        "Data can be sent to the server and is then stored.",
        "The house was built by the river.",
        "James must be tired.",
        "You have to go. We have 20 chairs.",
        "Nobody knows what it is.",
        "Your request and the purchase came late.",
        "The remaining guests left.",
        "On the wall of the old town hall hung a sign, and on it stood “It is not permitted to purchase goats.”",
        "One of the lamps is broken.",
        "I AM NOT GOING.",
    ],
)
def test_what_could_go_wrong_is_left(told: str) -> None:
    assert friendlier(told) == told


def test_in_sad_news_there_is_no_chatting() -> None:
    assert friendlier("Three children died. It is not known why.") == "Three children died. It isn't known why."


@given(TEXTS)
@settings(deadline=None)
def test_any_text_keeps_its_numbers_and_what_is_kept_out(text: str) -> None:
    linked = f"{text} `it is {len(text)}` [it is](https://example.org/it_is)"
    for change in (friendlier, contracted, written_out):
        assert re.findall(r"\d+", change(text)) == re.findall(r"\d+", text)
    if "\ue000" not in text and "`" not in text and "[" not in text and "<" not in text:
        assert friendlier(linked).endswith("[it is](https://example.org/it_is)")


def test_forty_eight_paragraphs_keep_their_facts_and_move_in_several_sentences() -> None:
    moved = total = 0
    for line in PARAGRAPHS.read_text(encoding="utf-8").splitlines():
        before = json.loads(line)["text"]
        after = friendlier(before)
        assert sorted(re.findall(r"\d[\d.,:]*\d|\d", before)) == sorted(re.findall(r"\d[\d.,:]*\d|\d", after))
        names = re.compile(r"(?<=[a-z,] )[A-Z][a-zà-ÿ]+")
        assert sorted(names.findall(before)) == sorted(names.findall(after)), after
        assert informality(after) >= informality(before)
        kept = {sentence.strip() for sentence in split_sentences(after)}
        moved += sum(sentence.strip() not in kept for sentence in split_sentences(before))
        total += len(split_sentences(before))
    assert moved >= total / 2


def test_the_measures_order_texts_as_people_do() -> None:
    stiff = "It is recommended that assistance be requested prior to departure."
    spoken = "You'd better ask us for help before you go."
    assert informality(spoken) > informality(stiff)
    assert grade(spoken) < grade(stiff)
