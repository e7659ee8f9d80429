"""What may be done: one pure function, `decide`.

A call gets the lowest of several authorities: of who asked, of the document, of the agent (its rung on the ladder for
this kind of procedure), and of the content that was read. The last is the rule that was measured against 541 attacks:
after anything untrusted was read, an action outside the room goes without asking only where the plan named the tool
and the person named the destination. Rules of the person lower it, or lift the agent's part alone.

Less trust in any part never gives more: everything is a minimum of parts, and each part is monotone (tested).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gesso.agent.tool import Effect
from gesso.agent.trust.provenance import Source, sites_of

Verdict = Literal["deny", "dry_run", "ask", "allow"]
VERDICTS: tuple[Verdict, ...] = ("deny", "dry_run", "ask", "allow")
"""From the least to the most that may happen: nothing, a rehearsal, what a person then approves, the thing itself."""

Rung = Literal["suggest", "one_off", "collaborate", "delegate", "standing"]
RUNGS: tuple[Rung, ...] = ("suggest", "one_off", "collaborate", "delegate", "standing")
"""The ladder, for one kind of procedure: only suggests; asks for each action; acts where the person named the
destination; carries out a plan; also while nobody is there."""

RuleVerdict = Literal["never", "rehearse", "ask", "always"]


@dataclass(frozen=True)
class Rule:
    """What a person settled once. Empty parts match everything; `site` is an address, a host or a mail's domain."""

    verdict: RuleVerdict
    tool: str = ""
    site: str = ""
    document: str = ""


@dataclass(frozen=True)
class Policy:
    """`rung` is that of this kind of procedure. `pinned`: the tools of the plan or task that a person approved, None
    without one. `present`: whether a person is there."""

    rung: Rung = "one_off"
    rules: tuple[Rule, ...] = ()
    pinned: frozenset[str] | None = None
    present: bool = True


@dataclass(frozen=True)
class Proposed:
    """A call as it would be made. `document`: the canvas it works on, or that lies in front of the person."""

    tool: str
    effect: Effect
    document: str = ""


@dataclass(frozen=True)
class Provenance:
    """`requester`: the role of who asked ("" for nobody of the room); `document`: what agents may do there by
    themselves; `untrusted`: whether files, pages or outside tools were read; `destinations`: each with its source."""

    requester: Literal["", "view", "comment", "edit", "owner"]
    document: Literal["suggest", "selection", "free"] = "free"
    untrusted: bool = False
    destinations: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Decision:
    """`why` is one sentence, for the person, the model and the audit log."""

    verdict: Verdict
    why: str

    @property
    def level(self) -> int:
        return VERDICTS.index(self.verdict)


_ROLE: Mapping[str, int] = {"": 0, "view": 0, "comment": 1, "edit": 3, "owner": 3}


def decide(policy: Policy, call: Proposed, provenance: Provenance) -> Decision:
    """What may become of `call`: the lowest that any part allows, with that part's reason (of several, the first)."""
    parts = [_by_content(policy, call, provenance)] if call.effect in ("external", "irreversible") else []
    parts += [_by_rules(policy, call, provenance), _by_requester(call, provenance)]
    if call.effect != "read":
        parts += [_by_document(call, provenance), _by_agent(policy, call, provenance)]
    return min(parts, key=lambda part: part.level)


def _by_rules(policy: Policy, call: Proposed, provenance: Provenance) -> Decision:
    """Rules that lower. The first sentence that fits is enough: they are the person's own."""
    lowest = Decision("allow", "Nothing speaks against it.")
    told: dict[RuleVerdict, Decision] = {
        "never": Decision("deny", "You settled that this is never done."),
        "rehearse": Decision("dry_run", "You settled that this is only rehearsed."),
        "ask": Decision("ask", "You settled that you are asked each time."),
    }
    for rule in policy.rules:
        if rule.verdict in told and matches(rule, call, provenance.destinations):
            lowest = min(lowest, told[rule.verdict], key=lambda part: part.level)
    return lowest


def matches(rule: Rule, call: Proposed, destinations: Sequence[Source]) -> bool:
    """Whether a rule that lowers speaks of this call: of one of its destinations is enough."""
    return (
        rule.tool in ("", call.tool)
        and rule.document in ("", call.document)
        and (not rule.site or any(covers(rule, each) for each in destinations))
    )


def covers(rule: Rule, destination: Source) -> bool:
    """Whether the rule's site is this destination, its host, its mail domain, or a domain above its host."""
    site = rule.site.casefold()
    whole, *host = sites_of(destination.value)
    return site == whole or any(each == site or each.endswith(f".{site}") for each in host)


