"""`gesso lab forget`: a person's rows go out of collected folders, and never come into one again."""

import json
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from gesso.lab.episode import write_whole
from gesso.lab.errors import LabError
from gesso.lab.feedback.collect import FILES, MANIFEST, pseudonym, seal
from gesso.lab.feedback.consent import save_forgotten
from gesso.store.access import email_key, list_users


def find_people(conn: Connection, named: str) -> list[str]:
    """The ids a person goes by: an id as it is, an e-mail address, or the whole name of an account.

    Raises LabError for nobody, and for a name that several have.
    """
    users = list_users(conn)
    wanted = email_key(named) or named
    for found in ([u.id for u in users if u.id == named], [u.id for u in users if u.email and u.email == wanted]):
        if found:
            return found
    by_name = [user.id for user in users if user.name.casefold() == named.strip().casefold()]
    if len(by_name) > 1:
        raise LabError(f"{len(by_name)} people are called {named!r}; give the e-mail address or the id.")
    if by_name:
        return by_name
    if named.startswith("user_"):  # an account that is gone already may be in the logs still
        return [named]
    raise LabError(f"Nobody here is called {named!r}: give an e-mail address, a whole name, or an id (user_…).")


def forget(conn: Connection, people: Sequence[str]) -> None:
    """From now on no collection holds anything of theirs."""
    save_forgotten(conn, people)


def clean_folder(folder: Path, people: Sequence[str]) -> int:
    """Take the rows out that people had a part in; how many. Raises LabError for a folder that was not collected."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        salt = str(manifest["salt"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LabError(f"{folder} was not made by `gesso lab collect`: its {MANIFEST} cannot be read.") from error
    hidden = {pseudonym(person, salt) for person in people}
    taken = 0
    for name in FILES:
        path = folder / f"{name}.jsonl"
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
            kept = [line for line in lines if line and not hidden & set(json.loads(line).get("people", ()))]
        except (OSError, ValueError) as error:
            raise LabError(f"{path} cannot be read, so nobody can be taken out of it: {error}") from error
        taken += sum(bool(line) for line in lines) - len(kept)
        write_whole(path, "".join(f"{line}\n" for line in kept))
    seal(folder, manifest)
    return taken
