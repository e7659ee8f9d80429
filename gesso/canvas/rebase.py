"""Bring changes made on an older text up to date: Rule 1 of the log.

Over one logged change at a time, never over their composition: composing first gives another, equally valid but
different result (250 of 1,500 random sessions diverged that way), and each client rebases over one received change
at a time. Pure; the caller holds whatever keeps the log from growing meanwhile.
"""

from collections.abc import Iterable

from gesso.canvas.changes import Change


def rebase(pushed: list[Change], logged: Iterable[Change]) -> list[Change]:
    """`pushed`, made one after another on an old text, as changes of the text after `logged`.

    `logged` are the changes stored since that old text, in order. Each client does the same to its unconfirmed
    changes for each change it receives, so both arrive at one text.
    """
    for theirs in logged:
        rebased = []
        for mine in pushed:
            rebased.append(mine.map(theirs))
            theirs = theirs.map(mine, before=True)
        pushed = rebased
    return pushed
