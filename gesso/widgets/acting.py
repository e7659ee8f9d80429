"""What a person does in a widget, checked against it: nothing that it does not offer can be done. Pure."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gesso.base.errors import BadInput
from gesso.widgets import catalogue as c

Act = Literal["submit", "choose", "answer", "tick"]
YES, NO = "yes", "no"
MOST_LINE, MOST_LONG = 300, 4_000


@dataclass(frozen=True)
class Done:
    """`values` as they are kept; `words` say it, for the room and its agents; `typed` is what the person wrote."""

    values: dict[str, str]
    words: str
    typed: tuple[str, ...] = ()


def check_act(widget: c.Widget, act: Act, values: Mapping[str, str]) -> Done:
    """What was done. Raises BadInput for what this widget does not offer.

    `values`: submit {field: words, or yes and no}, choose {option: "yes"}, answer {number of the question: number of
    the option}, tick {number of the step: yes or no}; numbers count from 1.
    """
    if act == "submit" and isinstance(widget, c.Form):
        return _submitted(widget, values)
    if act == "choose" and isinstance(widget, c.Choice):
        return _chosen(widget, values)
    if act == "answer" and isinstance(widget, c.Quiz):
        return _answered(widget, values)
    if act == "tick" and isinstance(widget, c.Plan):
        return _ticked(widget, values)
    raise BadInput(f"A {widget.kind} does not take “{act}”.")


def _submitted(form: c.Form, values: Mapping[str, str]) -> Done:
    known = {field.name: field for field in form.fields}
    if strange := [name for name in values if name not in known]:
        raise BadInput(f"The form has no field “{strange[0][:100]}”.")
    kept: dict[str, str] = {}
    typed: list[str] = []
    for name, field in known.items():
        value = _value(field, values.get(name, "").strip())
        if not value or (value == NO and field.input == "check"):
            if field.required:
                raise BadInput(f"“{name}” is needed.")
            if not value:
                continue
        kept[name] = value
        if field.input not in ("choice", "check"):
            typed.append(value)
    if all(value == NO for value in kept.values()):
        raise BadInput("Nothing was filled in.")
    lines = [f"- {name}: {' '.join(value.split())}" for name, value in kept.items()]
    return Done(kept, f"“{form.label}”:\n" + "\n".join(lines), tuple(typed))


def _value(field: c.FormField, value: str) -> str:
    most = MOST_LONG if field.input == "long" else MOST_LINE
    if len(value) > most:
        raise BadInput(f"“{field.name}” may have at most {most:,} characters.")
    if not value:
        return NO if field.input == "check" else ""
    if field.input == "number" and not _is_number(value):
        raise BadInput(f"“{field.name}” is a number; this is none: {value[:40]}.")
    if field.input == "date":
        try:
            date.fromisoformat(value)
        except ValueError:
            raise BadInput(f"“{field.name}” is a date, as 2026-05-31.") from None
    if field.input == "choice" and value not in field.options:
        raise BadInput(f"“{field.name}” has no choice “{value[:100]}”.")
    if field.input == "check" and value not in (YES, NO):
        raise BadInput(f"“{field.name}” is yes or no.")
    return value


def _is_number(value: str) -> bool:
    plain = re.fullmatch(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?", value)
    return plain is not None and math.isfinite(float(value))


def _chosen(choice: c.Choice, values: Mapping[str, str]) -> Done:
    names = [option.name for option in choice.options if values.get(option.name) == YES]
    if strange := [name for name, value in values.items() if name not in names and value != NO]:
        raise BadInput(f"There is no such choice: “{strange[0][:100]}”.")
    if not names:
        raise BadInput("Nothing was chosen.")
    if len(names) > 1 and not choice.several:
        raise BadInput("Only one of these can be chosen.")
    told = " and ".join(f"“{name}”" for name in names)
    return Done(dict.fromkeys(names, YES), f"{told} (chosen for “{choice.label}”)")


def _answered(quiz: c.Quiz, values: Mapping[str, str]) -> Done:
    number, option = _one(values, len(quiz.questions), "question")
    question = quiz.questions[number - 1]
    if not option.isdecimal() or not 1 <= int(option) <= len(question.options):
        raise BadInput(f"Question {number} has answers 1 to {len(question.options)}.")
    right = int(option) == question.answer
    words = f"question {number} of “{quiz.label}” answered with “{question.options[int(option) - 1]}”"
    told = "which is right" if right else f"which is wrong; right is “{question.options[question.answer - 1]}”"
    return Done({str(number): str(int(option))}, f"{words}, {told}")


def _ticked(plan: c.Plan, values: Mapping[str, str]) -> Done:
    number, done = _one(values, len(plan.steps), "step")
    if done not in (YES, NO):
        raise BadInput("A step is ticked with yes or no.")
    what = "ticked" if done == YES else "opened again"
    return Done({str(number): done}, f"step {number} of “{plan.label}” {what}: “{plan.steps[number - 1].text}”")


def _one(values: Mapping[str, str], most: int, what: str) -> tuple[int, str]:
    if len(values) != 1:
        raise BadInput(f"One {what} at a time.")
    name, value = next(iter(values.items()))
    if not re.fullmatch(r"[0-9]{1,4}", name) or not 1 <= int(name) <= most:
        raise BadInput(f"There are {what}s 1 to {most}.")
    if not re.fullmatch(r"[a-z0-9]{1,4}", value):
        raise BadInput("That is no answer.")
    return int(name), value
