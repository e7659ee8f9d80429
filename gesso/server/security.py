"""Headers that every answer carries, which Host and Origin are ours, and how outside text gets into a log line.

Pure functions and frozen values; nothing here knows routes, people or the database.

Against DNS rebinding: a hostile page can point its own name at this machine, but the browser then sends that name as
`Host`. So only loopback names, the configured public host, the name listened on and (when listening for other
machines) literal IP addresses, which cannot be rebound, are answered. Against other sites' pages: a browser always
sends `Origin` with an unsafe request or a socket, and `Sec-Fetch-Site` where it knows it.
"""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from gesso.settings import BadSetting, Settings

Header = tuple[bytes, bytes]

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# A name of this machine, and the other one under which its page shows what a model made: two sites to a browser.
_SECOND_NAME = {"localhost": "127.0.0.1", "127.0.0.1": "localhost"}
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?", re.IGNORECASE | re.ASCII)
_CONTROL = re.compile(r"[^\x20-\x7e]")

PAGE_CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "frame-src {frame}",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
# For whatever a person or a model wrote: no script, no origin, no load, even when opened as a page.
INERT_CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"

_FEATURES = (
    "accelerometer browsing-topics camera display-capture geolocation gyroscope hid magnetometer microphone midi"
)
_MORE_FEATURES = "payment publickey-credentials-get screen-wake-lock serial usb xr-spatial-tracking"
_PERMISSIONS = ", ".join(f"{name}=()" for name in f"{_FEATURES} {_MORE_FEATURES}".split())
# Spoken words are recorded by our page alone.
_PAGE_PERMISSIONS = _PERMISSIONS.replace("microphone=()", "microphone=(self)")

COMMON_HEADERS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)


def page_csp(sandbox_origin: str | None) -> str:
    """The policy of our page. The exact address of the frame is what keeps it from going anywhere by itself."""
    return PAGE_CSP.format(frame=f"{sandbox_origin}/sandbox" if sandbox_origin else "'none'")


def with_security_headers(
    headers: Iterable[Header], *, api: bool, secure: bool, sandbox_origin: str | None
) -> list[Header]:
    """`headers` plus everything an answer must carry; what a handler set itself stays.

    `api` answers are data: inert content policy and no caching unless the handler said otherwise. `secure` adds HSTS.
    An answer that names who may frame it is the sandbox's page, which our X-Frame-Options would keep from our own.
    """
    result = list(headers)
    present = {name.lower() for name, _ in result}
    if any(name.lower() == b"content-security-policy" and b"frame-ancestors http" in value for name, value in result):
        present.add(b"x-frame-options")
    policy = INERT_CSP if api else page_csp(sandbox_origin)
    permissions = _PERMISSIONS if api else _PAGE_PERMISSIONS
    extra = [
        *COMMON_HEADERS,
        (b"permissions-policy", permissions.encode()),
        (b"content-security-policy", policy.encode()),
    ]
    if api:
        extra.append((b"cache-control", b"no-store"))
    if secure:
        extra.append((b"strict-transport-security", b"max-age=31536000"))
    result.extend((name, value) for name, value in extra if name not in present)
    return result