def _by_requester(call: Proposed, provenance: Provenance) -> Decision:
    level = _ROLE[provenance.requester]
    if call.effect == "read":
        return Decision("allow", "It only reads.") if provenance.requester else Decision("deny", _STRANGER)
    if level == 0:
        return Decision("deny", _STRANGER if not provenance.requester else "Who asked may only read here.")
    if level == 1:
        return Decision("dry_run", "Who asked may comment here, not act.")
    return Decision("allow", "Who asked may do this.")


_STRANGER = "Who asked is not in this conversation any more."


def _by_document(call: Proposed, provenance: Provenance) -> Decision:
    """A document where agents only suggest gets suggestions; nothing leaves from beside it without asking."""
    if provenance.document == "free" or (provenance.document == "selection" and call.effect == "edit"):
        return Decision("allow", "The document allows it.")
    if call.effect == "edit":
        return Decision("dry_run", "Agents only suggest in this document.")
    return Decision("ask", "Agents may not act freely on the document in front of you.")


def _by_agent(policy: Policy, call: Proposed, provenance: Provenance) -> Decision:
    """What was earned for this kind of procedure, or settled by a rule that lifts."""
    rung = RUNGS.index(policy.rung)
    if rung == 0:
        return Decision("dry_run", "It was not trusted with more than suggestions.")
    if call.effect == "edit":
        return Decision("allow", "An edit can be undone exactly.")
    if any(lifts(rule, call, provenance.destinations) for rule in policy.rules):
        return Decision("allow", "You settled that this needs no asking.")
    if not policy.present:
        standing = rung == RUNGS.index("standing") and _pinned(policy, call)
        return (
            Decision("allow", "It is part of a standing task that you trusted with this.")
            if standing
            else Decision("ask", "Nobody is there, and this was not trusted to run alone.")
        )
    if call.effect == "external" and rung >= RUNGS.index("collaborate"):
        return Decision("allow", "You trust it with this, and it can be taken back.")
    if call.effect == "irreversible" and rung >= RUNGS.index("delegate") and _pinned(policy, call):
        return Decision("allow", "It is a step of the plan you approved.")
    why = "It cannot be taken back." if call.effect == "irreversible" else "It acts outside this conversation."
    return Decision("ask", why)


def lifts(rule: Rule, call: Proposed, destinations: Sequence[Source]) -> bool:
    """Whether an "always" rule speaks of all of this call: every destination, where it names a site."""
    return (
        rule.verdict == "always"
        and bool(rule.tool or rule.site)
        and rule.tool in ("", call.tool)
        and rule.document in ("", call.document)
        and (not rule.site or (bool(destinations) and all(covers(rule, each) for each in destinations)))
    )


def _by_content(policy: Policy, call: Proposed, provenance: Provenance) -> Decision:
    """The measured rule: who named where it goes, and had anything untrusted been read."""
    rules = [rule for rule in policy.rules if lifts(rule, call, ()) or (rule.verdict == "always" and rule.site)]
    settled = [
        any(covers(rule, each) for rule in rules if rule.site and rule.tool in ("", call.tool)
            and rule.document in ("", call.document))
        for each in provenance.destinations
    ]  # fmt: skip
    strange = [
        each for each, by_rule in zip(provenance.destinations, settled, strict=True) if not (each.named or by_rule)
    ]
    if strange:
        return Decision("ask", _where_from(strange[0]))
    if not provenance.untrusted:
        return Decision("allow", "You named where it goes." if provenance.destinations else "It goes nowhere else.")
    if _pinned(policy, call):
        return Decision("allow", "The plan names this, and you named where it goes.")
    if settled and all(settled):
        return Decision("allow", "You settled that it may go there.")
    return Decision("ask", "Something from outside was read before this, and no plan of yours names it.")


def _where_from(source: Source) -> str:
    value = source.value if len(source.value) <= 80 else f"{source.value[:80]}…"
    if source.origin == "model":
        return f"Nobody here wrote “{value}”: the model made it up."
    kinds = {"document": "a page here", "file": "a file", "page": "a web page", "tool": "the answer of a tool"}
    place = source.where or kinds.get(source.origin, source.origin)
    return f"“{value}” comes from {place}, not from you."


def _pinned(policy: Policy, call: Proposed) -> bool:
    return policy.pinned is not None and call.tool in policy.pinned
