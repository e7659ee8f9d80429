"""The page that what a model wrote for the browser runs in, and the second origin it is served under.

The origin is another one than the page's, so that a loop in the frame does not stop the page, and the frame's document
has none of its own at all (`sandbox allow-scripts`): no cookie, no storage, no way to an address. It is one static
file; what runs in it is posted to it by the page. What each header stops is told in docs/sandbox.md, and
tests/browser/test_sandbox_attacks.py attacks them in Chromium.
"""

from gesso.base.errors import NotFound
from gesso.server.client import ClientFiles
from gesso.server.security import Header, Site

PATH = "/sandbox"
FILE = "sandbox.html"

_DIRECTIVES = (
    "default-src 'none'",
    "script-src 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "font-src data:",
    "media-src data: blob:",
    "worker-src blob:",
    "connect-src 'none'",
    "frame-src 'none'",
    "child-src 'none'",
    "object-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "manifest-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
    "sandbox allow-scripts",
)
_REFUSED = (
    "accelerometer ambient-light-sensor attribution-reporting autoplay bluetooth browsing-topics camera "
    "clipboard-read clipboard-write compute-pressure cross-origin-isolated display-capture encrypted-media fullscreen "
    "gamepad geolocation gyroscope hid identity-credentials-get idle-detection join-ad-interest-group "
    "keyboard-map local-fonts magnetometer microphone midi otp-credentials payment picture-in-picture "
    "private-state-token-issuance publickey-credentials-create publickey-credentials-get run-ad-auction "
    "screen-wake-lock serial shared-storage storage-access sync-xhr usb web-share window-management xr-spatial-tracking"
)


def frame_headers(app_origin: str) -> list[Header]:
    """Everything the frame's page is sent with; only pages of `app_origin` may show it."""
    policy = "; ".join((*_DIRECTIVES, f"frame-ancestors {app_origin}"))
    return [
        (b"content-security-policy", policy.encode()),
        (b"connection-allowlist", b"()"),
        (b"permissions-policy", ", ".join(f"{name}=()" for name in _REFUSED.split()).encode()),
        (b"x-dns-prefetch-control", b"off"),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
        (b"origin-agent-cluster", b"?1"),
    ]


def frame_page(files: ClientFiles, site: Site, host: str) -> tuple[bytes, list[Header]]:
    """The page and its headers. Raises NotFound under a name that shows no frames."""
    parent = site.framed_by(host)
    if parent is None:
        raise NotFound("The sandbox is not served under this name.")
    return files.content(FILE), frame_headers(parent)