def inert_headers(filename: str) -> dict[str, str]:
    """Headers under which user content is only ever saved, never shown as a page of ours."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", filename).strip(" .")[:100] or "export"
    return {"content-disposition": f'attachment; filename="{plain}"', "content-security-policy": INERT_CSP}


@dataclass(frozen=True)
class Site:
    """The names under which this server answers, and the origin that belongs to each."""

    public_host: str | None
    public_origin: str | None
    bound_host: str
    open_to_network: bool
    sandbox_host: str | None = None
    sandbox_url: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Site":
        public_host, public_origin = _named(settings.public_url)
        sandbox_host, sandbox_url = _named(settings.sandbox_url)
        if sandbox_host is not None and (public_host is None or sandbox_host == public_host):
            raise BadSetting("GESSO_SANDBOX_URL needs GESSO_PUBLIC_URL beside it, and must be another host than that.")
        return cls(
            public_host=public_host,
            public_origin=public_origin,
            bound_host=settings.host.lower(),
            open_to_network=not settings.loopback,
            sandbox_host=sandbox_host,
            sandbox_url=sandbox_url,
        )

    def answers_to(self, host: str) -> bool:
        """Whether `host` (a Host header, with or without port) is a name of ours."""
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        name = match[1].lower().strip("[]")
        if name in _LOOPBACK or self._is_public(host) or self.only_frames(host):
            return True
        return self.open_to_network and (name == self.bound_host or _is_address(name))

    def origin_for(self, host: str) -> str:
        """The only origin whose pages may act when the request came to `host`."""
        if self.public_origin is not None and self._is_public(host):
            return self.public_origin
        return f"http://{host.lower()}"

    def only_frames(self, host: str) -> bool:
        """Whether `host` is the name kept for the sandbox, under which nothing else of ours answers."""
        return _is_named(host, self.sandbox_host, self.sandbox_url)

    def sandbox_origin(self, host: str) -> str | None:
        """Where the page at `host` shows what a model made; None where there is no second name to show it under."""
        name, colon, port = host.lower().partition(":")
        if name in _SECOND_NAME and self.bound_host != "::1":
            return f"http://{_SECOND_NAME[name]}{colon}{port}"
        return self.sandbox_url if self._is_public(host) else None

    def framed_by(self, host: str) -> str | None:
        """The origin whose pages may show the sandbox's page of `host`; None where it is not served."""
        if self.only_frames(host):
            return self.public_origin
        name = host.lower().partition(":")[0]
        return self.sandbox_origin(host) if name in _SECOND_NAME else None

    def secure(self, host: str) -> bool:
        """Whether people reach `host` over TLS (ended by a proxy in front)."""
        return self.origin_for(host).startswith("https://")

    def cookie_name(self, host: str) -> str:
        return "__Host-gesso" if self.secure(host) else "gesso"

    def cross_site(self, host: str, headers: Mapping[str, str], *, needs_origin: bool) -> str | None:
        """Why an unsafe request or socket is refused, or None when it may come from one of our pages or a program."""
        fetch_site = headers.get("sec-fetch-site")
        if fetch_site is not None and fetch_site not in ("same-origin", "none"):
            return "This request was made by another site's page."
        origin = headers.get("origin")
        if origin is None:
            return "A request with a session cookie must carry an Origin header." if needs_origin else None
        if origin.lower() != self.origin_for(host):
            return "The Origin of this request is another site."
        return None

    def _is_public(self, host: str) -> bool:
        return _is_named(host, self.public_host, self.public_origin)


def _named(url: str | None) -> tuple[str | None, str | None]:
    """The host and the origin of an address of the settings, as browsers write them. Raises BadSetting."""
    if not url:
        return None, None
    parts = urlsplit(url)
    name = _in_ascii(_without_default_port(parts.netloc.rpartition("@")[2], parts.scheme))
    return name, f"{parts.scheme}://{name}"


def _is_named(host: str, name: str | None, origin: str | None) -> bool:
    if name is None or origin is None:
        return False
    return _without_default_port(host, origin.partition(":")[0]) == name


def _without_default_port(netloc: str, scheme: str) -> str:
    suffix = ":443" if scheme == "https" else ":80"
    return netloc.lower().removesuffix(suffix)


def _in_ascii(netloc: str) -> str:
    """A name with letters beyond ASCII as browsers send it. Raises BadSetting for what cannot be a name."""
    name, colon, port = netloc.partition(":")
    if netloc.isascii():
        return netloc
    try:
        return f"{name.encode('idna').decode()}{colon}{port}"
    except UnicodeError:
        raise BadSetting(f"An address of the settings should name a host, which {name!r} cannot be.") from None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def for_log(text: str, limit: int = 200) -> str:
    """`text` on one line in printable ASCII: whatever came from outside cannot forge or colour a log line."""
    cut = text[:limit] + ("..." if len(text) > limit else "")
    return _CONTROL.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", cut)
