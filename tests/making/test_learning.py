"""Learning functions from examples: what it finds must do the same for texts that it was not shown."""

import pytest

from gesso.making.learning import Example, learn
from gesso.making.writing import render_file, render_function

CASES: dict[str, tuple[list[tuple[str, str]], tuple[str, str]]] = {
    "upper": ([("fox", "FOX"), ("a cat", "A CAT"), ("Dog", "DOG")], ("Über 1", "ÜBER 1")),
    "slug": ([("The Quick Fox!", "the-quick-fox"), ("A b c", "a-b-c"), ("Hello, World", "hello-world")],
             ("It is: me", "it-is-me")),
    "name": ([("Ada Lovelace", "Lovelace, A."), ("Alan Turing", "Turing, A."), ("Grace Hopper", "Hopper, G.")],
             ("Emmy Noether", "Noether, E.")),
    "date": ([("2024-03-05", "05.03.2024"), ("1999-12-31", "31.12.1999"), ("2010-01-20", "20.01.2010")],
             ("2026-11-28", "28.11.2026")),
    "month": ([("2024-03-05", "5 March 2024"), ("1999-12-31", "31 December 1999"), ("2010-01-20", "20 January 2010")],
              ("2026-11-08", "8 November 2026")),
    "phone": ([("(030) 123 4567", "+49 30 1234567"), ("0401234567", "+49 40 1234567"),
               ("089/765-4321", "+49 89 7654321")], ("(069) 555 1212", "+49 69 5551212")),
    "mail": ([("Ann <anna@example.org>", "anna"), ("Ben Z <b.z@example.com>", "b.z"), ("<eve@x.net>", "eve")],
             ("Cy <cy@example.org>", "cy")),
    "celsius": ([("0 °C", "32 °F"), ("100 °C", "212 °F"), ("20 °C", "68 °F")], ("37 °C", "98.6 °F")),
    "net": ([("119", "100.00"), ("59.5", "50.00"), ("238", "200.00")], ("11.9", "10.00")),
    "lines": ([("b\na\nb", "a\nb"), ("z\ny", "y\nz"), ("c\nc\na", "a\nc")], ("q\np\nq", "p\nq")),
    "each": ([("ab c\nd ef", "c ab\nef d"), ("xy z\nzz w", "z xy\nw zz"), ("k ll", "ll k")],
             ("12 3\n4 5", "3 12\n5 4")),
    "brackets": ([("Rome (Italy)", "Italy"), ("Paris (France)", "France"), ("Bonn (Germany)", "Germany")],
                 ("Oslo (Norway)", "Norway")),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_learned_does_what_was_not_shown(name: str) -> None:
    shown, (given, wanted) = CASES[name]
    examples = [Example(*each) for each in shown]
    found = learn(examples)
    assert found is not None
    space: dict[str, object] = {}
    code = render_file(render_function('Says "so"', found.lines), examples)
    exec(code, space)
    assert space["run"](given) == wanted, code  # type: ignore[operator]
    for number in range(1, len(shown) + 1):
        space[f"test_example_{number}"]()  # type: ignore[operator]


def test_what_has_no_small_program_is_not_made_up() -> None:
    assert learn([Example("fox", "red"), Example("sky", "blue"), Example("sun", "yellow")]) is None
    assert learn([Example("a", "x"), Example("b", "x"), Example("c", "x")]) is None
    assert learn([Example("", "x"), Example("", "y"), Example("", "z")]) is None


def test_examples_held_back_tell_how_far_it_can_be_believed() -> None:
    sure = learn([Example("ada l", "ADA L"), Example("x", "X"), Example("me", "ME"), Example("yo", "YO")])
    assert sure is not None and sure.predicted == 4
    odd = learn([Example("a-1", "1"), Example("b-2", "2"), Example("3 c-4", "4")])
    assert odd is not None and odd.predicted < 3  # the first two alone are a digit, the third says which
