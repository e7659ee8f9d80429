"""Every change that code can foresee, most likely first. Pure."""

from collections.abc import Callable

from gesso.agent.next_edit.candidate import Candidate, Situation
from gesso.agent.next_edit.closing import close_fence, close_pair
from gesso.agent.next_edit.links import follow_heading
from gesso.agent.next_edit.lists import next_item, renumber
from gesso.agent.next_edit.renames import rename_others
from gesso.agent.next_edit.rows import repeat_in_rows

SOURCES: tuple[Callable[[Situation], Candidate | None], ...] = (
    follow_heading, rename_others, renumber, repeat_in_rows, close_fence, close_pair, next_item,
)  # fmt: skip


def foresee(now: Situation) -> list[Candidate]:
    """The candidates of all sources."""
    found = [made for source in SOURCES if (made := source(now)) is not None]
    return sorted(found, key=lambda each: -each.likely)
