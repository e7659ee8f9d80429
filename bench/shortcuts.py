"""Whether lengths and reading levels land where they should, with a model of your own.

    gesso key shortcuts                                   # in another terminal `gesso serve` runs
    python -m bench.shortcuts --key KEY [--model ID] [--url http://localhost:8787] [--texts 6]

Through the HTTP API of a running gesso, as the page's menu does: each text is a canvas of its own in a new
conversation, each option of Length (-75, -50, +50, +75 %) and of Reading level (six) is used on it once, and taken back
before the next. What came of it is measured here again from the text itself: points of length beside the goal, the
Flesch-Kincaid grade beside the level's bounds. A length counts within 15 points; a level within a grade of its bounds.
Printed by option: how many landed, what was declined or failed, the median, and the worst. `--model` is an id of
`GET /api/models`; without it, the default of that gesso. A text costs ten turns.
"""

import argparse
import asyncio
import statistics
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from gesso.agent.measuring import measure
from gesso.agent.shortcuts import LENGTHS, LEVELS, Option, Passage, Shortcut, find_shortcut
from gesso.canvas.reading import grade_of, words_in

STORIES = sorted((Path(__file__).parent / "stories").glob("*/*.md"))
WORDS = 350
"""Of each story the paragraphs up to so many words."""
TURN_S = 900.0


@dataclass(frozen=True)
class Came:
    """`value` is points of length, or a grade; None where the text was left as it is."""

    value: float | None
    met: bool | None
    said: str


def beginning(text: str) -> str:
    parts: list[str] = []
    for part in text.split("\n\n"):
        parts.append(part)
        if words_in("\n\n".join(parts)) >= WORDS:
            break
    return "\n\n".join(parts).strip() + "\n"


class Desk:
    def __init__(self, http: httpx.AsyncClient, model: str | None) -> None:
        self._http, self._model = http, model

    async def call(self, method: str, path: str, **body: Any) -> Any:
        answer = await self._http.request(method, path, json=body or None)
        if answer.is_error:
            raise SystemExit(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json() if answer.content else None

    async def use(self, room: str, canvas: str, shortcut: Shortcut, option: Option) -> Came:
        """Use it on the text as it is, and take it back."""
        before = await self.call("GET", f"/api/canvases/{canvas}")
        asked = {"shortcut": {"id": shortcut.id, "option": option.id}, "canvas": canvas, "model": self._model}
        turn = (await self.call("POST", f"/api/rooms/{room}/messages", **asked))["turn"]
        ended: dict[str, Any] = {"outcome": None}
        for _ in range(int(TURN_S / 60)):
            ended = await self.call("GET", f"/api/rooms/{room}/turns/{turn}?wait_s=60")
            if ended["outcome"] is not None:
                break
        after = await self.call("GET", f"/api/canvases/{canvas}")
        if after["version"] != before["version"]:
            await self.call("POST", f"/api/canvases/{canvas}/undo", turn=turn)
        if after["text"] == before["text"]:
            return Came(None, None, str(ended["text"]).strip()[:100] or str(ended["outcome"]))
        old, new = (Passage(each["text"], "document", None, False) for each in (before, after))
        measured = measure(shortcut, option, old, new)
        if shortcut.id == "length":
            return Came(100 * (words_in(new.text) / words_in(old.text) - 1), measured.met, measured.words)
        return Came(grade_of(new.text), measured.met, measured.words)


async def run(url: str, key: str, model: str | None, texts: int) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    came: dict[tuple[str, str], list[Came]] = defaultdict(list)
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=90, trust_env=False) as http:
        desk = Desk(http, model)
        for story in STORIES[:texts]:
            room = (await desk.call("POST", "/api/rooms", title=f"Shortcuts: {story.stem}"))["id"]
            text = beginning(story.read_text())
            made = {"kind": "document", "title": story.stem, "text": text}
            canvas = (await desk.call("POST", f"/api/rooms/{room}/canvases", **made))["id"]
            print(f"{story.stem}: {words_in(text)} words, grade {grade_of(text):.1f}", flush=True)
            for name, options in (("length", LENGTHS), ("level", [level.option for level in LEVELS])):
                shortcut = find_shortcut(name, "document")
                for option in options:
                    found = await desk.use(room, canvas, shortcut, option)
                    came[name, option.id].append(found)
                    print(f"  {shortcut.said(option)}: {found.said}", flush=True)
    for (name, option_id), all_of_it in came.items():
        show(find_shortcut(name, "document"), option_id, all_of_it)


def show(shortcut: Shortcut, option_id: str, came: list[Came]) -> None:
    option = shortcut.option(option_id)
    values = [each.value for each in came if each.value is not None]
    landed = sum(each.met is True for each in came)
    line = f"{shortcut.said(option):32} landed {landed} of {len(came)}, left as it is {len(came) - len(values)}"
    if values:
        worst = max(values, key=lambda value: abs(value - option.goal))
        line += f"; aim {option.goal:g}, median {statistics.median(values):.1f}, worst {worst:.1f}"
    print(line)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--key", required=True)
    parser.add_argument("--url", default="http://localhost:8787")
    parser.add_argument("--model")
    parser.add_argument("--texts", type=int, default=6, choices=range(1, len(STORIES) + 1))
    options = parser.parse_args()
    asyncio.run(run(options.url, options.key, options.model, options.texts))


if __name__ == "__main__":
    main()
