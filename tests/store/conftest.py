"""A fresh database for each test, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from gesso.base.clock import FakeClock
from gesso.store.database import Database

Opener = Callable[[], Awaitable[Database]]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new database is or will be."""
    if request.param == "sqlite":
        return str(tmp_path / "gesso.db")
    return str(request.getfixturevalue("new_postgres_url"))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def db(address: str, clock: FakeClock) -> AsyncIterator[Database]:
    found = await Database.open(address, clock=clock)
    yield found
    await found.close()
