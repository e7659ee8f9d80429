"""Settings: one frozen value, read from the environment once, by the command line only.

| variable | meaning | default |
|---|---|---|
| GESSO_DATA | folder for the database, models and backups | the user's data folder |
| GESSO_DATABASE_URL | `postgresql://…` instead of the embedded database | a file in GESSO_DATA |
| GESSO_HOST, GESSO_PORT | where to listen | 127.0.0.1, 8787 |
| GESSO_PUBLIC_URL | the address people use, when it is not the one listened on | none |
| GESSO_IDLE_MINUTES | unload the embedded model after so long without use | 10 |
| GESSO_SCRIPTED | a JSON file of rules that adds the scripted model (tests, demos) | none |
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from gesso.base.errors import GessoError


class BadSetting(GessoError):
    code = "bad_setting"


@dataclass(frozen=True)
class Settings:
    data: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8787
    public_url: str | None = None
    idle_minutes: float = 10.0
    scripted: Path | None = None

    @property
    def models_dir(self) -> Path:
        return self.data / "models"

    @property
    def files_dir(self) -> Path:
        return self.data / "files"

    @property
    def loopback(self) -> bool:
        return self.host in ("127.0.0.1", "::1", "localhost")

    @property
    def url(self) -> str:
        """The address to open in a browser, without a trailing slash."""
        if self.public_url:
            return self.public_url.rstrip("/")
        name = "localhost" if self.loopback or self.host in ("0.0.0.0", "::") else self.host
        return f"http://{name}:{self.port}"


def default_data_dir(platform: str, environ: Mapping[str, str], home: Path) -> Path:
    """Where a program's data belongs on this kind of system."""
    if platform == "darwin":
        return home / "Library" / "Application Support" / "gesso"
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "gesso"
    return Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "gesso"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment. Raises BadSetting naming the variable, what it held and what it should hold."""
    env = os.environ if environ is None else environ
    data = Path(env["GESSO_DATA"]).expanduser() if env.get("GESSO_DATA") else None
    data = data or default_data_dir(sys.platform, env, Path.home())
    scripted = Path(env["GESSO_SCRIPTED"]) if env.get("GESSO_SCRIPTED") else None
    if scripted is not None and not scripted.is_file():
        raise BadSetting(f"GESSO_SCRIPTED names {scripted}, which is not a file.")
    public = env.get("GESSO_PUBLIC_URL") or None
    if public is not None and urlsplit(public).scheme not in ("http", "https"):
        raise BadSetting(f"GESSO_PUBLIC_URL should begin with http:// or https://, not {public!r}.")
    return Settings(
        data=data,
        database_url=env.get("GESSO_DATABASE_URL") or str(data / "gesso.db"),
        host=env.get("GESSO_HOST", "127.0.0.1"),
        port=_number(env, "GESSO_PORT", 8787, 1, 65535),
        public_url=public,
        idle_minutes=_number(env, "GESSO_IDLE_MINUTES", 10, 0, 100_000),
        scripted=scripted,
    )


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or not low <= int(text) <= high:
        raise BadSetting(f"{name} should be a whole number from {low} to {high}, not {text!r}.")
    return int(text)
