"""Personal data that may stand in a text: found by form, and taken out before anything is kept.

Citizen service numbers are told from other numbers by their eleven test (Dutch: elfproef).
"""

import re
from collections.abc import Callable
from typing import Final

MASK: Final = "•••"

# Any text in which one may be; all others are passed over at once.
SUSPECT: Final = r"@|\d[\d .()/-]{6,}\d"
_CITIZEN: Final = re.compile(
    r"(?<![\d.,-])\d{3}([ .-]?)\d{3}\1\d{3}(?![\d-])|(?<!\d)\d{4}\.\d{2}\.\d{3}(?!\d)"
)
_MAIL: Final = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE: Final = re.compile(
    r"(?<![\w+-])(?:(?:\+|00)[1-9]\d{1,2}[ -]?(?:\(0\))?(?:[ -]?\d){8,10}|0[1-9](?:[ -]?\d){8}"
    r"|\(0\d{1,3}\)(?:[ -]?\d){6,8})(?!\d)"
)
_DAY: Final = re.compile(r"\d{1,2}-\d{1,2}-\d{4}")
_LONGEST_NUMBER: Final = 9


def _is_citizen_number(found: str) -> bool:
    digits = [int(sign) for sign in found if sign.isdigit()]
    weights = (*range(_LONGEST_NUMBER, 1, -1), -1)
    total = sum(digit * weight for digit, weight in zip(digits, weights, strict=True))
    return any(digits) and total % 11 == 0


def _is_telephone(found: str) -> bool:
    return not _DAY.search(found)


# By the rule that asks about it: how it is written, and what else must hold.
PERSONAL: Final[dict[str, tuple[re.Pattern[str], Callable[[str], bool]]]] = {
    "R-PRIVACY-01": (_CITIZEN, _is_citizen_number),
    "R-PRIVACY-02": (_MAIL, bool),
    "R-PRIVACY-03": (_TELEPHONE, _is_telephone),
}


def holds_personal(text: str, rule: str) -> bool:
    """Whether a text holds what a rule of privacy looks for."""
    pattern, is_meant = PERSONAL[rule]
    return any(is_meant(found.group()) for found in pattern.finditer(text))


def without_personal(text: str) -> str:
    """Return a text with a mask in place of everything personal."""
    for pattern, is_meant in PERSONAL.values():
        text = pattern.sub(lambda found: MASK if is_meant(found.group()) else found.group(), text)  # noqa: B023
    return text
