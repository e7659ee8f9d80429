"""Personal data that can be told by its form: mail addresses, telephone numbers, accounts, cards, house addresses.

Names of private persons cannot be told from invented ones, and no form tells whose a diagnosis or a salary is: a
person has to read the rows for that. Account and card numbers count only with a right check digit. Invented by
convention, and free: addresses of the reserved domains (example.org), numbers with 555, the numbers that Ofcom keeps
for plays (07700 900…), and the example account of the IBAN registry. Pure.
"""

import re
from collections.abc import Iterator

from gesso.base.late import late

_MAIL = late(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_RESERVED = late(r"(?:^|\.)(?:example(?:\.\w+)?|test|invalid|localhost)$")
_PHONE = late(r"(?<![\w.,:/-])(?:\+\d{1,3}|\(?0)[\d()]*(?:[ /-]{1,2}[\d()]+)*(?![\w,.:]\d)")
_IBAN = late(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_CARD = late(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_ADDRESS = late(
    r"\b\d{1,4}[a-z]? (?:[A-Z]\w+ ){1,2}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Court)\b"
    r"|\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|gasse|allee|platz) \d{1,4}[a-z]?\b"
    r"|\b(?:[Cc]alle|[Aa]venida|[Aa]vda\.?|[Pp]laza|[Rr]ue|[Vv]ia|[Rr]ua) (?:\w+ ){1,3}(?:n[.º°] ?)?,? ?\d{1,4}\b"
    r"|(?:[Ss]ố )?\b\d{1,4}[A-Z]? (?:đường|phố|ngõ) \w+"
    r"|[\u4e00-\u9fff]{1,6}[路街巷] ?\d{1,4} ?[号號]"
)
_FREE_PHONE = late(r"555|7700900|1632960")
_FREE_ACCOUNT = "DE89370400440532013000"
PHONE_DIGITS = range(8, 16)


def find_personal(text: str) -> Iterator[tuple[str, str]]:
    """What kind of personal data a text holds, and its words."""
    for found in _MAIL.finditer(text):
        if not _RESERVED.search(found[1].lower()):
            yield "mail", found[0]
    accounts = [found[0] for found in _IBAN.finditer(text) if is_iban(found[0])]
    cards = [found[0] for found in _CARD.finditer(text) if is_card(found[0])]
    yield from (("iban", each) for each in accounts if re.sub(r"\s", "", each) != _FREE_ACCOUNT)
    yield from (("card", each) for each in cards)
    for found in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        part_of_another = any(found[0].strip() in each for each in (*cards, *accounts))
        if len(digits) in PHONE_DIGITS and not _FREE_PHONE.search(digits) and not part_of_another:
            yield "phone", found[0].strip()
    yield from (("address", found[0]) for found in _ADDRESS.finditer(text))


def is_iban(text: str) -> bool:
    """Whether the check digits of an account number are right (ISO 13616: 97 divides it with a rest of 1)."""
    plain = re.sub(r"\s", "", text)
    if not 15 <= len(plain) <= 34:
        return False
    moved = plain[4:] + plain[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def is_card(text: str) -> bool:
    """Whether the last digit of a card number is right (Luhn)."""
    digits = [int(sign) for sign in re.sub(r"\D", "", text)]
    doubled = [2 * digit - 9 * (digit > 4) if at % 2 else digit for at, digit in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(doubled) % 10 == 0
