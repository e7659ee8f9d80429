"""Each way of telling, against a real server of this machine; and servers that refuse, hang, redirect or lie."""

import base64
import datetime as dt
import hashlib
import hmac
import ipaddress
import json
import ssl
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from gesso.base.clock import FakeClock
from gesso.base.errors import BadInput
from gesso.sources import outward
from gesso.tasks.channels import mail, push, webhook
from gesso.tasks.channels.mail import MailServer
from gesso.tasks.channels.message import Item, Link, Message, NotSent, Unsure

from .servers import hanging_mail_server, http_server, mail_server

CLOCK = FakeClock()


def item(title: str = "AI news", body: str = "Three papers.", **more: object) -> Item:
    known = {"id": "d1", "kind": "run", "at": CLOCK.now, "url": "http://localhost/r/1", "tag": "t:ok", "notice": "n1"}
    return Item(title=title, body=body, **{**known, **more})  # type: ignore[arg-type]


async def never() -> None:
    raise AssertionError("nothing was to be handed over")


async def fine() -> None:
    return


def server(port: int, **more: object) -> MailServer:
    return MailServer("127.0.0.1", port, more.pop("security", "none"), "gesso@example.org", **more)  # type: ignore[arg-type]


# ------------------------------------------------------------------ mail


async def test_a_letter_arrives_as_it_was_written() -> None:
    link = Link("Run it again", "http://localhost/act/abc")
    told = Message(
        "m1", (item("Nachrichten für 字 😀", "1 < 2\n.\nSecond line.", links=(link,)),), "http://localhost/act/off"
    )
    async with mail_server("anna", "secret") as letters:
        there = server(letters.port, user="anna", password="secret")
        await mail.send_mail(there, "ben@example.org", mail.compose(told, there, "ben@example.org", CLOCK), fine)
    sender, receivers, letter = letters.got[0]
    assert (sender, receivers) == ("gesso@example.org", ["ben@example.org"])
    assert letter["subject"] == "Nachrichten für 字 😀" and letter["to"] == "ben@example.org"
    assert letter["auto-submitted"] == "auto-generated" and letter["list-unsubscribe"] == "<http://localhost/act/off>"
    plain = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "1 < 2\n.\nSecond line." in plain.replace("\r", "") and "Run it again: http://localhost/act/abc" in plain
    shown = letter.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "1 &lt; 2" in shown and "<a href='http://localhost/act/abc'>Run it again</a>" in shown


@given(st.text(max_size=80), st.text(max_size=200))
def test_no_title_or_body_makes_a_header(title: str, body: str) -> None:
    hostile = title + "\r\nBcc: thief@example.org\r\n\r\n" + title + "\nX: y\u2028Z: q\x85\x0b"
    letter = mail.compose(Message("m", (item(hostile, body),)), server(1), "ben@example.org", CLOCK)
    head = letter.partition(b"\r\n\r\n")[0].decode("ascii").lower()
    names = [line.partition(":")[0] for line in head.split("\r\n") if line[:1] not in (" ", "\t")]
    assert sorted(names) == sorted(
        ["from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type"]
    )
    assert max(len(line) for line in letter.split(b"\r\n")) < 998 and b"\r\n.\r\n" not in letter


@pytest.mark.parametrize(
    "address",
    ["", "ben", "@example.org", "ben@", "ben@a b.org", "b en@example.org", "ben@example.org\r\nRCPT TO:<x@y.org>",
     "ben@example.org, eva@example.org", "<ben@example.org>", "bén@example.org", "ben@example..org",
     "a" * 400 + "@b.org", 'a"b@example.org', "ben\x00@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadInput):
        mail.mail_address(address)


def test_a_name_with_other_letters_is_written_as_mail_servers_know_it() -> None:
    assert mail.mail_address(" ben@bücher.example ") == "ben@xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("refuse", "passing"),
    [({"RCPT": "550 no such user"}, False), ({"RCPT": "451 later"}, True), ({"DATA": "552 too big"}, False)],
)
async def test_a_refused_letter_says_why_and_whether_to_try_again(refuse: dict[str, str], passing: bool) -> None:
    async with mail_server() as letters:
        letters.refuse = dict(refuse)
        there = server(letters.port)
        with pytest.raises(NotSent, match=next(iter(refuse.values()))[4:]) as refused:
            await mail.send_mail(there, "a@b.org", mail.compose(Message("m", (item(),)), there, "a@b.org", CLOCK), fine)
    assert refused.value.passing is passing


async def test_a_wrong_password_is_no_passing_fault() -> None:
    async with mail_server("anna", "secret") as letters:
        there = server(letters.port, user="anna", password="wrong")
        with pytest.raises(NotSent, match="user or password") as refused:
            await mail.send_mail(there, "a@b.org", b"", never)
    assert not refused.value.passing and "wrong" not in refused.value.message


GREETING = ["220 hello"]
AGREED = [*GREETING, "250 mail.test", "250 OK", "250 OK"]


@pytest.mark.parametrize("after", [[], GREETING, AGREED[:3]], ids=["no greeting", "no answer", "no receiver"])
async def test_a_mail_server_that_hangs_is_left(after: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "DEADLINE_S", 0.3)
    async with hanging_mail_server(after) as port:
        began = time.monotonic()
        with pytest.raises(NotSent, match="did not answer") as failed:
            await mail.send_mail(server(port), "a@b.org", b"x", never)
    assert failed.value.passing and time.monotonic() - began < 5


async def test_a_letter_that_was_never_confirmed_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "DEADLINE_S", 0.5)
    handed = []

    async def note() -> None:
        handed.append(1)

    async with hanging_mail_server([*AGREED, "354 go on"]) as port:
        with pytest.raises(Unsure):
            await mail.send_mail(server(port), "a@b.org", b"x", note)
    assert handed == [1]


