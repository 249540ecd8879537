"""Matching of names, which ignores case, accents, spaces, hyphens and points."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from schemas.text.ids import is_dash

_POINTS: Final = frozenset(".,:;'’‘`´\"“”()")
UNSEEN: Final = frozenset(("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"))
_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[\s\W_]+(?=\d)")
_LEFT_OUT_OF_ASCII: Final = {
    sign: None for sign in range(128) if chr(sign).isspace() or chr(sign) in {*_POINTS, "-"}
}


@lru_cache(maxsize=10_000)
def matching_key(text: str) -> str:
    """Return a key of `text` that ignores case, accents, spaces, hyphens and points.

    All other characters count: "≠ green" and "green?" are not green.

    >>> matching_key("Gooi- en Vechtstreek") == matching_key("gooi en  vechtstreek")
    True
    """
    if text.isascii():
        return _BETWEEN_DIGITS.sub("|", text.lower()).translate(_LEFT_OUT_OF_ASCII)
    return _key_of_unicode(text)


def _key_of_unicode(text: str) -> str:
    """Return the key of any text; ASCII has no accents and one dash, so its key is found faster."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    decomposed = _BETWEEN_DIGITS.sub("|", decomposed)  # 1, 2 is not 12
    return "".join(
        character
        for character in decomposed
        if not character.isspace()
        and character not in _POINTS
        and not is_dash(character)
        and unicodedata.category(character) != "Mn"  # an accent
    )


def has_plain_signs(text: str, scripts: Collection[str]) -> bool:
    """Return whether `text` has only visible, unambiguous characters and letters of these scripts.

    A name with an invisible character, a Cyrillic letter among Latin ones, or a full-width digit
    looks like another name.
    """
    if text.isascii():
        return text.isprintable()
    if any(unicodedata.category(sign) in UNSEEN or len(sign.casefold()) > 1 for sign in text):
        return False
    if "\N{REPLACEMENT CHARACTER}" in text:  # it replaces a character that was lost
        return False
    if any(sign.isnumeric() and not sign.isascii() for sign in text):
        return False
    if unicodedata.normalize("NFKC", text) != unicodedata.normalize("NFC", text):
        return False
    used = {unicodedata.name(sign, "").split(" ")[0] for sign in text if sign.isalpha()}
    return used <= set(scripts)
