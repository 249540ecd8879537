"""When two texts mean the same name: case, accents, spacing, hyphens and points do not count."""

import unicodedata
from functools import lru_cache
from typing import Final

_POINTS: Final = frozenset(".,:;'’‘`´\"“”()")
_LEFT_OUT: Final = frozenset(("Mn", "Pd"))  # accents and dashes


@lru_cache(maxsize=10_000)
def matching_key(text: str) -> str:
    """Return `text` without what people write differently: case, accents, spaces, hyphens, points.

    All other signs count: "≠ green" and "green?" are not green.

    >>> matching_key("Gooi- en Vechtstreek") == matching_key("gooi en  vechtstreek")
    True
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        character
        for character in decomposed
        if not character.isspace()
        and character not in _POINTS
        and unicodedata.category(character) not in _LEFT_OUT
    )
