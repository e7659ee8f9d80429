"""E-mail: how a message looks as one, and handing it to the mail server that an administrator configured.

A server that hangs is left after `DEADLINE_S`: the socket is shut, so its thread ends too. A letter is handed over at
most once: `handing_over` is awaited when everything but the text is agreed, and a failure after it is `Unsure`.
"""

import asyncio
import html
import re
import smtplib
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from hashlib import sha256
from typing import Literal, TypeVar

from gesso.base.clock import Clock
from gesso.base.errors import BadInput
from gesso.tasks.channels.message import Item, Message, NotSent, Unsure, line

T = TypeVar("T")
Security = Literal["tls", "starttls", "none"]

_NAME = re.compile(r"[!#-'*+./0-9=?A-Z^-~-]{1,64}", re.ASCII)
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII | re.IGNORECASE)
STEP_S = 10.0
DEADLINE_S = 30.0


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed in. `tls` from the first byte, `starttls` or refuse, `none` for one on this machine."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


def mail_address(text: str) -> str:
    """`text` as an address a letter can go to. Raises BadInput."""
    name, _, host = text.strip().rpartition("@")
    with suppress(ValueError, UnicodeError, IndexError):
        spelled = host.encode("idna").decode("ascii")
        if _NAME.fullmatch(name) and _HOST.fullmatch(spelled):
            return Address(username=name, domain=spelled).addr_spec
    raise BadInput("Give an e-mail address such as name@example.org, in plain letters before the @.")


def compose(message: Message, server: MailServer, to: str, clock: Clock) -> bytes:
    """The letter as it goes over the wire: plain text, and the same as simple HTML."""
    mail = EmailMessage(policy=WIRE)
    sender = mail_address(server.sender)
    mail["From"] = Address("gesso", addr_spec=sender)
    mail["To"] = Address(addr_spec=mail_address(to))
    mail["Subject"] = line(message.title)
    mail["Date"] = format_datetime(clock())
    mail["Message-ID"] = f"<{sha256(message.id.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    if message.off:
        mail["List-Unsubscribe"] = f"<{message.off}>"
    mail.set_content(_plain(message), cte="quoted-printable")
    mail.add_alternative(_html(message), subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def _plain(message: Message) -> str:
    parts = [_plain_item(item) for item in message.items]
    if message.off:
        parts.append(f"--\nNo more e-mail of this kind: {message.off}")
    return "\n\n\n".join(parts) + "\n"


def _plain_item(item: Item) -> str:
    lines = [line(item.title), ""]
    if item.body:
        lines += [item.body, ""]
    if item.url:
        lines.append(f"Open: {item.url}")
    return "\n".join([*lines, *(f"{link.label}: {link.url}" for link in item.links)])


def _html(message: Message) -> str:
    parts = ["<!doctype html><meta charset=utf-8><div style='font:16px/1.5 sans-serif;max-width:40em'>"]
    for item in message.items:
        parts.append(f"<h2 style='font-size:18px'>{html.escape(line(item.title))}</h2>")
        if item.body:
            parts.append(f"<p style='white-space:pre-wrap'>{html.escape(item.body)}</p>")
        links = [*((item.url, "Open") for _ in range(bool(item.url))), *((link.url, link.label) for link in item.links)]
        shown = (f"<a href='{html.escape(url)}'>{html.escape(label)}</a>" for url, label in links)
        parts.append(f"<p>{' · '.join(shown)}</p>")
    if message.off:
        parts.append(
            f"<p style='font-size:13px'><a href='{html.escape(message.off)}'>No more e-mail of this kind</a></p>"
        )
    return "".join([*parts, "</div>"])


class Session:
    """One conversation with a mail server, on a thread. `abort` ends it from outside, whatever it waits for."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        name = socket.gethostname() or "localhost"  # given, because smtplib would ask the network for it
        self._context = None if server.security == "none" else ssl.create_default_context()
        if server.security == "tls":
            self._smtp: smtplib.SMTP = smtplib.SMTP_SSL(local_hostname=name, timeout=STEP_S, context=self._context)
        else:
            self._smtp = smtplib.SMTP(local_hostname=name, timeout=STEP_S)
        self._smtp._host = server.host  # type: ignore[attr-defined]  # what TLS checks the certificate against

    def agree(self, to: str) -> None:
        """Connect, sign in, and have sender and receiver taken. Raises SMTPException, OSError."""
        server, smtp = self._server, self._smtp
        code, answer = smtp.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, answer)
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            smtp.starttls(context=self._context)
            smtp.ehlo()
        if server.user:
            smtp.login(server.user, server.password)
        for command, said in ((smtp.mail, mail_address(server.sender)), (smtp.rcpt, to)):
            code, answer = command(said)
            if code not in (250, 251):
                raise smtplib.SMTPResponseException(code, answer)

    def hand_over(self, letter: bytes) -> None:
        code, answer = self._smtp.data(letter)
        if code != 250:
            raise smtplib.SMTPResponseException(code, answer)

    def part(self) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self._smtp.quit()

    def abort(self) -> None:
        sock = self._smtp.sock
        with suppress(OSError):
            if sock is not None:
                sock.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            self._smtp.close()


async def send_mail(server: MailServer, to: str, letter: bytes, handing_over: Callable[[], Awaitable[None]]) -> None:
    """Have the server take the letter. Raises NotSent, and Unsure when it may have taken it."""
    session = Session(server)
    try:
        await _in_time(session, lambda: session.agree(mail_address(to)))
    except TimeoutError:
        raise NotSent(f"The mail server {server.host} did not answer in {DEADLINE_S:.0f} s.", passing=True) from None
    except smtplib.SMTPResponseException as refused:
        session.abort()
        raise _refusal(refused) from None
    except smtplib.SMTPNotSupportedError as missing:
        session.abort()
        raise NotSent(f"The mail server cannot do what is configured: {line(str(missing))}", passing=False) from None
    except (smtplib.SMTPException, OSError) as failed:
        session.abort()
        lasting = isinstance(failed, ssl.SSLCertVerificationError)
        raise NotSent(f"The mail server {server.host} failed: {line(str(failed))}", passing=not lasting) from None
    await handing_over()
    try:
        await _in_time(session, lambda: session.hand_over(letter))
    except smtplib.SMTPResponseException as refused:
        session.abort()
        raise _refusal(refused) from None
    except (TimeoutError, smtplib.SMTPException, OSError):
        session.abort()
        raise Unsure("The mail server took the letter but did not confirm it; it is not sent again.") from None
    await _in_time(session, session.part)


async def _in_time(session: Session, work: Callable[[], T]) -> T:
    """What `work` returns on a thread of its own. Raises TimeoutError after the deadline, the socket shut."""
    running = asyncio.create_task(asyncio.to_thread(work))
    done, _ = await asyncio.wait({running}, timeout=DEADLINE_S)
    if not done:
        session.abort()
        await asyncio.wait({running}, timeout=STEP_S)
        if running.done():
            running.exception()
        raise TimeoutError
    return running.result()


def _refusal(refused: smtplib.SMTPResponseException) -> NotSent:
    said = (
        refused.smtp_error.decode("utf-8", "replace") if isinstance(refused.smtp_error, bytes) else refused.smtp_error
    )
    code = refused.smtp_code
    what = "user or password" if isinstance(refused, smtplib.SMTPAuthenticationError) else "letter"
    return NotSent(f"The mail server refused the {what}: {code} {line(said)}", passing=not 500 <= code < 600)
