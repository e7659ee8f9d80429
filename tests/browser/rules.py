"""What the scripted model says in the journeys. Pieces are slow enough for a person, and a test, to act meanwhile."""

from typing import Any

# ruff: noqa: E501  (what a model says is one line a paragraph)
COFFEE = """# The History of Coffee Beans

Coffee began in the highlands of **Ethiopia**, where a goatherd named [Kaldi](https://example.org/kaldi) watched his goats dance. He tasted the berries himself.

From there it crossed the Red Sea to Yemen. Sufi monks drank it to stay awake through the night.

## Europe

Venetian merchants brought the beans to Europe in the 17th century. Anna opened a coffee house. Anna's guests came daily.

The end.
"""
PASSAGES = COFFEE.split("\n\n")
FRIENDLY = "From there it hopped across the Red Sea to sunny Yemen, where kind monks sipped it through the night."
SIMPLE = "He ate the berries."


def call(name: str, args: dict[str, Any], piece: int = 12, every_s: float = 0.01) -> dict[str, Any]:
    return {"type": "call", "name": name, "args": args, "piece": piece, "every_s": every_s}


def say(text: str, every_s: float = 0.0) -> dict[str, Any]:
    return {"type": "say", "text": text, "every_s": every_s}


def when(user: str, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"user": user, "steps": list(steps), **more}


def edit(**edit: Any) -> dict[str, Any]:
    return call("edit", {"edits": [edit]})


RULES = [
    {"tool": "open_canvas", "result": "restarted", "steps": [say("Here it stops.")]},
    {"tool": ".*", "steps": [say("Done.")]},
    when("slow novel", call("open_canvas", {"kind": "document", "title": "Novel", "text": "Word after word. " * 400}, 8, 0.02)),
    when("blog post about tea", call("open_canvas", {"kind": "document", "title": "Tea", "text": "# Tea\n\nTea is calm.\n"})),
    when("history of coffee beans$", call("open_canvas", {"kind": "document", "title": "The History of Coffee Beans", "text": COFFEE}, 10, 0.005)),
    when("friendlier", edit(block=3, text=FRIENDLY, why="A warmer tone")),
    when("slowly rewrite the Yemen", call("edit", {"edits": [{"block": 3, "text": FRIENDLY}]}, 3, 0.06)),
    when("simpler", edit(selection=True, text=SIMPLE)),
    when("rename Anna", call("rename", {"find": "Anna", "replace": "Eva"})),
    when("longer ending", edit(block=6, text="And so it ended, happily.")),
    when("chart|python", call("open_canvas", {"kind": "code", "title": "Sum", "language": "python", "text": "def total(rows):\n    return sum(rows)\n"})),
    when("fail", {"type": "fail", "kind": "rate", "message": "The model is busy. Wait a minute."}, times=1),
    when("fail", say("Now it worked.")),
    when("in chat", say("Short answer in the chat.")),
    when("dinner", say("Make **pasta** with garlic:\n\n1. Boil water.\n2. Fry garlic.\n", 0.01)),
    when("", say("Here is an answer.")),
]  # fmt: skip
