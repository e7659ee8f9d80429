from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tasks.clockwork import Desk, open_desk, utc


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new database is or will be, of both kinds."""
    if request.param == "sqlite":
        return str(tmp_path / "gesso.db")
    return str(request.getfixturevalue("new_postgres_url"))


@pytest.fixture
async def desk(address: str) -> AsyncIterator[Desk]:
    """An engine at midnight of 2026-01-01 UTC."""
    async with open_desk(address, utc("2026-01-01T00:00")) as opened:
        yield opened
