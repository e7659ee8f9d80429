"""Grades an answer of `widget_or_app`: the label must be the one the case names."""

from gesso.behaviors.behavior import Answer, Case, Score

LABELS = ("text", "widget", "app")


def grade(case: Case, answer: Answer) -> Score:
    """1 for the right label, 0 for another one or for something that is no label."""
    if answer not in LABELS:
        return Score(0.0, f"{answer!r} is not one of {', '.join(LABELS)}")
    if answer != case.target:
        return Score(0.0, f"{answer} instead of {case.target} ({case.spec_id})")
    return Score(1.0)
