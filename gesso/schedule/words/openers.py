"""How a request begins after much else was told: "what I need from you:", "what i need is that you"."""

from gesso.schedule.words.phrase import Words, remembered

_OPENERS = tuple(
    tuple(row.split())
    for row in """
what i need from you is that you
what i need from you is
what i need from you
what i need is that you
what i need is for you to
what i need is
what i want from you is
what i want is that you
what i want is for you to
what i want is
all i need is
all i want is
my request is
i want that you
i need that you
i would like that you
i'd like that you
i want for you to
the job for you is
was ich brauche ist
was ich von dir brauche
meine bitte ist
meine bitte
""".strip().split("\n")
)


@remembered
def opener(u: Words, i: int) -> int | None:
    """The place after such an opening at `i`, or None."""
    if u[i].text not in ("what", "all", "my", "i", "i'd", "the", "was", "meine"):
        return None
    said: list[str] = []
    ends: list[int] = []
    for j in range(i, min(i + 9, len(u.units))):
        said += u[j].text.split()
        ends += [j + 1] * len(u[j].text.split())
    for words in _OPENERS:
        if tuple(said[: len(words)]) == words:
            end = ends[len(words) - 1]
            return end + 1 if u.kind(end) == "sign" and u[end].text in ":,-" else end
    return None


def begins_at(u: Words, i: int) -> bool:
    return opener(u, i) is not None


def ends_at(u: Words, i: int) -> bool:
    """Whether such an opening ends right before `i`."""
    return any(opener(u, j) == i for j in range(max(i - 9, 0), i))


def inside(u: Words, i: int) -> bool:
    """Whether the unit at `i` is of such an opening."""
    return any((end := opener(u, j)) is not None and i < end for j in range(max(i - 9, 0), i + 1))
