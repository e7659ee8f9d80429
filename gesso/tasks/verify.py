"""Whether a run did what it was for: what really happened is compared with what was asked, never with what was said.

Every check says what was looked at and why it holds or not; the page shows them. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gesso.agent.history import CUT_OFF
from gesso.base.late import late
from gesso.room.state import Call, RoomState, Turn
from gesso.room.wire_tasks import RunBrief
from gesso.sources.citing import check_document
from gesso.sources.results import parse_page
from gesso.tasks.task import EndState

Check = Mapping[str, Any]

NOTHING_NEW = late(
    r"^\W*(?:there(?:'s| is) )?nothing (?:has )?(?:new|changed)\b[^.\n]{0,60}\W*$|^\W*nichts neues\W*$", re.IGNORECASE
)
_CLAIMS_DONE = late(
    r"^\W*(?:(?:ok|okay|sure|great|alright)\W+)?(?:all |it(?:'s| is) |everything(?:'s| is) |the task (?:is|has been) )?"
    r"(?:done|finished|completed?|sent|saved|updated|posted|erledigt|fertig|gemacht)\b(?:\s*[!.,:;–—-][^\n]{0,80})?\W*$",
    re.IGNORECASE,
)
_CLAIMS_TOOL = late(
    r"\bI(?:'ve| have)? (?:just |now |also |already )*(?:searched|looked up|browsed|visited|fetched|"
    r"downloaded|e-?mailed|checked (?:the|your|a) (?:web|site|page|inbox|calendar|website|internet)|"
    r"sent (?:you |him |her |them |out )?(?:an? |the )?(?:e-?mail|message|mail)|saved (?:it|this|them|the)|"
    r"updated (?:it|the|your)|added (?:it|an entry|the entry)|posted (?:it|this|the)|"
    r"created (?:a|the) (?:document|file|canvas|page))\b",
    re.IGNORECASE,
)
_LINK = late(r"https?://[^\s<>()\[\]\"“”]+[^\s<>()\[\]\"“”.,;:!?]", re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    state: EndState
    reason: str
    checks: tuple[Check, ...]
    canvas: str | None = None


@dataclass(frozen=True)
class Result:
    """What turns of a run left: their words, the text of what they wrote into a canvas, and what they had read."""

    text: str
    written: str = ""
    canvas: str | None = None
    read: str = ""


def check(what: str, ok: bool, why: str) -> Check:
    return {"what": what, "ok": ok, "why": why}


def verify(
    state: RoomState, turns: Sequence[Turn], brief: RunBrief, requires: Sequence[str], result: Result
) -> Verdict:
    """The verdict on turns that ended well. A question in place of a result waits for its answer."""
    calls = [call for turn in turns for step in turn.steps for call in step.calls]
    said = result.text.strip()
    checks = [_output(state, turns, brief, result), *_required(calls, requires)]
    missing = not checks[0]["ok"]
    if all(each["ok"] for each in checks[1:]) and NOTHING_NEW.match(said) and (missing or brief.output == "message"):
        looked = check("new", True, "it looked, and found nothing new")
        return Verdict("nothing_new", "nothing new since last time", (looked,))
    if missing and said.endswith("?") and all(each["ok"] for each in checks[1:]):
        return Verdict("waiting", said[-400:], (*checks, check("question", True, "it asks instead of guessing")))
    checks += _claims(calls, said, missing)
    checks += _whole(calls)
    checks += _repeats(brief, result)
    checks += _links(brief, result)
    checks += _sources(calls, requires, result)
    wrong = [each for each in checks if not each["ok"]]
    if wrong:
        why = " ".join(f"{each['why'][:1].upper()}{each['why'][1:].rstrip('.')}." for each in wrong)
        return Verdict("failed", why, tuple(checks))
    return Verdict("done", brief.late.rstrip("."), tuple(checks), result.canvas)


def _output(state: RoomState, turns: Sequence[Turn], brief: RunBrief, result: Result) -> Check:
    ids = {turn.id for turn in turns}
    if brief.output == "suggest":
        made = sum(made.turn in ids for made in state.suggestions.values()) + sum(
            note.turn in ids for note in state.notes.values()
        )
        made += sum(edit.turn in ids for edit in state.edits)
        return check("suggestions", made > 0, f"{made} made" if made else "no change was suggested")
    if brief.output == "message":
        words = len(result.text.split())
        return check("an answer", words > 0, f"{words} words" if words else "it said nothing")
    words = len(result.written.split())
    if brief.output == "append" and brief.canvas is not None:
        return check("an entry", words > 0, f"{words} words were added" if words else "nothing was added to the canvas")
    return check("a document", words > 0, f"{words} words" if words else "no document was written")


def _required(calls: Sequence[Call], requires: Sequence[str]) -> list[Check]:
    found = []
    for name in requires:
        ran = [call for call in calls if call.name == name and call.result is not None]
        ok = any(call.ok for call in ran)
        why = "it ran" if ok else f"the tool “{name}” was not used"
        if ran and not ok:
            why = f"the tool “{name}” failed: {ran[-1].result or ''}"[:200]
        found.append(check(f"tool {name}", ok, why))
    return found


def _claims(calls: Sequence[Call], said: str, missing: bool) -> list[Check]:
    """ "Done!" is not a result, and "I searched" is not a search."""
    worked = any(call.ok and call.result is not None for call in calls)
    if worked or missing:
        return []
    if _CLAIMS_DONE.match(said):
        return [check("not only said", False, "it says that it is done, and did nothing")]
    if claimed := _CLAIMS_TOOL.search(said):
        return [check("not only said", False, f"it says “{claimed.group(0)}”, and no tool was used")]
    return []


def _whole(calls: Sequence[Call]) -> list[Check]:
    """A document that a restart cut off is one only when something was added to it afterwards."""
    cut = [number for number, call in enumerate(calls) if (call.result or "").startswith(CUT_OFF)]
    if not cut or any(call.ok for call in calls[cut[-1] + 1 :]):
        return []
    return [check("whole", False, "a restart cut its text off, and it was not gone on with")]


def _repeats(brief: RunBrief, result: Result) -> list[Check]:
    """A poem of yesterday is no poem of today; a greeting may be the same every morning."""
    now = " ".join(result.written.split())
    same = bool(now) and any(now == " ".join(old.split()) for old in brief.outputs)
    return [check("not the same again", False, "it is word for word what an earlier run wrote")] if same else []


def _sources(calls: Sequence[Call], requires: Sequence[str], result: Result) -> list[Check]:
    """What had to be looked up names a page that was opened, and quotes only what pages say."""
    if "search_web" not in requires:
        return []
    pages = [page for call in calls if call.name == "open_page" and call.ok and (page := parse_page(call.result or ""))]
    said = f"{result.text}\n{result.written}"
    named = [page.url for page in pages if page.url in said]
    if not named:
        why = "it names no page that was opened" if pages else "no page was opened, so nothing was read"
        return [check("sources", False, why)]
    found = [check("sources", True, f"{len(named)} of {len(pages)} pages that were opened are named")]
    looked = check_document(said, {"read": result.read}, {page.number: "read" for page in pages})
    quotes = [each for each in looked if each.claim.kind == "quote" and each.claim.cites]
    wrong = [each.claim.text for each in quotes if each.verdict != "found"]
    if wrong:
        found.append(check("quotes", False, f"it quotes what no page says: “{wrong[0][:200]}”"))
    elif quotes:
        found.append(check("quotes", True, f"{len(quotes)} found word for word in what was read"))
    return found


def _links(brief: RunBrief, result: Result) -> list[Check]:
    """Only what was read here can vouch for a link; others are said to be unchecked, not called good."""
    links = dict.fromkeys(_LINK.findall(f"{result.text}\n{result.written}"))
    seen = "\n".join([result.read, brief.news, *brief.pages])
    unknown = [link for link in links if link not in seen]
    if not links:
        return []
    if not unknown:
        return [check("links", True, f"{len(links)} found in what was read")]
    return [check("links", True, f"not checked, as nothing here has read them: {', '.join(unknown)[:300]}")]