async def test_without_starttls_no_password_is_said() -> None:
    async with mail_server("anna", "secret") as letters:
        there = server(letters.port, security="starttls", user="anna", password="secret")
        with pytest.raises(NotSent, match="STARTTLS") as refused:
            await mail.send_mail(there, "a@b.org", b"x", never)
    assert not refused.value.passing


async def test_a_mail_server_whose_certificate_is_not_trusted_is_refused_and_a_trusted_one_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = certificate(tmp_path)
    async with mail_server(tls=context) as letters:
        there = server(letters.port, security="starttls")
        letter = mail.compose(Message("m", (item(),)), there, "a@b.org", CLOCK)
        with pytest.raises(NotSent, match="certificate") as refused:
            await mail.send_mail(there, "a@b.org", letter, never)
        assert not refused.value.passing
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        await mail.send_mail(there, "a@b.org", letter, fine)
        assert len(letters.got) == 1


def certificate(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate of its own making for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*form))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


# ------------------------------------------------------------------ webhook


async def test_a_webhook_is_signed_so_that_its_receiver_can_tell() -> None:
    async with http_server() as hook:
        await webhook.send_webhook(
            hook.url, "whs_secret", item("Nachrichten 字", run="t:1:x"), private=True, clock=CLOCK
        )
    first, headers, body = hook.got[0]
    assert first == "POST /hook HTTP/1.1" and headers["host"] == f"127.0.0.1:{hook.port}"
    told = json.loads(body)
    assert told["title"] == "Nachrichten 字" and told["run"] == "t:1:x" and told["at"] == "2026-01-01T00:00:00Z"
    at, mark = (part.partition("=")[2] for part in headers["gesso-signature"].split(","))
    assert int(at) == int(CLOCK().timestamp()) and headers["gesso-delivery"] == told["id"] == "d1"
    assert mark == hmac.new(b"whs_secret", f"{at}.".encode() + body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("status", "headers", "passing", "after_s"),
    [(500, {}, True, 0), (503, {"retry-after": "120"}, True, 120), (429, {"retry-after": "9" * 7}, True, 3600),
     (429, {"retry-after": "9" * 5000}, True, 0), (404, {}, False, 0), (400, {}, False, 0),
     (302, {"location": "http://127.0.0.1:1/elsewhere"}, False, 0)],
)  # fmt: skip
async def test_what_a_webhook_answers_decides_whether_to_try_again(
    status: int, headers: dict[str, str], passing: bool, after_s: float
) -> None:
    async with http_server() as hook:
        hook.answers = [(status, headers)]
        with pytest.raises(NotSent) as failed:
            await webhook.send_webhook(hook.url, "s", item(), private=True, clock=CLOCK)
    assert (failed.value.passing, failed.value.after_s) == (passing, after_s) and len(hook.got) == 1


async def test_a_webhook_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async with http_server() as hook:
        hook.hang = True
        with pytest.raises(outward.Unreachable, match="did not answer"):
            await outward.ask("POST", hook.url, allowed=outward.anywhere, timeout_s=0.2)


