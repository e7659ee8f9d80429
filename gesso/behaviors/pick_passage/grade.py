"""Grades an answer of `pick_passage`: exactly the blocks that are meant, no more and no fewer."""

from gesso.behaviors.behavior import Answer, Case, Score


def grade(case: Case, answer: Answer) -> Score:
    """1 when the chosen blocks' texts are, one to one, those that begin with the openings in `case.target`; else 0."""
    chosen = [answer] if isinstance(answer, str) else list(answer)
    wanted = [case.target] if isinstance(case.target, str) else list(case.target)
    missing = [opening for opening in wanted if not any(text.lstrip().startswith(opening) for text in chosen)]
    surplus = [text for text in chosen if not any(text.lstrip().startswith(opening) for opening in wanted)]
    if missing or surplus or len(chosen) != len(wanted):
        return Score(0.0, f"missing {missing}, surplus {[text[:20] for text in surplus]} ({case.spec_id})")
    return Score(1.0)
