"""What a shortcut's result measures, with results that reach the goal and results that do not."""

import pytest

from gesso.agent.measuring import Measured, brackets_balance, measure, parse_code
from gesso.agent.shortcuts import SHORTCUTS, Goal, Passage, find_shortcut
from gesso.base.errors import BadInput

WORDS = "one two three four five six seven eight nine ten " * 10
CODE = "def add(a, b):\n    return a + b\n"
HARD = (
    "The organisation's comprehensive administrative infrastructure necessitates considerable simplification, "
    "particularly regarding international documentation and professional communication responsibilities. "
)
EASY = "The cat sat on the mat. The dog ran to the red car. He is a good dog. "


def measured(name: str, option: str | None, before: str, after: str, language: str | None = None,
             now: str | None = None, remarks: int = 0) -> Measured:  # fmt: skip
    found = next(each for each in SHORTCUTS if each.id == name)
    was = Passage(before, found.kind, language, False)
    return measure(found, found.option(option), was, Passage(after, found.kind, now or language, False), remarks)


@pytest.mark.parametrize(("option", "share"), [("-75", 0.25), ("-50", 0.5), ("+50", 1.5), ("+75", 1.75)])
def test_a_length_counts_within_fifteen_points(option: str, share: float) -> None:
    words = WORDS.split()
    many = [*words, *words]
    good = measured("length", option, WORDS, " ".join(many[: round(100 * share) + 14]))
    assert good.met is True and good.words.startswith("100 → ")
    off = measured("length", option, WORDS, " ".join(many[: round(100 * share) + 17]))
    assert off.met is False and "about 17" in off.again
    assert measured("length", option, WORDS, WORDS).met is False


def test_a_length_is_said_as_people_read_it() -> None:
    assert measured("length", "-50", WORDS, " ".join(WORDS.split()[:50])).words == "100 → 50 words, −50 %"


def test_a_grade_is_measured_before_and_after() -> None:
    good = measured("level", "kindergarten", HARD * 3, EASY)
    assert good.met is True and good.words.startswith("Grade ") and "aim 1" in good.words
    missed = measured("level", "kindergarten", HARD * 3, HARD * 2)
    assert missed.met is False and "shorter sentences" in missed.again
    assert measured("level", "graduate", EASY, EASY + EASY).met is False
    assert (
        measured("level", "college", "Der Hund ist in dem Haus und die Katze ist auf der Matte mit dem Ball.", "x").met
        is None
    )


@pytest.mark.parametrize(
    ("option", "after", "met"),
    [
        ("words", "# A\n\n- one ☕\n- two\n", True),
        ("words", "# A\n\n- one\n- two\n", False),
        ("words", "# A\n\n- one ☕\n- three\n", False),
        ("sections", "# 📌 A\n\n- one\n- two\n", True),
        ("sections", "# A 📌\n\n- one\n- two\n", False),
        ("lists", "# A\n\n- 🔹 one\n- 🔹 two\n", True),
        ("lists", "# A\n\n- 🔹 one\n- two\n", False),
    ],
)
def test_emoji_go_where_they_were_wanted_and_words_stay(option: str, after: str, met: bool) -> None:
    assert measured("emoji", option, "# A\n\n- one\n- two\n", after).met is met


def test_removed_emoji_leave_none() -> None:
    assert measured("emoji", "remove", "a ☕ b", "a b").met is True
    assert measured("emoji", "remove", "a ☕ b 🐐", "a b 🐐").met is False
    assert measured("emoji", "remove", "a ☕ b", "a c").met is False


def test_a_translation_is_read() -> None:
    german = "Der Hund ist in dem Haus, und die Katze sitzt auf der Matte."
    english = "The dog is in the house, and the cat is sitting on the mat."
    assert measured("translate", "de", english, german).met is True
    wrong = measured("translate", "fr", english, german)
    assert wrong.met is False and "German" in wrong.again and "French" in wrong.again


def test_a_polish_keeps_the_length() -> None:
    assert measured("polish", None, "This is teh end of it.", "This is the end of it.").words == "1 word changed of 6"
    assert measured("polish", None, WORDS, WORDS + WORDS).met is False


def test_comments_must_leave_the_program_as_it_is() -> None:
    good = measured("comments", None, CODE, "# Adds.\n" + CODE, "python")
    assert (good.met, good.words) == (True, "1 comment added, the program is the same")
    docstring = 'def add(a, b):\n    """The sum."""\n    return a + b\n'
    assert measured("comments", None, CODE, docstring, "python").met is True
    changed = measured("comments", None, CODE, "# Adds.\n" + CODE.replace("+", "-"), "python")
    assert changed.met is False and "put them back" in changed.again
    assert measured("comments", None, "f();\n", "// why\nf();\n", "javascript").met is True


def test_logs_are_counted_and_the_code_still_parses() -> None:
    logged = 'def add(a, b):\n    logger.debug("add")\n    return a + b\n'
    assert measured("logs", None, CODE, logged, "python").met is True
    assert measured("logs", None, CODE, CODE + "\n", "python").met is False
    broken = measured("logs", None, CODE, "def add(a, b:\n    print(a)\n", "python")
    assert broken.met is False and "does not parse at line 1" in broken.again
    assert measured("logs", None, "f();\n", "console.log('f');\nf();\n", "javascript").met is True


def test_a_fix_parses() -> None:
    assert measured("fix", None, "def f(:\n", "def f():\n    pass\n", "python").met is True
    assert measured("fix", None, CODE, "def f(:\n", "python").met is False


def test_a_port_parses_and_sets_the_language() -> None:
    js = "function add(a, b) {\n  return a + b; // ) in a comment\n}\n"
    assert measured("port", "javascript", CODE, js, "python", "javascript").met is None
    unset = measured("port", "javascript", CODE, js, "python", "python")
    assert unset.met is False and "language is not set" in unset.again
    assert measured("port", "javascript", CODE, js[:-2], "python", "javascript").met is False
    assert measured("port", "python", js, CODE, "javascript", "python").met is True


def test_comments_are_the_whole_result_of_a_review() -> None:
    assert measured("review", None, CODE, CODE, "python", remarks=2) == Measured("2 comments, text unchanged", True)
    assert measured("suggest", None, "a", "b", remarks=1).met is None


@pytest.mark.parametrize("code", ["f('(') // )", 'x = "]" # }', "`${[`", "/* ( */ {}", "'\\'(' + (1)"])
def test_brackets_in_words_and_comments_do_not_count(code: str) -> None:
    assert brackets_balance(code)
    assert not brackets_balance(code + "\n(")


def test_code_that_nests_too_deep_is_broken_not_an_error() -> None:
    assert parse_code("(" * 5000, "python")[0] is False


def test_what_a_model_is_told_holds_the_numbers() -> None:
    for shortcut in SHORTCUTS:
        for option in shortcut.options or (shortcut.option(None),):
            before = Passage(WORDS if shortcut.kind == "document" else CODE, shortcut.kind, "python", False)
            task = Goal(shortcut, option, before).task
            assert before.named in task or "Port the code" in task
    half = find_shortcut("length", "document")
    assert "50 (between 40 and 60)" in Goal(half, half.option("-50"), Passage(WORDS, "document", None, True)).task


def test_a_shortcut_of_the_wrong_kind_or_option_is_refused() -> None:
    with pytest.raises(BadInput, match="for code"):
        find_shortcut("port", "document")
    with pytest.raises(BadInput, match="no shortcut"):
        find_shortcut("sing", "document")
    with pytest.raises(BadInput, match="-75, -50"):
        find_shortcut("length", "document").option("-10")
