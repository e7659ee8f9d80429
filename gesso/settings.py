"""Settings: one frozen value, read from the environment once, by the command line only.

| variable | meaning | default |
|---|---|---|
| GESSO_DATA | folder for the database, models and backups | the user's data folder |
| GESSO_DATABASE_URL | `postgresql://…` instead of the embedded database | a file in GESSO_DATA |
| GESSO_HOST, GESSO_PORT | where to listen | 127.0.0.1, 8787 |
| GESSO_PUBLIC_URL | the address people use, when it is not the one listened on | none |
| GESSO_SANDBOX_URL | a second address of this server, under which apps run when GESSO_PUBLIC_URL is set | none |
| GESSO_IDLE_MINUTES | unload the embedded model after so long without use | 10 |
| GESSO_SCRIPTED | a JSON file of rules that adds the scripted model (tests, demos) | none |
| GESSO_SOURCES | a folder of texts, saved pages and PDFs that agents may search and read | `sources` in GESSO_DATA |
| GESSO_SEARXNG | address of a SearXNG to search the web with | none |
| GESSO_BRAVE_KEY, GESSO_TAVILY_KEY | a key of one of these search engines, instead | none |
| GESSO_FEEDS | addresses of news feeds, with spaces between; empty for none | a list of well-known ones |
| GESSO_PRIVATE_PAGES | 1: agents may open pages of this machine and its network | 0 |
| GESSO_MCP | a JSON file `{"mcpServers": {name: {command, args, env}}}` of programs whose tools may be used | none |

What is chosen under Settings, Sources goes before the rows from GESSO_SEARXNG to GESSO_PRIVATE_PAGES.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from gesso.base.errors import GessoError
from gesso.sources.tool_server import AsCommand


class BadSetting(GessoError):
    code = "bad_setting"


@dataclass(frozen=True)
class Search:
    """What to search with until somebody chooses in the page. `feeds` None: the list that comes with gesso."""

    searxng: str = ""
    brave_key: str = ""
    tavily_key: str = ""
    feeds: tuple[str, ...] | None = None
    private_addresses: bool = False


@dataclass(frozen=True)
class Settings:
    data: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8787
    public_url: str | None = None
    sandbox_url: str | None = None
    idle_minutes: float = 10.0
    scripted: Path | None = None
    search: Search = Search()
    sources: Path | None = None
    tool_servers: Mapping[str, AsCommand] = field(default_factory=dict)
    server: str = ""
    key: str = field(default="", repr=False)

    @property
    def sources_dir(self) -> Path:
        return self.sources or self.data / "sources"

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
    return Settings(
        data=data,
        database_url=env.get("GESSO_DATABASE_URL") or str(data / "gesso.db"),
        host=env.get("GESSO_HOST", "127.0.0.1"),
        port=_number(env, "GESSO_PORT", 8787, 1, 65535),
        public_url=_address(env, "GESSO_PUBLIC_URL"),
        sandbox_url=_address(env, "GESSO_SANDBOX_URL"),
        idle_minutes=_number(env, "GESSO_IDLE_MINUTES", 10, 0, 100_000),
        scripted=scripted,
        search=_search(env),
        sources=_folder(env, "GESSO_SOURCES"),
        tool_servers=_programs(env.get("GESSO_MCP", "")),
        server=(_address(env, "GESSO_URL") or "").rstrip("/"),
        key=env.get("GESSO_KEY", ""),
    )


def _address(env: Mapping[str, str], name: str) -> str | None:
    """Raises BadSetting where it is not one of the web."""
    url = env.get(name) or None
    if url is not None and urlsplit(url).scheme not in ("http", "https"):
        raise BadSetting(f"{name} should begin with http:// or https://, not {url!r}.")
    return url


def _search(env: Mapping[str, str]) -> Search:
    feeds = tuple(env["GESSO_FEEDS"].split()) if "GESSO_FEEDS" in env else None
    for name, address in (
        ("GESSO_SEARXNG", env.get("GESSO_SEARXNG") or None),
        *(("GESSO_FEEDS", f) for f in feeds or ()),
    ):
        if address is not None and (
            urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname
        ):
            raise BadSetting(f"{name} should hold addresses that begin with http:// or https://, not {address!r}.")
    return Search(
        searxng=env.get("GESSO_SEARXNG", ""),
        brave_key=env.get("GESSO_BRAVE_KEY", ""),
        tavily_key=env.get("GESSO_TAVILY_KEY", ""),
        feeds=feeds,
        private_addresses=_number(env, "GESSO_PRIVATE_PAGES", 0, 0, 1) == 1,
    )


def _programs(path: str) -> dict[str, AsCommand]:
    """The programs of a configuration as other MCP clients have it. Raises BadSetting."""
    if not path:
        return {}
    try:
        listed = json.loads(Path(path).expanduser().read_text(encoding="utf-8"))["mcpServers"]
        return {
            str(name): AsCommand(str(each["command"]), tuple(map(str, each.get("args", ()))), dict(each.get("env", {})))
            for name, each in listed.items()
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as wrong:
        raise BadSetting(
            f"GESSO_MCP names {path}, which should be a JSON file such as "
            f'{{"mcpServers": {{"files": {{"command": "…", "args": []}}}}}}: {wrong}.'
        ) from wrong


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    """Raises BadSetting where it names what is no folder."""
    folder = Path(env[name]).expanduser() if env.get(name) else None
    if folder is not None and not folder.is_dir():
        raise BadSetting(f"{name} names {folder}, which is not a folder.")
    return folder


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or not low <= int(text) <= high:
        raise BadSetting(f"{name} should be a whole number from {low} to {high}, not {text!r}.")
    return int(text)
