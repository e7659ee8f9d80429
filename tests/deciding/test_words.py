"""What the words of a question say: learned from rows, written, read again."""

import pytest

from gesso.agent.deciding.question import ANSWER
from gesso.agent.deciding.words import features, learn, parse_words, render_words

ROWS = [
    {"prompt": f"open: {text}{ANSWER}", "completion": f" {label}"}
    for text, label in (
        ("write a poem", "document"), ("draft a letter", "document"), ("write a script", "code"),
        ("why is the sky blue?", "chat"), ("帮我写一封信", "document"),
    )
]  # fmt: skip


def test_learned_from_rows_and_read_again() -> None:
    learned = learn(ROWS)
    asked = features(f"open: draft a poem{ANSWER}")
    shares = learned.shares(asked)
    assert max(shares, key=lambda label: shares[label]) == "document"
    assert sum(shares.values()) == pytest.approx(1)
    again = parse_words(render_words({"open_canvas": learned}))["open_canvas"]
    assert again.shares(asked) == shares
    assert render_words({"open_canvas": again}) == render_words({"open_canvas": learned})


def test_the_answer_mark_is_no_feature_and_signs_are_words() -> None:
    assert "[" not in features(f"open: hello{ANSWER}")
    assert {"写", "写 一", "length 2"} <= set(features(f"open: 帮我写一封信{ANSWER}"))


@pytest.mark.parametrize("text", ["[]", '{"open_canvas": 3}', '{"open_canvas": {"chat": {"a": []}}}', "no"])
def test_what_is_no_counts(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_words(text)
