"""The history of a canvas over HTTP: versions, compare, restore, names, visits, shares of authors.

Reading needs the role to view, names and restoring the role to edit. Nothing here answers a read-only link: a link
shows the words, never who wrote them.
"""

from typing import Annotated

from fastapi import Path, Query

from gesso.room import history
from gesso.server import views
from gesso.server.context import Actor, Here
from gesso.server.policy import Policy, Routes

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
MAX_VERSION = 2**31 - 1

CanvasId = Annotated[str, Path(max_length=80)]
Version = Annotated[int, Path(ge=0, le=MAX_VERSION)]


@routes.on("GET", "/api/canvases/{canvas}/versions", READ, views.VersionsView)
async def list_versions(
    here: Here,
    person: Actor,
    canvas: CanvasId,
    before: Annotated[int | None, Query(ge=1, le=MAX_VERSION)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
    named: bool = False,
) -> views.VersionsView:
    """Versions with who and why, newest first; a page may be shorter than `limit` and still have a `next`."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "view")
    read = history.named_versions if named else history.list_versions
    page = await read(here.workspace, room, live, before, limit)
    return views.VersionsView(versions=[_version(v) for v in page.versions], next=page.next, version=live.version)


@routes.on("GET", "/api/canvases/{canvas}/compare", READ, views.ComparisonView)
async def compare_versions(
    here: Here,
    person: Actor,
    canvas: CanvasId,
    older: Annotated[int, Query(alias="from", ge=0, le=MAX_VERSION)] = 0,
    newer: Annotated[int | None, Query(alias="to", ge=0, le=MAX_VERSION)] = None,
) -> views.ComparisonView:
    """The words that differ between two versions: from the beginning unless `from` says so, to now unless `to` does."""
    _, live = await here.workspace.access_canvas(person.id, canvas, "view")
    upto = live.version if newer is None else newer
    found = await history.compare(live, older, upto)
    return views.ComparisonView(
        from_version=older,
        to_version=upto,
        hunks=[_hunk(hunk) for hunk in found.hunks],
        left_out=found.left_out,
        added=found.added,
        removed=found.removed,
        words_added=found.words_added,
        words_removed=found.words_removed,
    )


@routes.on("POST", "/api/canvases/{canvas}/restore_version", WRITE, views.RestoredView)
async def restore_version(here: Here, person: Actor, canvas: CanvasId, body: views.RestoreIn) -> views.RestoredView:
    """Make the text read as it did at a version, as a new version; `/undo` with `turn` takes it back."""
    live, turn = await history.do_restore_version(here.workspace, person, canvas, body.version)
    return views.RestoredView(version=live.version, turn=turn or None)


@routes.on("PUT", "/api/canvases/{canvas}/versions/{version}/name", WRITE, status=204)
async def name_version(
    here: Here, person: Actor, canvas: CanvasId, version: Version, body: views.VersionNameIn
) -> None:
    """Give a version a name; an empty one takes it away."""
    await history.do_name_version(here.workspace, person, canvas, version, body.name)


@routes.on("PUT", "/api/canvases/{canvas}/visit", READ, views.VisitView)
async def visit_canvas(here: Here, person: Actor, canvas: CanvasId) -> views.VisitView:
    """Say that the text was seen as it is now. Closing the canvas socket says so too."""
    visit = await history.do_visit(here.workspace, person.id, canvas)
    return views.VisitView(version=visit.version, at=visit.at)


@routes.on("GET", "/api/canvases/{canvas}/since", READ, views.SinceView)
async def changed_since(here: Here, person: Actor, canvas: CanvasId) -> views.SinceView:
    """What others changed since the caller was last here."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "view")
    since = await history.changed_since(here.workspace, room, live, person.id)
    if since is None:
        return views.SinceView(visit=None, version=live.version, versions=0, who=[], more=False)
    return views.SinceView(
        visit=views.VisitView(version=since.visit.version, at=since.visit.at),
        version=live.version,
        versions=since.versions,
        who=[_who(who) for who in since.who],
        more=since.more,
    )


@routes.on("GET", "/api/canvases/{canvas}/authors", READ, views.AuthorsView)
async def share_of_authors(here: Here, person: Actor, canvas: CanvasId) -> views.AuthorsView:
    """How much of the text is whose, in code points."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "view")
    shares = history.shares_of(room, live)
    return views.AuthorsView(
        version=live.version,
        characters=sum(share.characters for share in shares),
        authors=[views.ShareOfText(by=s.by, kind=s.kind, model=s.model, characters=s.characters) for s in shares],
    )


def _version(version: history.Version) -> views.VersionItem:
    name = version.name
    return views.VersionItem(
        version=version.to_version,
        from_version=version.from_version,
        started=version.started,
        at=version.at,
        who=[_who(who) for who in version.who],
        summary=version.summary,
        why=version.why,
        name=views.VersionNameView(name=name.name, by=name.by, at=name.at) if name else None,
    )


def _hunk(hunk: history.Hunk) -> views.HunkView:
    return views.HunkView(
        start=hunk.start, end=hunk.end, at=hunk.at, at_end=hunk.at_end, removed=hunk.removed, added=hunk.added
    )


def _who(who: history.Who) -> views.WhoView:
    return views.WhoView(
        by=who.by, kind=who.kind, model=who.model, turn=who.turn, undoes=who.undoes, added=who.added,
        removed=who.removed,
    )  # fmt: skip
