"""Acting outside the room: a letter to somebody, a read-only link to a page.

Neither asks anybody: what may be done is decided before a tool runs (`gesso/agent/trust`), and a rehearsal says exactly
what would leave. A letter cannot be taken back; a link is withdrawn by its undo. The address of a link opens the page
to whoever has it, so people see it and models do not.
"""

from typing import Protocol

from pydantic import BaseModel, Field

from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.base.errors import BadInput
from gesso.tools.canvas import scene_of

MOST_TO = 5


class SendMail(BaseModel):
    to: list[str] = Field(
        min_length=1, max_length=MOST_TO, description="mail addresses as the person gave them; never made up"
    )
    subject: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=50_000, description="the whole letter, plain text")


class SharePage(BaseModel):
    canvas: str | None = Field(None, description="id; default: the canvas in front of the person")


class Post(Protocol):
    """Hands letters over. `lacking` says why it cannot be used, "" when it can."""

    async def lacking(self) -> str: ...

    async def check(self, user: str, to: list[str]) -> list[str]:
        """The addresses as they are written. Raises BadInput, and NotSent where no mail server is set."""
        ...

    async def sender(self, user: str) -> str:
        """From whom a letter comes and who gets an answer, in words."""
        ...

    async def send(self, user: str, to: str, subject: str, text: str, call: str) -> None:
        """Raises NotSent, Unsure, TooMuch."""
        ...


class Links(Protocol):
    async def make_link(self, user: str, room: str, canvas: str) -> tuple[str, str]:
        """A read-only link to a page: its id and its path. Raises Forbidden, NotFound, Conflicting."""
        ...

    async def withdraw_link(self, user: str, share: str) -> None: ...


def outward_tools(post: Post, links: Links) -> tuple[Tool, ...]:
    async def show_letter(context: ToolContext, args: SendMail) -> ToolResult:
        to = await post.check(context.asked_by, args.to)
        head = f"From: {await post.sender(context.asked_by)}\nTo: {', '.join(to)}\nSubject: {args.subject}"
        return ToolResult(f"{head}\n\n{args.text}")

    async def send_mail(context: ToolContext, args: SendMail) -> ToolResult:
        """Each receiver gets a letter of their own. Raises what `Post.send` does for the first one."""
        to = await post.check(context.asked_by, args.to)
        for count, each in enumerate(to):
            try:
                await post.send(context.asked_by, each, args.subject, args.text, f"{context.call}:{count}")
            except Exception as error:
                if count:  # some have theirs: that must be known
                    raise BadInput(
                        f"Sent to {', '.join(to[:count])}, not to {', '.join(to[count:])}: {error}"
                    ) from error
                raise
        who = ", ".join(to)
        return ToolResult(f"Done: sent the e-mail to {who}.", f"Sent “{args.subject}” to {who}")

    async def show_link(context: ToolContext, args: SharePage) -> ToolResult:
        scene = scene_of(context, args.canvas)
        return ToolResult(
            f"A link is made with which everybody who has it can read “{scene.title}”, without signing in."
        )

    async def share_page(context: ToolContext, args: SharePage) -> ToolResult:
        scene = scene_of(context, args.canvas)
        share, path = await links.make_link(context.asked_by, context.room.id, scene.id)
        return ToolResult(
            f"Done: made a read-only link to “{scene.title}”. The person sees it; you do not.",
            f"Made a read-only link to “{scene.title}”",
            handle=f"{share} {path}",
        )

    async def withdraw(context: ToolContext, handle: str) -> ToolResult:
        await links.withdraw_link(context.asked_by, handle.split(" ")[0])
        return ToolResult("The link was withdrawn; it opens nothing any more.")

    return (
        Tool(
            "send_mail",
            "Send a letter by e-mail. Only when the person asks for it, and to addresses that they gave.",
            SendMail,
            "irreversible",
            send_mail,
            reads="nothing",
            destinations=("to",),
            ready=post.lacking,
            rehearse=show_letter,
        ),
        Tool(
            "share_page",
            "Make a read-only link to a page, for people without an account. Only when the person asks for it.",
            SharePage,
            "external",
            share_page,
            reads="nothing",
            destinations=("canvas",),
            where="chat",
            rehearse=show_link,
            undo=withdraw,
        ),
    )