PRIVATE = [
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://0/",
    "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[fe80::1]/",
    "http://[fd00::1]/", "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/", "http://169.254.169.254/",
    "http://100.64.0.1/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a00:1]/", "http://[2002:7f00:1::]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "http://224.0.0.1/", "http://255.255.255.255/",
    "http://[ff02::1]/", "http://[::]/", "https://127.0.0.1:443/", "http://①②⑦.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
async def test_private_addresses_are_refused_in_any_spelling(address: str) -> None:
    with pytest.raises((outward.AddressRefused, outward.Unreachable)) as refused:
        await outward.resolved(outward.parse_address(address), outward.is_public)
    plain = address.isascii() and not any(part in address for part in ("0x7f", "0177", "127.1", "2130706433", "//0/"))
    assert isinstance(refused.value, outward.AddressRefused) or not plain


@pytest.mark.parametrize(
    "address",
    ["", "ftp://example.org/", "file:///etc/passwd", "http://", "//example.org", "http://user:pw@example.org/",
     "http://example.org@127.0.0.1/", "https://" + "a" * 3000, "javascript:alert(1)", "http://exa mple.org:port/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(outward.AddressRefused):
        outward.parse_address(address)


async def test_a_name_is_looked_up_once_and_the_checked_address_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that is public when it is checked and this machine when it is connected to."""
    import asyncio

    loop, asked = asyncio.get_running_loop(), []
    real = loop.getaddrinfo

    async def answers(host: object, port: object, **more: object) -> object:
        asked.append(host)
        if host == "rebind.example":
            return [(2, 1, 6, "", ("203.0.114.1" if len(asked) == 1 else "127.0.0.1", port))]
        return await real(host, port, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(loop, "getaddrinfo", answers)
    async with http_server() as hook:
        with pytest.raises(outward.Unreachable):
            await outward.ask("POST", f"http://rebind.example:{hook.port}/", timeout_s=0.2)
        assert hook.got == [] and asked.count("rebind.example") == 1


# ------------------------------------------------------------------ push


def b64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(b64(text), "big"), ec.SECP256R1())


def test_encryption_gives_the_bytes_of_the_standards_example() -> None:
    """RFC 8291, appendix A."""
    to = push.parse_subscription(
        "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    made = push.encrypted(
        b"When I grow up, I want to be a watermelon",
        to,
        salt=b64("DGv6ra1nlYgDCS1FRnbzlw"),
        once=lambda: private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
    )
    assert made == b64(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
        "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


class Browser:
    """The other end: subscribes, and reads what comes as RFC 8188 and 8291 say."""

    def __init__(self, endpoint: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"0123456789abcdef"
        point = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        self.public = self.key.public_key().public_bytes(*point)
        self.subscription = push.parse_subscription(endpoint, push.packed(self.public), push.packed(self.auth))

    def read(self, body: bytes) -> bytes:
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        seed = HKDF(hashes.SHA256(), 32, self.auth, b"WebPush: info\0" + self.public + sender).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(seed)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(seed)
        text = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert text[-1:] == b"\x02"
        return text[:-1]


async def test_a_push_is_read_by_the_browser_and_proves_who_sent_it() -> None:
    key = push.PushKey.of(push.new_push_key())
    async with http_server() as service:
        browser = Browser(service.url)
        told = Message("m", (item("Nachrichten 字", "x" * 5_000, actions=("again", "pause")),))
        await push.send_push(key, browser.subscription, told, "mailto:a@b.org", private=True, clock=CLOCK)
    _, headers, body = service.got[0]
    assert headers["content-encoding"] == "aes128gcm" and int(headers["ttl"]) > 0 and len(headers["topic"]) <= 32
    assert len(body) < 4_096
    shown = json.loads(browser.read(body))
    assert shown["title"] == "Nachrichten 字" and shown["tag"] == "t:ok" and shown["actions"] == ["again"]
    token, public = (part.partition("=")[2] for part in headers["authorization"].removeprefix("vapid ").split(", "))
    assert public == key.public
    head, claims, mark = token.split(".")
    signer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b64(public))
    r, s = (int.from_bytes(half, "big") for half in (b64(mark)[:32], b64(mark)[32:]))
    signer.verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    said = json.loads(b64(claims))
    assert said["aud"] == f"http://127.0.0.1:{service.port}" and said["sub"] == "mailto:a@b.org"
    assert 0 < said["exp"] - CLOCK().timestamp() <= 86_400


@pytest.mark.parametrize("status", [404, 410])
async def test_a_subscription_that_was_taken_back_is_gone(status: int) -> None:
    key = push.PushKey.of(push.new_push_key())
    async with http_server() as service:
        service.answers = [(status, {})]
        with pytest.raises(NotSent) as failed:
            await push.send_push(
                key, Browser(service.url).subscription, Message("m", (item(),)), "x", private=True, clock=CLOCK
            )
    assert failed.value.gone


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [("", ""), ("AAAA", "AAAA"), ("B" + "A" * 86, "A" * 22), ("é", "é"), ("B" * 87, "B" * 22), ("!!", "??")],
)
def test_keys_that_are_none_are_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(BadInput):
        push.parse_subscription("https://push.example/", p256dh, auth)
