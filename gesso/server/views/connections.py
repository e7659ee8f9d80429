"""MCP servers that a person connected, as the API shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from gesso.server.views.base import Id, In, Name, Out, Words

ToolState = Literal["new", "approved", "changed"]


class ToolServerIn(In):
    name: Annotated[Name, Field(max_length=60)]
    address: Annotated[Words, Field(min_length=1, max_length=2_000)]
    key: Annotated[Words, Field(max_length=4_000)] | None = None


class ServerToolView(Out):
    """`print` is what an approval approves. `changed`: it was approved when it described itself otherwise.

    `shows`: its results are shown by a page of the server; `for_view`: that page alone may use it, no agent.
    """

    name: str
    about: str
    reads_only: bool
    state: ToolState
    print: str
    shows: bool
    for_view: bool
    arguments: dict[str, Any]


class ToolServerView(Out):
    """`configured`: a program from the administrator's configuration, which cannot be removed here."""

    id: str
    name: str
    address: str
    has_key: bool
    configured: bool
    problem: str
    checked_at: datetime | None
    tools: list[ServerToolView]


class ToolApprovalIn(In):
    tool: Annotated[Words, Field(min_length=1, max_length=100)]
    print: Annotated[Words, Field(min_length=1, max_length=100)]
    approved: bool


class ServerFileView(Out):
    uri: str
    name: str
    about: str


class ServerPromptView(Out):
    """`needs` are the arguments it cannot do without."""

    name: str
    about: str
    needs: list[str]


class ServerThingsView(Out):
    """What the server keeps beside tools, as of now."""

    files: list[ServerFileView]
    prompts: list[ServerPromptView]


class ServerFileIn(In):
    uri: Annotated[Words, Field(min_length=1, max_length=2_000)]
    room: Id


class ServerViewIn(In):
    uri: Annotated[Words, Field(min_length=1, max_length=600)]


class ServerPageView(Out):
    """`wanted` are addresses that the page would like to reach, which it cannot."""

    html: str
    wanted: list[str]


class ServerCallIn(In):
    tool: Annotated[Words, Field(min_length=1, max_length=100)]
    arguments: dict[Words, Any] = Field(default_factory=dict, max_length=100)


class ServerCalledView(Out):
    """The result as the protocol has it."""

    result: dict[str, Any]


class ServerPromptIn(In):
    prompt: Annotated[Words, Field(min_length=1, max_length=300)]
    arguments: dict[Words, Words] = Field(default_factory=dict, max_length=20)
