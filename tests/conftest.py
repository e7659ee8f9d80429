"""For all tests: failures are told when they happen, and a throw-away PostgreSQL for those marked `postgres`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pg8000.dbapi
import pytest
from sqlalchemy import URL

from gesso.base.clock import Clock, FakeClock
from gesso.store import database
from gesso.store.engines import parse_address, sqlite_file
from gesso.store.migrate import migrate
from tests.forked import Loaded
from tests.program import Program

# A program that a test starts is compiled once: where nothing may be written, each start costs seconds more.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


HERE = Path(__file__).parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process ends with it while the others have nothing left to do."""
    longest = {name: number for number, name in enumerate((HERE / "longest.txt").read_text().split())}
    items.sort(key=lambda item: longest.get(item.path.relative_to(HERE).with_suffix("").as_posix(), len(longest)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Say what failed at once, in the process that prints: a run that is ended early has then said why."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        said = getattr(report.longrepr, "reprcrash", None)
        sys.stdout.write(f"\nFAILED {report.nodeid} ({report.when}): {str(said or report.longrepr)[-1200:]}\n")
        sys.stdout.flush()


@pytest.fixture(scope="session", autouse=True)
def copies_of_a_new_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new SQLite database of a test is a copy of one that the migrations made: 7 ms instead of 150."""
    made = tmp_path_factory.mktemp("new") / "new.db"
    migrate(parse_address(made), FakeClock())

    def copied(url: URL, clock: Clock) -> None:
        file = sqlite_file(url)
        if file is not None and file.parent.is_dir() and not file.exists():
            shutil.copyfile(made, file)
            file.chmod(0o600)
        migrate(url, clock)

    database.migrate, Program.made = copied, made
    yield
    database.migrate, Program.made = migrate, None


@pytest.fixture(scope="session", autouse=True)
def programs_that_are_loaded() -> Iterator[None]:
    """A program of a test is forked from a loaded one: on a busy machine its start takes 0.4 s of CPU instead of 5."""
    if sys.platform == "linux":
        Program.loaded = Loaded()
        yield
        Program.loaded.close()
        Program.loaded = None
    else:
        yield


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _sorting(programs: Path) -> list[str]:
    """Let the server sort text as English does, as many real ones do, so that nothing leans on the order of bytes."""
    has_icu = programs.parent.name.isdecimal() and int(programs.parent.name) >= 15
    return ["--locale-provider=icu", "--icu-locale=en-US"] if has_icu else []


def _run(*command: str | Path) -> None:
    """Run a server program; PostgreSQL refuses root, so root becomes `postgres` for it."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", timeout=60)


@pytest.fixture(scope="session")
def postgres() -> Iterator[int]:
    """The port on 127.0.0.1 of a throw-away server; its administrator is `gesso`, without a password."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not installed")
    folder = Path(tempfile.mkdtemp(prefix="gesso-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    try:
        _run(
            programs / "initdb",
            "-D",
            data,
            "-U",
            "gesso",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
            *_sorting(programs),
        )
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off -c shared_buffers=16MB"
        _run(programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
        try:
            yield port
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sql(port: int, statement: str) -> None:
    conn = pg8000.dbapi.connect(user="gesso", host="127.0.0.1", port=port, database="postgres")
    conn.autocommit = True
    conn.cursor().execute(statement)
    conn.close()


@contextmanager
def _postgres_database(port: int, template: str) -> Iterator[str]:
    name = f"t{uuid4().hex}"
    _sql(port, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield f"postgresql://gesso@127.0.0.1:{port}/{name}"
    _sql(port, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_copies(postgres: int) -> Iterator[Callable[[str], str]]:
    """Makes a copy of the database at an address that nobody is connected to; dropped afterwards."""
    made: list[str] = []

    def copied(address: str) -> str:
        server, _, name = address.rpartition("/")
        made.append(f"t{uuid4().hex}")
        _sql(postgres, f"CREATE DATABASE {made[-1]} TEMPLATE {name}")
        return f"{server}/{made[-1]}"

    yield copied
    for name in made:
        _sql(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres: int) -> Iterator[str]:
    """The address of an empty database, dropped afterwards."""
    with _postgres_database(postgres, "template0") as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres: int) -> str:
    """The name of a database that the migrations made."""
    _sql(postgres, "CREATE DATABASE made")
    migrate(parse_address(f"postgresql://gesso@127.0.0.1:{postgres}/made"), FakeClock())
    return "made"


@pytest.fixture
def new_postgres_url(postgres: int, postgres_template: str) -> Iterator[str]:
    """The address of a database with every table and no row, dropped afterwards."""
    with _postgres_database(postgres, postgres_template) as url:
        yield url
