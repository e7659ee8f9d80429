"""Which link targets may leave in a file or come in from one."""

import re

ATTACHMENT = "attachment:"
_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*)\s*:")
_SAFE = frozenset(
    {"http", "https", "mailto", "tel", "ftp", "attachment", "obsidian", "zotero", "doi", "geo", "sms", "xmpp"}
)
_NOISE = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202f\ufeff]")


def is_safe(href: str) -> bool:
    """Whether following `href` can do no more than open a page, a mail or a place in the document."""
    match = _SCHEME.match(_NOISE.sub("", href))
    return match is None or match[1].lower() in _SAFE


def attachment_of(href: str) -> str:
    """The name that an attachment must have for `href` to mean it; attachments may also be named as they are."""
    return href.removeprefix(ATTACHMENT)
