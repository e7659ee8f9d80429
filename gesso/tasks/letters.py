"""Letters that an agent sends for a person: by the mail server of this gesso, answers to the person."""

from collections.abc import Callable, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from hashlib import sha256

from gesso.base.clock import Clock
from gesso.base.errors import BadInput, Forbidden
from gesso.store import access
from gesso.store.access import User
from gesso.store.database import Database
from gesso.tasks.channels.mail import MailServer, mail_address, send_mail
from gesso.tasks.channels.message import NotSent, line
from gesso.tasks.sending import Senders

NO_SERVER = "No mail server is set; an administrator sets one in Settings."


class Letters:
    """`spend` counts a letter of that person and refuses one too many."""

    def __init__(self, db: Database, clock: Clock, senders: Senders, spend: Callable[[str], None]) -> None:
        self._db, self._clock, self._senders, self._spend = db, clock, senders, spend

    async def lacking(self) -> str:
        return "" if await self._senders.mail_server() is not None else NO_SERVER

    async def check(self, user: str, to: Sequence[str]) -> list[str]:
        """Raises BadInput for what is no address, NotSent where there is no server."""
        if lacking := await self.lacking():
            raise NotSent(lacking, passing=False)
        try:
            return list(dict.fromkeys(mail_address(each) for each in to))
        except BadInput:
            raise BadInput("Not sent: a receiver is no mail address. Ask the person for the address.") from None

    async def sender(self, user: str) -> str:
        account, server = await self._account(user), await self._server()
        return f"{account.name} by way of {server.sender}" + (f", answers to {account.email}" if account.email else "")

    async def send(self, user: str, to: str, subject: str, text: str, call: str) -> None:
        """Raises NotSent, Unsure, TooMuch."""
        account, server = await self._account(user), await self._server()
        self._spend(user)

        async def handing() -> None:
            """Whether it was begun is on the room's log already."""

        letter = compose_letter(account, server, to, subject, text, call, self._clock)
        await send_mail(server, to, letter, handing)

    async def _account(self, user: str) -> User:
        found = await self._db.read(lambda conn: access.user_of(conn, user))
        if found is None or found.disabled:
            raise Forbidden("Not sent: whoever asked has no account here any more.")
        return found

    async def _server(self) -> MailServer:
        found = await self._senders.mail_server()
        if found is None:
            raise NotSent(NO_SERVER, passing=False)
        return found.server()


def compose_letter(
    account: User, server: MailServer, to: str, subject: str, text: str, call: str, clock: Clock
) -> bytes:
    """As it goes over the wire; it says whom it comes from and that a program wrote it."""
    mail = EmailMessage(policy=WIRE)
    sender = mail_address(server.sender)
    mail["From"] = Address(line(f"{account.name} (gesso)"), addr_spec=sender)
    if account.email:
        mail["Reply-To"] = Address(addr_spec=mail_address(account.email))
    mail["To"] = Address(addr_spec=mail_address(to))
    mail["Subject"] = line(subject)
    mail["Date"] = format_datetime(clock())
    mail["Message-ID"] = f"<{sha256(call.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"
    mail.set_content(text.rstrip() + "\n", cte="quoted-printable")
    return mail.as_bytes()
