"""Personal data taken out of a text before it is written down; each kind leaves a mark that says what it was. Pure.

What can be known by its form is found: e-mail addresses, telephone numbers, IBANs, card numbers, addresses with secrets
in them; and the names of the workspace's accounts. A name of somebody without an account is not.
"""

import re
from collections.abc import Iterable

from gesso.base.late import late

_URL = late(r"\b(?:https?|wss?|ftp)://[^\s<>\"“”)\]]+", re.IGNORECASE)
_SECRET = late(r"[?&#][^\s]*=|//[^/\s]*@|/(?:s|join)/|[A-Za-z0-9_-]{24,}")
_EMAIL = late(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.UNICODE)
_IBAN = late(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8}\b")
_CARD = late(r"(?<![\d-])(?:\d[ -]?){13,19}(?!\d)")
_PHONE = late(r"(?<![\w.,])(?<!\d )(?:\+|00|\(?0)\d?[\d ()/.-]{6,18}\d(?!\w)")
_TOKEN = late(r"\b(?:sk|pk|ghp|gho|xox[bp]|key|token)[-_][A-Za-z0-9_-]{16,}\b")


def scrub(text: str, names: Iterable[str] = ()) -> str:
    """`text` without personal data; `names` are those of accounts, whole and in their parts."""
    text = _URL.sub(lambda found: "[link]" if _SECRET.search(found[0]) else found[0], text)
    text = _TOKEN.sub("[secret]", text)
    text = _EMAIL.sub("[e-mail]", text)
    text = _IBAN.sub(lambda found: "[account]" if _is_iban(found[0]) else found[0], text)
    text = _CARD.sub(lambda found: "[card]" if _is_card(found[0]) else found[0], text)
    text = _PHONE.sub(lambda found: "[phone]" if sum(c.isdigit() for c in found[0]) >= 8 else found[0], text)
    for name in sorted({part for full in names for part in _parts(full)}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[person]", text, flags=re.IGNORECASE)
    return text


def _parts(name: str) -> list[str]:
    return [part for part in (name.strip(), *name.split()) if len(part) > 1]


def _is_iban(found: str) -> bool:
    """By its check digits (ISO 13616), so that an article number stays."""
    bare = re.sub(r"[ -]", "", found)
    if not 15 <= len(bare) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in bare[4:] + bare[:4])) % 97 == 1


def _is_card(found: str) -> bool:
    """By the Luhn sum."""
    digits = [int(c) for c in found if c.isdigit()]
    doubled = [d if at % 2 == 0 else sum(divmod(2 * d, 10)) for at, d in enumerate(reversed(digits))]
    return 13 <= len(digits) <= 19 and sum(doubled) % 10 == 0
