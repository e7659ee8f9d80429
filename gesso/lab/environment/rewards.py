"""What each decision about a document is worth, by playing all of them in `CanvasEnv`: rows for `reinforce`.

For each task there is one conversation for each label of `edit_or_rewrite`. The label decides the first turn; how it is
carried out is code that knows the wish, and every later turn is served rightly, so that the rewards of one task differ
by that decision alone. Where the user has not said enough, acting at once means acting on a guess.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from gesso.agent.deciding.question import LABELS, render_question
from gesso.agent.scene import CanvasScene, Scene
from gesso.canvas.snapshot import take_snapshot
from gesso.lab.environment.canvas_env import CanvasEnv
from gesso.lab.environment.session import Session
from gesso.lab.persona.task import Task, make_task, opening
from gesso.lab.persona.wish import Wish, passage_at, passages

BEHAVIOR = "edit_or_rewrite"
MOST_TURNS = 12
DONE = "Done."


def reward_rows(count: int, seed: int = 0, labels: Sequence[str] = LABELS[BEHAVIOR]) -> Iterator[dict[str, Any]]:
    """A row for each of so many tasks with one wish about a document; `group` is the kind of the wish."""
    env = CanvasEnv()
    while count > 0:
        task = make_task(seed, wishes=1)
        seed += 1
        if not task.document:
            continue
        said = env.reset(task=task).partition("\n\nThe document:\n")[0]
        question = render_question(BEHAVIOR, scene_of_task(task, said))
        rewards = [play(env, task, label) for label in labels]
        wish = task.wishes[0]
        yield {
            "prompt": question.prompt, "marks": [f" {label}" for label in labels], "rewards": rewards,
            "group": f"{wish.kind}{' vague' if wish.vague else ''}",
        }  # fmt: skip
        count -= 1


def scene_of_task(task: Task, said: str) -> Scene:
    """What the product would see when the user's first message arrives."""
    snapshot = take_snapshot(task.document, 1, "document", None)
    return Scene(said, (), CanvasScene("can_task", "document", task.title, None, task.document, snapshot))


def play(env: CanvasEnv, task: Task, label: str) -> float:
    """The reward of deciding so in the first turn."""
    env.reset(task=task)
    carry_out(env, label, task.wishes[0])
    for _ in range(MOST_TURNS):
        if env.done:
            break
        serve(env)
    return env.get_reward()


def carry_out(env: CanvasEnv, label: str, wish: Wish) -> None:
    """One turn of an agent that has decided for `label`."""
    text = text_of(env)
    if wish.vague:
        guess = passages(text)[-1]
        wish = replace(wish, at=opening(guess), find=guess.split()[0], words="something")
    passage = passage_at(text, wish.at) or passages(text)[1]
    blocks = take_snapshot(text, 1, "document", None).blocks
    at = next(block.number for block in blocks if block.text.strip() == passage.strip())
    match label:
        case "edit":
            env.edit(at, changed(passage, wish))
        case "insert":
            env.insert(at, f"{wish.words or wish.find}.")
        case "delete":
            env.delete(at)
        case "rewrite":
            parts = [changed(part, wish) if part == passage else f"{part} So." for part in passages(text)]
            env.rewrite("\n\n".join(parts))
        case "rename":
            env.rename(wish.find or passage.split()[0], wish.words or "it")
        case "new":
            env.open_canvas("New", wish.words or wish.find)
        case "comment":
            env.comment(passage[:40], "See here.")
        case "ask":
            env.answer("Which words do you mean?")
            return
    env.answer(f"It is {wish.words}." if label == "chat" else DONE)


def session_of(env: CanvasEnv) -> Session:
    assert env._session is not None
    return env._session


def text_of(env: CanvasEnv) -> str:
    canvas = session_of(env).canvas
    return canvas.text if canvas is not None else ""


def changed(passage: str, wish: Wish) -> str:
    """The passage as the wish wants it, by an agent that edits."""
    if wish.kind == "shorten":
        return f"{passage[: len(passage) // 2]} {wish.words}."
    if wish.kind == "rename":
        return passage.replace(wish.find, wish.words)
    return f"{passage} {wish.words}."


RIGHT = {"shorten": "edit", "mention": "edit", "remove": "delete", "rename": "rename", "explain": "chat"}


def serve(env: CanvasEnv) -> None:
    """A turn that does what the user wants now."""
    wish = session_of(env).user.wish
    carry_out(env, "ask" if wish.vague else RIGHT[wish.kind], wish)
