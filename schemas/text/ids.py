"""Canonical form of activity ids, and a key for ids that can mean the same activity."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Characters that look like a hyphen but are not in the Unicode category of dashes (Pd).
# Spreadsheets show a soft hyphen as a hyphen.
_HYPHENS: Final = "\u00ad\u02d7\u2043\u207b\u208b\u2212\u2500\u2501\u2796\ufe63\uff0d"
# Blank characters that Unicode classifies as letters or symbols.
_BLANKS: Final = "\u115f\u1160\u2800\u3164\uffa0"
# Other typographic variants of characters on the keyboard.
_VARIANTS: Final = {
    "'": "\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4",
    '"': "\u201c\u201d\u201e\u201f\u2033",
    "/": "\u2044\u2215\u29f8",
    ".": "\u2024",
    ":": "\u2236\ua789",
}
# Characters that change the display order of others, so that the visible text is uncertain.
_REORDERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Invisible marks that are not in the Unicode category of format characters (Cf).
_INVISIBLE: Final = frozenset(
    "\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f" + "".join(map(chr, range(0xFE00, 0xFE10)))
)
_SIGNS: Final = str.maketrans(
    dict.fromkeys(_HYPHENS, "-")
    | dict.fromkeys(_BLANKS, " ")
    | {variant: plain for plain, variants in _VARIANTS.items() for variant in variants}
)
_FULL_WIDTH: Final = ("<wide>", "<narrow>")

# The parsers write a date cell as ISO 8601 and a time as hours, minutes and seconds.
_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|-?\d{2,}:\d{2}:\d{2}(?:\.\d+)?",
    re.ASCII,
)

# Punctuation and symbols: all in ASCII, and those in Unicode that separate parts of a text.
_PUNCTUATION: Final = (
    " -/:-@\\[-`{-~\u00a1-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    "\u2010-\u2027\u2030-\u205e\u2190-\u245f\u2500-\u2bff\u3001-\u3003\u3008-\u3020\u30fb"
)

# The steps of `resemblance_key`, for Python and for DuckDB alike: pattern and replacement.
RESEMBLANCE: Final = (
    (r"^([0-9]+)[.,]0+$", r"\1"),  # some programs write 7 as 7.0
    (f"[{_PUNCTUATION}]+", "|"),
    (r"(^|[^0-9])[|]", r"\1"),
    (r"[|]([^0-9]|$)", r"\1"),
    (r"(^|[^0-9])0+([0-9])", r"\1\2"),
)

_STEPS: Final = [(re.compile(pattern), replacement) for pattern, replacement in RESEMBLANCE]


@lru_cache(maxsize=100_000)
def canonical_id(text: str) -> str:
    """Return the canonical form of an id: one spelling for ids that look the same.

    Every dash becomes a hyphen, every run of whitespace one space, and a full-width letter or digit
    its plain form. Invisible characters and outer whitespace are removed. Case and leading zeros
    are kept.

    >>> canonical_id("AM12\u2013001")
    'AM12-001'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    signs = "".join(map(_plain_sign, text.translate(_SIGNS)))
    return unicodedata.normalize("NFC", " ".join(signs.split()))


def plain_dashes(text: str) -> str:
    """Return a text in which every character that looks like a hyphen is a hyphen."""
    if text.isascii():
        return text
    return "".join("-" if is_dash(sign) else sign for sign in text)


def is_dash(sign: str) -> bool:
    """Return whether a character is a dash or looks like one."""
    return sign in _HYPHENS or unicodedata.category(sign) == "Pd"


def is_altered(text: str) -> bool:
    """Return whether canonicalisation changes more than outer whitespace and Unicode forms."""
    return canonical_id(text) != unicodedata.normalize("NFC", text.strip())


def is_moment(text: str) -> bool:
    """Return whether an id is a date or a time in the form that the parsers write."""
    return bool(_MOMENT.fullmatch(text))


@lru_cache(maxsize=100_000)
def resemblance_key(text: str) -> str:
    """Return a key that is equal for canonical ids that can mean the same activity.

    Case, leading zeros and the choice of punctuation are ignored: 007 and 7, AM12-1 and am12 001,
    1.2 and 1-2. Digits separated by punctuation stay separate: 1-2 is not 12.
    """
    if text.isdecimal() and not text.startswith("0"):
        return text  # most long ids; none of the steps changes them
    key = text.lower()
    for pattern, replacement in _STEPS:
        key = pattern.sub(replacement, key)
    return key


def _plain_sign(sign: str) -> str:
    """Return the plain form of a character; '' if it is invisible."""
    if sign.isspace():
        return " "
    if is_dash(sign):
        return "-"
    if sign in _INVISIBLE or (unicodedata.category(sign) == "Cf" and sign not in _REORDERING):
        return ""
    is_wide = unicodedata.decomposition(sign).startswith(_FULL_WIDTH)
    return unicodedata.normalize("NFKC", sign) if is_wide else sign
