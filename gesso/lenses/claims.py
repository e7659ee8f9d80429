"""What a text claims, against the attached files and opened pages of its conversation: supported, contradicted, unseen.

The comparison is that of `gesso cite check`: code alone, so it is strict, and "similar" is for a reader to judge.
"""

import re

from gesso.base.errors import BadInput
from gesso.lenses.lens import (
    Ask,
    Command,
    Edit,
    Lens,
    OfDatum,
    Proposal,
    Reading,
    Whole,
    datum_id,
    datum_of,
    look_at_nothing,
)  # fmt: skip
from gesso.lenses.value import Act, Anchor, Datum, Tone, View
from gesso.sources.citing import Checked, verify_document
from gesso.sources.quotes import find_quote

MOST_CHARS = 400_000
_TITLES = {
    "contradicted": "Contradicted", "elsewhere": "In another source than the one cited", "not found": "In no source",
    "similar": "Similar: judge it yourself", "supported": "Supported", "found": "Quoted word for word",
}  # fmt: skip
_TONES: dict[str, Tone] = {
    "contradicted": "bad", "elsewhere": "warn", "not found": "warn", "similar": "plain", "supported": "good",
    "found": "good",
}  # fmt: skip
_DIFFER = re.compile(r"“([^”]+)” here, “([^”]+)” there")


def checks_of(whole: Whole[None]) -> list[tuple[Checked, Anchor]]:
    """Every claim that can be found in the text again, the wrong ones first."""
    order = list(_TITLES)
    found = []
    for each in verify_document(whole.text, whole.around.sources):
        place = find_quote(each.claim.text, whole.text)
        if place is None:
            continue
        block = whole.snapshot.block_at(place.start)
        quote = whole.text[place.start : place.end]
        found.append((each, Anchor(block=block.number if block else 1, start=place.start, end=place.end, quote=quote)))
    return sorted(found, key=lambda each: (order.index(each[0].verdict), each[1].start))


def gather(whole: Whole[None]) -> View:
    if len(whole.text) > MOST_CHARS:
        return View(shape="list", summary="This text is too long to be checked as a whole.")
    checks = checks_of(whole)
    data = tuple(_datum(each, anchor) for each, anchor in checks)
    sources = len(whole.around.sources)
    counts = {name: sum(each.verdict == name for each, _ in checks) for name in _TITLES}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    if not sources:
        many = f"{len(data)} claim{'s' * (len(data) != 1)}"
        return View(
            shape="list", summary=f"{many}, and nothing to check against: attach files or open pages.", data=data
        )
    against = f"against {sources} source{'s' * (sources != 1)}"
    return View(shape="list", summary=f"{told} {against}" if data else f"No claims to check {against}.", data=data)


def _datum(each: Checked, anchor: Anchor) -> Datum:
    there = f" · {each.source}: “{' '.join(each.near.split())[:200]}”" if each.near and each.source else ""
    acts = []
    if each.verdict == "contradicted" and _DIFFER.search(each.why):
        acts.append(Act(command="correct", label="Write what the source says"))
    if each.verdict in ("not found", "similar", "contradicted"):
        acts.append(Act(command="ask_careful", label="Ask to say it more carefully"))
    similar = each.verdict == "similar"
    return Datum(
        id=datum_id("claim", each.claim.text), label=" ".join(each.claim.text.split())[:240],
        detail=f"{each.why}{there}", group=_TITLES[each.verdict], tone=_TONES[each.verdict], anchors=(anchor,),
        acts=tuple(acts), grade="estimated" if similar else "exact", by="words in common" if similar else "",
    )  # fmt: skip


def _check(reading: Reading[None], id: str) -> tuple[Checked, Anchor]:
    at = reading.view.data.index(datum_of(reading.view, id))
    return checks_of(reading.whole)[at]


def correct(reading: Reading[None], args: OfDatum) -> Proposal:
    """The number or word of the claim that differs, as the source has it."""
    each, anchor = _check(reading, args.datum)
    differ = _DIFFER.search(each.why)
    if differ is None:
        raise BadInput("The source says the opposite: that takes other words, not another number.")
    here, there = differ.groups()
    bare = anchor.quote.replace(",", "\0")  # as long, so that places stay
    hits = list(re.finditer(rf"(?<![\w.]){re.escape(here)}(?!\w)", anchor.quote))
    hits = hits or [m for m in re.finditer(r"\d[\d\0.]*", bare) if m.group().replace("\0", "").rstrip(".") == here]
    if len(hits) != 1:
        raise BadInput(f"“{here}” cannot be told apart in this claim; change it by hand.")
    start, end = anchor.start + hits[0].start(), anchor.start + hits[0].end()
    return Proposal(f"Offered “{there}” for “{here}”.", (Edit(start, end, there, f"{each.source} says {there}"),))


def ask_careful(reading: Reading[None], args: OfDatum) -> Proposal:
    each, anchor = _check(reading, args.datum)
    near = f" A source says: “{each.near[:300]}”." if each.near else ""
    wish = f"No source here supports this as it stands.{near} Say only what can be supported."
    return Proposal("This takes a model: it is asked about that sentence.", asks=(Ask(anchor.start, anchor.end, wish),))


CLAIMS: Lens[None] = Lens(
    name="claims",
    title="Claims and sources",
    about="Every claim and quote, looked up in the attached files and opened pages.",
    kinds=frozenset({"document"}),
    shape="list",
    look=look_at_nothing,
    gather=gather,
    with_sources=True,
    commands=(
        Command("correct", "Write what the source says", OfDatum, correct),
        Command("ask_careful", "Ask to say it more carefully", OfDatum, ask_careful),
    ),
)
