"""Apprise, where it is installed, against a server of this machine; and what is said where it is not."""

import json

import pytest

from gesso.base.errors import BadInput
from gesso.tasks.channels import apprise
from gesso.tasks.channels.message import Message, NotSent

from .servers import http_server
from .test_channels import item

installed = pytest.mark.skipif(not apprise.installed(), reason="apprise is not installed: pip install 'gesso[apprise]'")


@installed
async def test_a_service_is_told_or_says_no() -> None:
    async with http_server() as service:
        service.answers = [(200, {}), (500, {})]
        address = f"json://127.0.0.1:{service.port}/hook"
        await apprise.send_apprise(address, Message("m", (item("AI news\r\nX: y"), item("Other"))))
        told = json.loads(service.got[0][2])
        assert told["title"].startswith("2 notices: AI news X: y") and "Three papers." in told["message"]
        with pytest.raises(NotSent) as failed:
            await apprise.send_apprise(address, Message("m", (item(),)))
    assert failed.value.passing


def test_without_it_or_with_nonsense_an_address_is_refused() -> None:
    with pytest.raises(BadInput, match="pip install" if not apprise.installed() else "cannot read"):
        apprise.check_address("nonsense")
