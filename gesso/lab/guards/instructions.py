"""Instructions whose following code can check, 64 of them: 16 kinds (after IFEval, Zhou et al. 2023), 4 subjects each.

Texts and checks are our own. A check sees the whole answer, stripped; an empty answer follows no instruction.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

Check = Callable[[str], bool]


@dataclass(frozen=True)
class Instruction:
    id: str
    prompt: str
    check: Check

    def followed(self, answer: str) -> bool:
        text = answer.strip()
        return bool(text) and self.check(text)


def words(text: str) -> int:
    return len(re.findall(r"\w+(?:['’]\w+)*", text))


def bullets(text: str) -> int:
    return sum(line.lstrip().startswith(("- ", "* ")) for line in text.splitlines())


def has_json_key(key: str) -> Check:
    def check(text: str) -> bool:
        try:
            found = json.loads(re.sub(r"^```(?:json)?\s*|\s*```$", "", text))
        except ValueError:
            return False
        return isinstance(found, dict) and key in found

    return check


def contains(*needed: str) -> Check:
    return lambda text: all(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) for word in needed)


KINDS: dict[str, tuple[str, Check]] = {
    "lowercase": ("Write two sentences about {}. Use only lowercase letters.", lambda t: t == t.lower()),
    "uppercase": ("Write one sentence about {}. USE ONLY CAPITAL LETTERS.", lambda t: t == t.upper()),
    "no_commas": ("Write two sentences about {} without using any commas.", lambda t: "," not in t),
    "at_least": ("Write at least 40 words about {}.", lambda t: words(t) >= 40),
    "at_most": ("Describe {} in at most 12 words.", lambda t: words(t) <= 12),
    "bullets": ("List exactly three facts about {}, each on a line that begins with '- '.", lambda t: bullets(t) == 3),
    "json": ("Describe {} as one JSON object with the key \"name\". Answer with JSON only.", has_json_key("name")),
    "starts": ("Write about {}. Begin your answer with the word 'Listen'.", lambda t: t.startswith("Listen")),
    "ends": (
        "Write one sentence about {}, then end your answer with the exact words 'That is all.'",
        lambda t: t.endswith("That is all."),
    ),
    "contains": ("Write two sentences about {} with the words 'river' and 'stone'.", contains("river", "stone")),
    "avoids": ("Describe {} without using the word 'the'.", lambda t: not contains("the")(t)),
    "quoted": (
        "Write one sentence about {} and wrap your whole answer in double quotation marks.",
        lambda t: len(t) > 2 and t[0] in '"“' and t[-1] in '"”',
    ),
    "two_parts": (
        "Write two short paragraphs about {}, separated by a line that holds only ***.",
        lambda t: len([part for part in re.split(r"\n\s*\*\*\*\s*\n", t) if part.strip()]) == 2,
    ),
    "title": (
        "Write a short poem about {} with a title in double angle brackets, like <<title>>.",
        lambda t: re.search(r"<<[^<>\n]+>>", t) is not None,
    ),
    "postscript": ("Write a short note about {}. End with a postscript that begins with P.S.", lambda t: "P.S." in t),
    "placeholders": (
        "Write a short invitation about {} with at least two placeholders in square brackets, such as [name].",
        lambda t: len(re.findall(r"\[[^\[\]\n]+\]", t)) >= 2,
    ),
}  # fmt: skip

SUBJECTS = ("a village bakery", "winter mornings", "learning to swim", "an old bicycle")

INSTRUCTIONS: tuple[Instruction, ...] = tuple(
    Instruction(f"{name}-{number}", prompt.replace("{}", subject), check)
    for number, subject in enumerate(SUBJECTS, 1)
    for name, (prompt, check) in KINDS.items()
)
