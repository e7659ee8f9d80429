"""`decide` as a table and as properties: less trust in any part never gives more."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesso.agent.trust.decide import (
    RUNGS,
    VERDICTS,
    Policy,
    Proposed,
    Provenance,
    Rule,
    decide,
)
from gesso.agent.trust.provenance import Source, Text, destinations_of, find_source, sites_of

MAIL = Proposed("send_mail", "irreversible", "canvas_1")
SHARE = Proposed("share", "external", "canvas_1")
EDIT = Proposed("edit", "edit", "canvas_1")
READ = Proposed("open_page", "read")
MINE = Source("to", "ben@example.org", "person", "your message")
PAGE = Source("to", "mallory@evil.example", "page", "evil.example")
OWN = Provenance("owner", destinations=(MINE,))
DIRTY = replace(OWN, untrusted=True)
PINNED = frozenset({"send_mail"})

TABLE = [
    ("reading asks nobody", Policy(), READ, DIRTY, "allow"),
    ("a stranger does not even read", Policy(), READ, replace(OWN, requester=""), "deny"),
    ("an edit is allowed", Policy(), EDIT, DIRTY, "allow"),
    ("an edit for who may only comment", Policy(), EDIT, replace(OWN, requester="comment"), "dry_run"),
    ("an edit where agents suggest", Policy(), EDIT, replace(OWN, document="suggest"), "dry_run"),
    ("an edit beside a selection", Policy(), EDIT, replace(OWN, document="selection"), "allow"),
    ("the lowest rung suggests", Policy("suggest"), EDIT, OWN, "dry_run"),
    ("a letter is asked for", Policy(), MAIL, OWN, "ask"),
    ("a letter by who may comment", Policy("standing", pinned=PINNED), MAIL, replace(OWN, requester="comment"),
     "dry_run"),
    ("a letter by a reader", Policy("standing", pinned=PINNED), MAIL, replace(OWN, requester="view"), "deny"),
    ("a link, trusted", Policy("collaborate"), SHARE, OWN, "allow"),
    ("a link, trusted, to where a page says", Policy("collaborate"), SHARE, replace(OWN, destinations=(PAGE,)), "ask"),
    ("a link, after a page was read, no plan", Policy("collaborate"), SHARE, DIRTY, "ask"),
    ("a letter, trusted, without a plan", Policy("collaborate"), MAIL, OWN, "ask"),
    ("a letter of the plan, named", Policy("delegate", pinned=PINNED), MAIL, DIRTY, "allow"),
    ("a letter of the plan, to where a page says", Policy("delegate", pinned=PINNED), MAIL,
     replace(DIRTY, destinations=(PAGE,)), "ask"),
    ("a letter of the plan, one of two from a page", Policy("delegate", pinned=PINNED), MAIL,
     replace(DIRTY, destinations=(MINE, PAGE)), "ask"),
    ("a letter that no step names", Policy("delegate", pinned=frozenset({"share"})), MAIL, OWN, "ask"),
    ("alone, not yet trusted", Policy("delegate", pinned=PINNED, present=False), MAIL, OWN, "ask"),
    ("alone, trusted", Policy("standing", pinned=PINNED, present=False), MAIL, DIRTY, "allow"),
    ("alone, trusted, not in the task", Policy("standing", pinned=frozenset(), present=False), MAIL, OWN, "ask"),
    ("never this tool", Policy("standing", (Rule("never", "send_mail"),), PINNED), MAIL, OWN, "deny"),
    ("never this site", Policy(rules=(Rule("never", site="evil.example"),)), READ,
     replace(OWN, destinations=(Source("url", "https://a.evil.example/x", "page"),)), "deny"),
    ("never on this page", Policy(rules=(Rule("never", document="canvas_1"),)), EDIT, OWN, "deny"),
    ("never on another page", Policy(rules=(Rule("never", document="canvas_2"),)), EDIT, OWN, "allow"),
    ("only rehearsed", Policy("standing", (Rule("rehearse", "send_mail"),), PINNED), MAIL, OWN, "dry_run"),
    ("asked each time", Policy("collaborate", (Rule("ask", "share"),)), SHARE, OWN, "ask"),
    ("always this tool", Policy(rules=(Rule("always", "send_mail"),)), MAIL, OWN, "allow"),
    ("always this tool, to where a page says", Policy(rules=(Rule("always", "send_mail"),)), MAIL,
     replace(OWN, destinations=(PAGE,)), "ask"),
    ("always this tool, after a page", Policy(rules=(Rule("always", "send_mail"),)), MAIL, DIRTY, "ask"),
    ("always there", Policy(rules=(Rule("always", "send_mail", "ben@example.org"),)), MAIL, DIRTY, "allow"),
    ("always that domain", Policy(rules=(Rule("always", "send_mail", "example.org"),)), MAIL, DIRTY, "allow"),
    ("always there, found on a page", Policy(rules=(Rule("always", "send_mail", "evil.example"),)), MAIL,
     replace(DIRTY, destinations=(PAGE,)), "allow"),
    ("always there by another tool", Policy(rules=(Rule("always", "share", "ben@example.org"),)), MAIL, DIRTY, "ask"),
    ("always there, but also elsewhere", Policy(rules=(Rule("always", "send_mail", "ben@example.org"),)), MAIL,
     replace(DIRTY, destinations=(MINE, PAGE)), "ask"),
    ("an empty rule lifts nothing", Policy(rules=(Rule("always"),)), MAIL, OWN, "ask"),
    ("always, where agents suggest", Policy(rules=(Rule("always", "send_mail"),)), MAIL,
     replace(OWN, document="suggest"), "ask"),
    ("never beats always", Policy(rules=(Rule("always", "send_mail"), Rule("never", "send_mail"))), MAIL, OWN, "deny"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "call", "provenance", "verdict"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_the_table(policy: Policy, call: Proposed, provenance: Provenance, verdict: str) -> None:
    decision = decide(policy, call, provenance)
    assert decision.verdict == verdict, decision
    assert decision.why.endswith(".") and decision.why[0] in "ABCDEFGHIJKLMNOPQRSTUVWXYZ“"


values = st.sampled_from(
    ["ben@example.org", "mallory@evil.example", "https://a.evil.example/x", "https://example.org/"]
)
origins = st.sampled_from(["person", "rule", "document", "file", "page", "tool", "model"])
sources = st.builds(Source, st.just("to"), values, origins)
rules = st.builds(
    Rule,
    st.sampled_from(["never", "rehearse", "ask", "always"]),
    st.sampled_from(["", "send_mail", "share"]),
    st.sampled_from(["", "ben@example.org", "evil.example", "example.org"]),
    st.sampled_from(["", "canvas_1", "canvas_2"]),
)
policies = st.builds(
    Policy,
    st.sampled_from(RUNGS),
    st.lists(rules, max_size=4).map(tuple),
    st.none() | st.frozensets(st.sampled_from(["send_mail", "share"])),
    st.booleans(),
)
calls = st.sampled_from([MAIL, SHARE, EDIT, READ])
provenances = st.builds(
    Provenance,
    st.sampled_from(["", "view", "comment", "edit", "owner"]),
    st.sampled_from(["suggest", "selection", "free"]),
    st.booleans(),
    st.lists(sources, max_size=3).map(tuple),
)


def level(policy: Policy, call: Proposed, provenance: Provenance) -> int:
    return VERDICTS.index(decide(policy, call, provenance).verdict)


@given(policies, calls, provenances, st.data())
def test_less_trust_never_allows_more(policy: Policy, call: Proposed, seen: Provenance, data: st.DataObject) -> None:
    now = level(policy, call, seen)
    roles = ["", "view", "comment", "edit", "owner"]
    lower = data.draw(st.sampled_from(roles[: roles.index(seen.requester) + 1]))
    assert level(policy, call, replace(seen, requester=lower)) <= now
    trusts = ["suggest", "selection", "free"]
    lower = data.draw(st.sampled_from(trusts[: trusts.index(seen.document) + 1]))
    assert level(policy, call, replace(seen, document=lower)) <= now
    assert level(policy, call, replace(seen, untrusted=True)) <= now
    worse = tuple(replace(each, origin=data.draw(st.sampled_from(["page", "model"]))) for each in seen.destinations)
    assert level(policy, call, replace(seen, destinations=worse)) <= now
    more = (*seen.destinations, data.draw(sources))
    if seen.destinations and call.effect != "read":
        assert level(policy, call, replace(seen, destinations=more)) <= now
    assert (
        level(replace(policy, rung=data.draw(st.sampled_from(RUNGS[: RUNGS.index(policy.rung) + 1]))), call, seen)
        <= now
    )
    assert level(replace(policy, pinned=None), call, seen) <= now
    strict = Rule(data.draw(st.sampled_from(["never", "rehearse", "ask"])))
    assert level(replace(policy, rules=(*policy.rules, strict)), call, seen) <= now
    kept = tuple(rule for rule in policy.rules if rule.verdict != "always")
    assert level(replace(policy, rules=kept), call, seen) <= now


@given(policies, calls, provenances)
def test_what_leaves_to_where_nobody_of_the_room_said_is_never_done_unasked(
    policy: Policy, call: Proposed, seen: Provenance
) -> None:
    unnamed = [each for each in seen.destinations if not each.named]
    ruled = any(rule.verdict == "always" and rule.site for rule in policy.rules)
    if call.effect in ("external", "irreversible") and unnamed and not ruled:
        assert decide(policy, call, seen).verdict != "allow"
    if (
        call.effect == "irreversible"
        and policy.rung == "one_off"
        and not any(r.verdict == "always" for r in policy.rules)
    ):
        assert decide(policy, call, seen).verdict != "allow"


SEEN = [
    Text(
        "person", "Send the report to ben@example.org and to Dora, but never write to eve@example.org.", "your message"
    ),
    Text("page", "Contact: mallory@evil.example. Also ben@example.org", "evil.example"),
    Text("document", "Hotel Adler, https://adler.example/book?room=2", "“Trip”"),
    Text("tool", "IBAN DE89 3704 0044 0532 0130 00; account 12345", "bank"),
]


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("ben@example.org", "person"), ("BEN@example.org", "person"), ("Dora", "person"), ("the report", "person"),
        ("eve@example.org", "model"), ("en@example.org", "model"), ("ben@example.or", "model"),
        ("ben@example.org.evil", "model"), ("mallory@evil.example", "page"), ("evil.example", "model"),
        ("https://adler.example/book?room=2", "document"), ("https://adler.example/book", "model"),
        ("DE89 3704  0044 0532 0130 00", "tool"), ("12345", "tool"), ("1234", "model"), ("dor", "model"),
    ],
)  # fmt: skip
def test_where_a_destination_comes_from(value: str, origin: str) -> None:
    found = find_source("to", value, SEEN)
    assert found.origin == origin
    assert (value.split()[0].casefold() in found.quote.casefold()) == (origin != "model")


def test_which_arguments_are_destinations() -> None:
    args = {"to": ["a@x.org", "b@x.org; c@x.org"], "body": "Hi", "cc": None, "n": 3, "deep": {"url": "https://x.org"}}
    assert destinations_of(args, ("to", "cc")) == [("to", "a@x.org"), ("to", "b@x.org"), ("to", "c@x.org")]
    everything = destinations_of(args, None)
    assert ("deep.url", "https://x.org") in everything and ("n", "3") in everything and ("body", "Hi") in everything
    assert destinations_of(args, ()) == []
    assert destinations_of({"to": [f"a{n}@x.org" for n in range(500)]}, ("to",)) == [("to", "500 destinations")]
    assert destinations_of({"to": "write to a@x.org, please"}, ("to",)) == [("to", "write to a@x.org, please")]


def test_what_a_rule_may_call_a_destination() -> None:
    assert sites_of("https://A.Example/x?y") == ("https://a.example/x?y", "a.example")
    assert sites_of("Ben@Example.org") == ("ben@example.org", "example.org")
    assert sites_of("Dora") == ("dora",)
    assert sites_of("http://[bad") == ("http://[bad",)
