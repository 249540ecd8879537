"""The canonical form of activity ids, and when two ids that differ may mean the same activity."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Signs that look like a hyphen, beyond those of the category for dashes (Pd). A spreadsheet shows a
# soft hyphen as a hyphen.
_HYPHENS: Final = "\u00ad\u02d7\u2043\u207b\u208b\u2212\u2500\u2501\u2796\ufe63\uff0d"
# Signs without ink that Unicode counts as letters or symbols.
_BLANKS: Final = "\u115f\u1160\u2800\u3164\uffa0"
# Other typographic variants of a sign on the keyboard.
_VARIANTS: Final = {
    "'": "\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4",
    '"': "\u201c\u201d\u201e\u201f\u2033",
    "/": "\u2044\u2215\u29f8",
    ".": "\u2024",
    ":": "\u2236\ua789",
}
# Characters that change the order in which others are shown: what a person reads is not certain.
_REORDERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Marks without ink, beyond those of the category for invisible format characters (Cf).
_INVISIBLE: Final = frozenset(
    "\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f" + "".join(map(chr, range(0xFE00, 0xFE10)))
)
_SIGNS: Final = str.maketrans(
    dict.fromkeys(_HYPHENS, "-")
    | dict.fromkeys(_BLANKS, " ")
    | {variant: plain for plain, variants in _VARIANTS.items() for variant in variants}
)
_FULL_WIDTH: Final = ("<wide>", "<narrow>")

# The readers write a date cell as ISO 8601 and a time as hours, minutes and seconds.
_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|-?\d{2,}:\d{2}:\d{2}(?:\.\d+)?",
    re.ASCII,
)

# Punctuation and symbols: all of ASCII, and those of Unicode that stand between parts of a text.
_PUNCTUATION: Final = (
    " -/:-@\\[-`{-~\u00a1-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    "\u2010-\u2027\u2030-\u205e\u2190-\u245f\u2500-\u2bff\u3001-\u3003\u3008-\u3020\u30fb"
)

# The steps of `resemblance_key`, for Python and for DuckDB alike: pattern and replacement.
RESEMBLANCE: Final = (
    (r"^([0-9]+)[.,]0+$", r"\1"),  # 7.0 is how some programs write 7
    (f"[{_PUNCTUATION}]+", "|"),
    (r"(^|[^0-9])[|]", r"\1"),
    (r"[|]([^0-9]|$)", r"\1"),
    (r"(^|[^0-9])0+([0-9])", r"\1\2"),
)

_STEPS: Final = [(re.compile(pattern), replacement) for pattern, replacement in RESEMBLANCE]


@lru_cache(maxsize=100_000)
def canonical_id(text: str) -> str:
    """Return an id with one spelling for what people cannot tell apart.

    Every dash becomes a hyphen, every run of white space one space, a full-width letter or digit
    its plain form; invisible characters and outer white space go. Case and leading zeros stay.

    >>> canonical_id("AM12\u2013001")
    'AM12-001'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    signs = "".join(map(_plain_sign, text.translate(_SIGNS)))
    return unicodedata.normalize("NFC", " ".join(signs.split()))


def plain_dashes(text: str) -> str:
    """Return a text with a hyphen for every sign that looks like one."""
    if text.isascii():
        return text
    return "".join("-" if is_dash(sign) else sign for sign in text)


def is_dash(sign: str) -> bool:
    """Whether a character is a dash or looks like one."""
    return sign in _HYPHENS or unicodedata.category(sign) == "Pd"


def is_altered(text: str) -> bool:
    """Whether the canonical form of an id differs from it, outer blanks and Unicode forms aside."""
    return canonical_id(text) != unicodedata.normalize("NFC", text.strip())


def is_moment(text: str) -> bool:
    """Whether an id is a date or a time, as the readers write those."""
    return bool(_MOMENT.fullmatch(text))


@lru_cache(maxsize=100_000)
def resemblance_key(text: str) -> str:
    """Return what canonical ids that may mean the same activity have in common.

    Case, leading zeros, and which punctuation stands where do not count: 007 and 7, AM12-1 and
    am12 001, 1.2 and 1-2. Digits that punctuation separates stay separate: 1-2 is not 12.
    """
    if text.isdecimal() and not text.startswith("0"):
        return text  # as most long ids are: none of the steps changes it
    key = text.lower()
    for pattern, replacement in _STEPS:
        key = pattern.sub(replacement, key)
    return key


def _plain_sign(sign: str) -> str:
    """Return the plain form of a character, '' for one that cannot be seen."""
    if sign.isspace():
        return " "
    if is_dash(sign):
        return "-"
    if sign in _INVISIBLE or (unicodedata.category(sign) == "Cf" and sign not in _REORDERING):
        return ""
    is_wide = unicodedata.decomposition(sign).startswith(_FULL_WIDTH)
    return unicodedata.normalize("NFKC", sign) if is_wide else sign
