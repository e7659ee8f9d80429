"""What a model is shown and how much of its answer is offered; what a person's habit makes of the threshold."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.agent.next_edit.candidate import Situation
from gesso.agent.next_edit.habit import HIGHEST, LOWEST, START, Habit, Outcome
from gesso.agent.next_edit.likelihood import floor_logprob, likely_words
from gesso.agent.next_edit.words import LEAST_WINDOW, QUANTUM, Ask, ask_words, offered_words, window_start
from gesso.model.completion import Gap, Piece, cut_at, without_lead

FLOOR = math.log(0.1)


def asked(before: str, after: str = "", code: bool = False) -> Ask:
    found = ask_words(Situation(before + after, len(before), code), FLOOR)
    assert found is not None
    return found


def words(ask: Ask, *pieces: str, logprob: float | None = -0.01, threshold: float = 0.5) -> str | None:
    found = offered_words(ask, [Piece(each, logprob) for each in pieces], threshold)
    return found.splices[0].text if found else None


def test_nothing_is_asked_inside_a_word_or_before_others() -> None:
    text = "The quick brown fox jumps."
    assert ask_words(Situation(text, 6, False), FLOOR) is None
    assert ask_words(Situation(text, 9, False), FLOOR) is None
    assert ask_words(Situation(text + "”)", len(text), False), FLOOR) is not None
    assert ask_words(Situation("", 0, False), FLOOR) is None


def test_a_begun_word_is_asked_from_its_beginning() -> None:
    gap = asked("It was a quick bro").gap
    assert (gap.begun, gap.lead, gap.head) == ("bro", " bro", "It was a quick")
    assert asked("return self.val", code=True).gap.lead == "val"
    assert Gap("ends here. ").lead == " "


def test_only_whole_words_are_offered_and_never_a_cut_one() -> None:
    ask = asked("The history of the ")
    assert words(ask, "cof", "fee", " bean", "s", " in", " Eur") == "coffee beans in"
    assert words(ask, "coffee") is None, "it may have been cut inside the word"
    assert words(ask, "coffee", ".") == "coffee" or words(ask, "coffee", ".") == "coffee."
    assert words(ask, "coffee", "\n") == "coffee"


def test_the_unlikely_end_of_an_answer_is_left_out() -> None:
    ask = asked("The history of the ")
    pieces = [Piece("coffee", -0.01), Piece(" beans", -0.01), Piece(" never", -6.0), Piece(" x", -6.0)]
    found = offered_words(ask, pieces, 0.5)
    assert found is not None and found.splices[0].text == "coffee beans"
    assert offered_words(ask, [Piece("coffee", -5.0), Piece(" x", -0.1)], 0.5) is None


def test_what_follows_is_not_said_again() -> None:
    assert words(asked("say(hello ", ")", code=True), "world", ")", "\n") == "world"
    assert words(asked("One line here\n", "\nNext words come", code=True), "Next", " words", " come", "\n") is None
    assert (
        words(asked("the same words again, the same words again, "), "the", " same", " words", " again", ",", " x")
        is not None
    )


def test_too_little_is_not_offered() -> None:
    assert words(asked("It was a quick bro"), "wn", " ") is None
    assert words(asked("This is the end"), ".", "\n") is None


@settings(deadline=None)
@given(st.integers(0, 5000), st.integers(1, 200))
def test_typing_on_leaves_the_window_where_it_is(caret: int, more: int) -> None:
    text = ("A line of words, é😀字, that goes on.\n" * 400)[: caret + more]
    first, then = window_start(text, min(caret, len(text))), window_start(text, len(text))
    assert first <= min(caret, len(text)) and then >= first
    assert min(caret, len(text)) - first <= QUANTUM + LEAST_WINDOW
    if (caret - LEAST_WINDOW) // QUANTUM == (len(text) - LEAST_WINDOW) // QUANTUM and caret <= len(text):
        assert first == then


@settings(deadline=None)
@given(st.floats(-30, 0), st.integers(1, 200), st.booleans(), st.booleans())
def test_more_likely_words_are_more_likely_and_the_floor_is_below_all(
    logprob: float, letters: int, begun: bool, code: bool
) -> None:
    likely = likely_words(logprob, letters, begun, code)
    assert 0.0 <= likely <= 1.0
    assert likely_words(min(0.0, logprob + 1), letters, begun, code) >= likely
    for threshold in (0.35, 0.5, 0.9):
        if likely >= threshold:
            assert logprob >= floor_logprob(threshold) - 1e-9


@settings(deadline=None)
@given(st.text(max_size=20), st.lists(st.text(max_size=5), max_size=8))
def test_pieces_cut_and_led_keep_their_letters(lead: str, texts: list[str]) -> None:
    pieces = [Piece(each, -0.5) for each in texts]
    whole = "".join(texts)
    assert "".join(each.text for each in cut_at(pieces, r"\n")) == whole[: (whole + "\n").index("\n") + 1]
    rest = "".join(each.text for each in without_lead(pieces, lead))
    assert rest == (whole[len(lead) :] if whole.startswith(lead) else "")


OUTCOMES: list[Outcome] = ["taken", "typed", "dismissed", "ignored"]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(OUTCOMES), st.floats(0.35, 0.99)), max_size=200))
def test_the_threshold_stays_in_bounds_and_survives_storing(done: list[tuple[Outcome, float]]) -> None:
    habit = Habit()
    for outcome, likely in done:
        habit = habit.after(outcome, likely)
        assert LOWEST <= habit.threshold <= HIGHEST
    assert habit.shown == len(done)
    again = Habit.from_json(habit.to_json())
    assert abs(again.threshold - habit.threshold) < 0.001 and again.shown == habit.shown


def test_the_threshold_follows_what_is_done_with_offers() -> None:
    liked, disliked, left = Habit(), Habit(), Habit()
    assert Habit().threshold == START
    for _ in range(12):
        liked = liked.after("taken", 0.6).settled(True)
        disliked = disliked.after("dismissed", 0.6)
        left = left.after("ignored", 0.6)
    assert liked.threshold < START < left.threshold < disliked.threshold
    gone = Habit().after("taken", 0.6).settled(False)
    assert Habit().after("taken", 0.6).settled(True).threshold < gone.threshold
    for junk in (None, [], {}, {"shown": "x"}, {**Habit().to_json(), "weight": None}):
        assert Habit.from_json(junk) == Habit()
