"""Detects personal data in text by its form, and masks it before anything is stored.

Citizen service numbers are recognised by their eleven test (Dutch: elfproef).
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Final

MASK: Final = "•••"

# Fast filter that matches every text with possible personal data, in the regex syntax of Arrow.
SUSPECT: Final = r"[@＠]|(?:\p{Nd}[^\p{Nd}]{0,3}){7,}\p{Nd}"
# Variants of plain characters; each replaces exactly one, so that positions stay the same.
_PLAIN: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("\u00a0\u2007\u202f\u2009", " ") | {"＠": "@"}
)
_GAP: Final = r"[ ./-]{0,3}"
_NOT_AFTER_NUMBER: Final = r"(?<!\d)(?<!\d[.,/-])"
_CITIZEN: Final = re.compile(
    _NOT_AFTER_NUMBER
    + rf"(?:\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}|\d{{4}}\.\d{{2}}\.\d{{3}})(?!\d|[.,]\d)"
)
# Possessive quantifier: without it, a long text without @ would take quadratic time.
_MAIL: Final = re.compile(r"(?<![\w.+'%&-])[\w.+'%&-]++ ?@ ?[\w-]+(?:\.[\w-]+)+")
_TELEPHONE: Final = re.compile(
    _NOT_AFTER_NUMBER
    + rf"(?:(?:\+|00)[1-9]\d?{_GAP}(?:\(0\))?{_GAP}[1-9](?:{_GAP}\d){{7,10}}"
    + rf"|0[1-9](?:{_GAP}\d){{8}}|\(0\d{{1,3}}\){_GAP}\d(?:{_GAP}\d){{5,7}})(?!\d)"
)
_DAY: Final = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}(?!\d)")
_LONGEST_NUMBER: Final = 9


def _is_citizen_number(text: str) -> bool:
    digits = [int(sign) for sign in text if sign.isdecimal()]
    weights = (*range(_LONGEST_NUMBER, 1, -1), -1)
    total = sum(digit * weight for digit, weight in zip(digits, weights, strict=True))
    return any(digits) and total % 11 == 0


def _is_telephone(found: str) -> bool:
    return not _DAY.match(found)


# Rule to the pattern of its personal data and a further condition.
PERSONAL: Final[dict[str, tuple[re.Pattern[str], Callable[[str], bool]]]] = {
    "R-PRIVACY-01": (_CITIZEN, _is_citizen_number),
    "R-PRIVACY-02": (_MAIL, bool),
    "R-PRIVACY-03": (_TELEPHONE, _is_telephone),
}


def holds_personal(text: str, rule: str) -> bool:
    """Return whether a text contains the personal data of a privacy rule."""
    return any(_places(text, rule))


def without_personal(text: str) -> str:
    """Return a text in which all personal data is masked."""
    if _is_plain_number(text):
        return text
    for rule in PERSONAL:
        for start, end in reversed([*_places(text, rule)]):
            text = f"{text[:start]}{MASK}{text[end:]}"
    return text


def without_personal_name(name: str) -> str:
    """Return a name without personal data that still differs from other masked names.

    The same name gives the same result in every period. The original name cannot be derived from
    the result, but anyone who knows the name can compute the result.
    """
    masked = without_personal(name)
    return masked if masked == name else f"{masked}{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _places(text: str, rule: str) -> Iterator[tuple[int, int]]:
    if _is_plain_number(text):
        return
    pattern, is_meant = PERSONAL[rule]
    plain = text if text.isascii() else text.translate(_PLAIN)
    for match in pattern.finditer(plain):
        if is_meant(match.group()):
            yield match.span()


def _is_plain_number(text: str) -> bool:
    """Return whether a text is a whole number that no pattern matches, such as most ids.

    A citizen service number has nine digits, and a telephone number starts with 0.
    """
    return text.isdecimal() and len(text) != _LONGEST_NUMBER and not text.startswith("0")
