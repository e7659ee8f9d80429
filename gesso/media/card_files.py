"""Cards as files: an Anki package, text that Anki imports, CSV.

The package is Anki's own: a zip with an SQLite file of version 11, which every Anki reads. A note is known by its
words, so that importing a newer package adds what is new and keeps what was learned.
"""

import csv
import hashlib
import html
import io
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from typing import Any, Literal

from gesso.data.csv_out import inert
from gesso.media.cards import Card

Format = Literal["apkg", "txt", "csv"]
MEDIA_TYPES: dict[Format, str] = {
    "apkg": "application/octet-stream",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
MODEL, CREATED_S = 1_698_000_417, 1_700_000_000
CSS = (
    ".card { font: 20px/1.45 sans-serif; text-align: center; max-width: 34em; margin: 1.5em auto; "
    "white-space: pre-line } "
    ".where { color: #888; font-size: 14px; margin-top: 1.5em }"
)
_TABLES = """
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null,
  ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null,
  models text not null, decks text not null, dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null,
  usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null,
  flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null,
  mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null,
  ivl integer not null, factor integer not null, reps integer not null, lapses integer not null, left integer not null,
  odue integer not null, odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null,
  ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null,
  type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
CREATE INDEX ix_notes_usn on notes (usn); CREATE INDEX ix_cards_usn on cards (usn);
CREATE INDEX ix_revlog_usn on revlog (usn); CREATE INDEX ix_cards_nid on cards (nid);
CREATE INDEX ix_cards_sched on cards (did, queue, due); CREATE INDEX ix_revlog_cid on revlog (cid);
CREATE INDEX ix_notes_csum on notes (csum);
"""


def write_cards(format: Format, title: str, cards: Sequence[Card]) -> bytes:
    """The file."""
    match format:
        case "apkg":
            return _package(title, cards)
        case "txt":
            lines = ["#separator:tab", "#html:true", f"#deck:{' '.join(title.split())}", "#columns:Front\tBack\tWhere"]
            return "".join(f"{line}\n" for line in [*lines, *("\t".join(_fields(card)) for card in cards)]).encode()
        case "csv":
            target = io.StringIO()
            rows = csv.writer(target, lineterminator="\r\n")
            rows.writerow(["front", "back", "heading", "kind"])
            for card in cards:
                rows.writerow([inert(each) for each in (card.front, card.back, card.heading, card.kind)])
            return target.getvalue().encode("utf-8", "replace")


def _fields(card: Card) -> list[str]:
    return [html.escape(each, quote=False).replace("\n", "<br>").replace("\t", " ") for each in
            (card.front, card.back, card.heading)]  # fmt: skip


def _package(title: str, cards: Sequence[Card]) -> bytes:
    deck = 1_700_000_000_000 + int.from_bytes(hashlib.sha256(title.encode("utf-8", "replace")).digest()[:5], "big")
    db = sqlite3.connect(":memory:")
    try:
        db.executescript(_TABLES)
        told = [json.dumps(each) for each in (_CONF, {str(MODEL): _model(deck)}, _decks(deck, title), _DCONF)]
        col = (1, CREATED_S, CREATED_S * 1000, CREATED_S * 1000, 11, 0, 0, 0, *told, "{}")
        db.execute(f"INSERT INTO col VALUES ({','.join('?' * 13)})", col)
        for number, card in enumerate(cards, 1):
            fields = _fields(card)
            id = deck + number * 2
            check = int(hashlib.sha1(fields[0].encode("utf-8", "replace")).hexdigest()[:8], 16)
            note = (
                id,
                card.id,
                MODEL,
                CREATED_S,
                -1,
                f" gesso {card.kind} ",
                "\x1f".join(fields),
                fields[0],
                check,
                0,
                "",
            )
            db.execute(f"INSERT INTO notes VALUES ({','.join('?' * 11)})", note)
            row = (id + 1, id, deck, 0, CREATED_S, -1, 0, 0, number, *[0] * 8, "")
            db.execute(f"INSERT INTO cards VALUES ({','.join('?' * 18)})", row)
        db.commit()
        stored = db.serialize()
    finally:
        db.close()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("collection.anki2", stored), ("media", b"{}")):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _model(deck: int) -> dict[str, Any]:
    fields = [{"name": name, "ord": at, "font": "Arial", "size": 20, "rtl": False, "sticky": False, "media": []}
              for at, name in enumerate(("Front", "Back", "Where"))]  # fmt: skip
    where = '<div class="where">{{Where}}</div>'
    shape = {"name": "Card", "ord": 0, "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}" + where,
             "bqfmt": "", "bafmt": "", "did": None}  # fmt: skip
    return {
        "id": str(MODEL), "name": "gesso", "type": 0, "mod": CREATED_S, "usn": -1, "sortf": 0, "did": deck, "css": CSS,
        "flds": fields, "tmpls": [shape], "req": [[0, "all", [0]]], "tags": [], "vers": [],
        "latexPre": "\\documentclass{article}\\begin{document}", "latexPost": "\\end{document}", "latexsvg": False,
    }  # fmt: skip


def _decks(deck: int, title: str) -> dict[str, Any]:
    common = {"collapsed": False, "conf": 1, "desc": "", "dyn": 0, "extendNew": 10, "extendRev": 50, "lrnToday": [0, 0],
              "newToday": [0, 0], "revToday": [0, 0], "timeToday": [0, 0], "mod": CREATED_S, "usn": -1}  # fmt: skip
    return {
        "1": {**common, "id": 1, "name": "Default"},
        str(deck): {**common, "id": deck, "name": title.replace("::", ": ") or "Cards"},
    }


_CONF = {
    "activeDecks": [1], "addToCur": True, "collapseTime": 1200, "curDeck": 1, "curModel": str(MODEL), "dueCounts": True,
    "estTimes": True, "newBury": True, "newSpread": 0, "nextPos": 1, "sortBackwards": False, "sortType": "noteFld",
    "timeLim": 0,
}  # fmt: skip
_DCONF = {
    "1": {
        "id": 1, "name": "Default", "autoplay": True, "maxTaken": 60, "mod": 0, "replayq": True, "timer": 0, "usn": 0,
        "lapse": {"delays": [10], "leechAction": 0, "leechFails": 8, "minInt": 1, "mult": 0},
        "new": {"bury": True, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 7], "order": 1, "perDay": 20,
                "separate": True},
        "rev": {"bury": True, "ease4": 1.3, "fuzz": 0.05, "ivlFct": 1, "maxIvl": 36500, "minSpace": 1, "perDay": 100},
    }
}  # fmt: skip
