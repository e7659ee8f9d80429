"""Zip archives from strangers: opened in memory within limits, no name ever becomes a path.

A bomb is refused by what really comes out, not by what the archive says of itself. Symbolic links and names that climb
out of their folder are left out, and said; what is encrypted is refused.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterable

from gesso.base.errors import BadInput, TooLarge

MAX_MEMBERS = 5_000
MAX_UNPACKED = 200_000_000
MAX_RATIO = 200
RATIO_FROM = 1_000_000
"""Below this size, in bytes, a high ratio does no harm and is common (blank XML)."""
_FIXED = (1980, 1, 1, 0, 0, 0)


class Archive:
    """A zip that was opened; `names` are the members that may be read, in order, without folders."""

    def __init__(self, data: bytes) -> None:
        """Raises BadInput for what is no zip, TooLarge past the limits."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, OverflowError) as failure:
            raise BadInput("This file cannot be read; it may be cut off or damaged.") from failure
        if len(members) > MAX_MEMBERS:
            raise TooLarge(f"An archive may hold at most {MAX_MEMBERS:,} files.")
        self.left_out: list[str] = []
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._left = MAX_UNPACKED
        for member in members:
            name = safe_name(member.filename)
            if member.is_dir():
                continue
            if name is None or stat.S_ISLNK(member.external_attr >> 16):
                self.left_out.append(member.filename)
            else:
                self._members.setdefault(name, member)
        self.names = tuple(self._members)

    def read(self, name: str) -> bytes:
        """The bytes of a member; KeyError when there is none. Raises BadInput, or TooLarge for a bomb."""
        member = self._members[name]
        if member.flag_bits & 1:
            raise BadInput("This archive is protected by a password; remove it and import again.")
        limit = min(self._left, max(RATIO_FROM, member.compress_size * MAX_RATIO))
        try:
            with self._zip.open(member) as packed:
                data = packed.read(limit + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            RuntimeError,
            EOFError,
            OSError,
            ValueError,
        ) as bad:
            raise BadInput(f"“{name[-80:]}” in this archive is damaged.") from bad
        if len(data) > limit:
            raise TooLarge(f"This archive unpacks to more than {MAX_UNPACKED // 1_000_000} MB or {MAX_RATIO} times.")
        self._left -= len(data)
        return data


def safe_name(name: str) -> str | None:
    """The name with forward slashes, or None when it is absolute, climbs out or holds control characters."""
    plain = name.replace("\\", "/")
    parts = plain.split("/")
    if plain.startswith("/") or ":" in parts[0] or ".." in parts or any(ord(letter) < 32 for letter in plain):
        return None
    return "/".join(part for part in parts if part not in ("", ".")) or None


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of (name, bytes) in that order; the same files always give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, _FIXED), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()
