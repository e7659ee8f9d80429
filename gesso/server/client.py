"""The web client's files: built into `gesso/web`, read-only.

Only files found by walking that folder are served, by exact name, so no path can lead out of it; the folder is walked
at start, and again when a new build has put another `index.html` there. Files under `assets/` carry a hash in their
name and are cached for ever; every other address that is a page of the program gets `index.html`, which routes by
itself. A `.gz` beside a file is sent to who accepts it.
"""

import mimetypes
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from gesso.base.errors import NotFound

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".txt": "text/plain; charset=utf-8",
}
# Served under another name and with other headers (frame.py), or by a command only (gesso.app_check).
_NOT_A_FILE = ("sandbox.html", "check.html")
_NOT_BUILT = (
    "<!doctype html><meta charset=utf-8><title>gesso</title>"
    "<p>The page of gesso is not built. Run <code>make run</code>, or use the API."
)


@dataclass(frozen=True)
class ClientFile:
    path: Path
    packed: Path | None
    kind: str
    etag: str
    lasting: bool


class ClientFiles:
    """What the folder holds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._built_at = 0
        self._files: dict[str, ClientFile] = {}
        self._look()

    def _look(self) -> None:
        """Walk the folder if it was built anew since; one `stat` when it was not."""
        try:
            built_at = (self._folder / "index.html").stat().st_mtime_ns
        except OSError:
            built_at = 0  # between two builds: what is known may still be readable
        if built_at and built_at != self._built_at:
            self._files, self._built_at = dict(_walk(self._folder)), built_at

    def answer(self, request: Request, name: str) -> Response:
        """The file `name`, or the page. Raises NotFound for a file that is not there."""
        self._look()
        file = self._files.get(name) if name not in _NOT_A_FILE else None
        if file is None:
            if "." in name.rpartition("/")[2] or name.partition("/")[0] in ("api", "assets"):
                raise NotFound("There is no such file.")
            file = self._files.get("index.html")
        if file is None:
            return Response(_NOT_BUILT, 503, media_type="text/html")
        headers = {
            "etag": file.etag,
            "vary": "accept-encoding",
            "cache-control": "public, max-age=31536000, immutable" if file.lasting else "no-cache",
        }
        if file.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        source = file.path
        if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            source, headers["content-encoding"] = file.packed, "gzip"
        try:
            data = source.read_bytes()
        except OSError:
            raise NotFound("There is no such file any more.") from None
        return Response(data, headers={**headers, "content-type": file.kind})

    def content(self, name: str) -> bytes:
        """What the file `name` holds. Raises NotFound."""
        self._look()
        try:
            return self._files[name].path.read_bytes()
        except (KeyError, OSError):
            raise NotFound("The page of gesso is not built.") from None


def _walk(folder: Path) -> list[tuple[str, ClientFile]]:
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink() or path.suffix == ".gz":
            continue
        name = path.relative_to(folder).as_posix()
        packed = path.with_name(path.name + ".gz")
        kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        etag = f'"{sha256(path.read_bytes()).hexdigest()[:32]}"'
        file = ClientFile(path, packed if packed.is_file() else None, kind, etag, name.startswith("assets/"))
        found.append((name, file))
    return found
