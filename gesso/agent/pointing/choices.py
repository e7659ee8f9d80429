"""What could be meant in a document: each passage, each list, each section, what the rules found, or nothing. Pure."""

from collections.abc import Iterable

from gesso.agent.pointing.page import Page

Choice = frozenset[int]
"""Numbers of leaf blocks; empty for none: the person is asked."""

NOTHING: Choice = frozenset()


def leaves_of(page: Page, numbers: Iterable[int]) -> Choice:
    """Blocks as leaves: of a list its items."""
    return frozenset(part for number in numbers for part in page.parts(number))


def blocks_of(page: Page, choice: Choice) -> tuple[int, ...]:
    """A choice as blocks to act on: a list that is meant with all its items is one block."""
    found = set(choice)
    for block in page.snapshot.blocks:
        if not block.leaf and (parts := set(page.parts(block.number))) and parts <= found:
            found = (found - parts) | {block.number}
    return tuple(sorted(found))


def choices_of(page: Page, ruled: Choice) -> dict[Choice, str]:
    """Every choice with what it is: "one", "list", "section", "ruled" or "nothing".

    What stands under the title, which is all of it, is a choice only where the rules chose it.
    """
    found: dict[Choice, str] = {NOTHING: "nothing"}
    for block in page.leaves:
        found.setdefault(frozenset((block.number,)), "one")
    for block in page.snapshot.blocks:
        if not block.leaf:
            found.setdefault(leaves_of(page, (block.number,)), "list")
    for number in page.bodies:
        if page.levels[number] == 1 and number == page.headings[0].number:
            continue
        found.setdefault(leaves_of(page, page.bodies[number]), "section")
    found.setdefault(ruled, "ruled")
    return found
