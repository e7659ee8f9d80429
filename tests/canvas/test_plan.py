"""Plans as text: what is a step, and changes of one that leave all else as it is."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from gesso.canvas.plan import added, assigned, marked, moved, parse_plan, removed, render_plan, reopened, reworded

WORDS = st.text(st.sampled_from("ab é😀字“”|*`#"), min_size=1, max_size=12).filter(lambda words: bool(words.strip()))
STEPS = st.lists(WORDS.map(lambda words: f"Do {' '.join(words.split())}"), min_size=1, max_size=8)
PLAN = """# Plan: Tea

**Budget:** 1.5 hours, $2.00
Deadline: 2026-12-01 17:00

- [x] Search for tea
    only green
1. [ ] @me Taste it
* [-] Write it up
- [ ] Search for tea

```
- [ ] no step
```
"""


def test_a_plan_is_read_from_text_as_people_write_it() -> None:
    plan = parse_plan(PLAN)
    assert (plan.title, plan.minutes, plan.cost_usd, plan.deadline) == ("Tea", 90, 2.0, "2026-12-01 17:00")
    assert [(step.text, step.mark, step.who) for step in plan.steps] == [
        ("Search for tea", "x", "agent"), ("Taste it", " ", "person"), ("Write it up", "-", "agent"),
        ("Search for tea", " ", "agent"),
    ]  # fmt: skip
    assert plan.steps[0].detail == "only green"
    assert plan.steps[0].key != plan.steps[3].key  # equal words, two steps


@given(STEPS, st.data())
def test_a_change_of_one_step_leaves_the_others(words: list[str], data: st.DataObject) -> None:
    text = render_plan("Tea é😀", words, budget="60 minutes")
    plan = parse_plan(text)
    assert [step.text for step in plan.steps] == [" ".join(each.split()) for each in words]
    step = data.draw(st.sampled_from(plan.steps))
    others = [each for each in plan.steps if each.key != step.key]
    ticked = parse_plan(marked(text, step.key, "x"))
    assert [each for each in ticked.steps if each.key != step.key] == others
    assert ticked.step(step.key) is not None
    assert [each.mark for each in ticked.steps].count("x") == 1
    assert marked(marked(text, step.key, "x"), step.key, " ") == text
    assert assigned(assigned(text, step.key, "person"), step.key, "agent") == text
    number = data.draw(st.integers(1, len(words)))
    there = parse_plan(moved(text, step.key, number))
    assert Counter(each.text for each in there.steps) == Counter(each.text for each in plan.steps)
    assert there.steps[number - 1].text == step.text
    gone = parse_plan(removed(text, step.key))
    assert Counter(each.text for each in gone.steps) == Counter(each.text for each in others)
    more = parse_plan(added(text, "Do this, too", step.key))
    assert more.steps[step.number].text == "Do this, too"
    assert parse_plan(reworded(text, step.key, "Do else")).steps[step.number - 1].text == "Do else"


def test_what_is_not_there_changes_nothing_and_opening_keeps_what_came_before() -> None:
    assert marked(PLAN, "step_x", "x") == moved(PLAN, "step_x", 1) == removed(PLAN, "step_x") == PLAN
    opened = parse_plan(reopened(PLAN, parse_plan(PLAN).steps[2].key))
    assert [step.mark for step in opened.steps] == ["x", " ", " ", " "]
    assert parse_plan(reopened(PLAN)).steps[0].mark == " "
