"""Reads the forms in which people write a region: its code, a name of it, or both together.

A form is read only where nothing else stands in it: "AM12 Gooi en Vechtstreek", "Regio Gooi en
Vechtstreek (AM12)". Other signs and words may change what is meant: "AM12?", "not AM12".
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from schemas.text.matching import matching_key

_WORD: Final = re.compile(r"[^\s,;:/|()\[\]=._\-‐-―−]+")
_LONGEST: Final = 200  # characters


@dataclass(frozen=True)
class NamedRegions:
    """The regions that a text names.

    Attributes:
        codes: their codes, each once; more than one where its parts contradict each other.
        by_code: whether a code stands in it, and not only a name, which a place may have as well.
    """

    codes: tuple[str, ...] = ()
    by_code: bool = False


def read_regions(
    text: str, codes: Mapping[str, str], *, filling: Collection[str] = ()
) -> NamedRegions:
    """Return the regions that a text names; none where anything else stands in it.

    Args:
        text: what somebody wrote.
        codes: the code that each known name means, by matching key.
        filling: the matching keys of words that name no region, such as "region".
    """
    if len(text) > _LONGEST:
        return NamedRegions()
    keys = _parts(text, codes, filling)
    found = [codes[key] for key in keys]
    by_code = any(key == matching_key(code) for key, code in zip(keys, found, strict=True))
    return NamedRegions(tuple(dict.fromkeys(found)), by_code)


def _parts(text: str, codes: Mapping[str, str], filling: Collection[str]) -> list[str]:
    """Return the keys of the names of which a text is made, the longest first at each word."""
    if (whole := matching_key(text)) in codes:
        return [whole]
    words = list(_WORD.finditer(text))
    parts: list[str] = []
    at = 0
    while at < len(words):
        keys = [
            (matching_key(text[words[at].start() : words[to].end()]), to + 1)
            for to in reversed(range(at, len(words)))
        ]
        key, at = next((each for each in keys if each[0] in codes or each[0] in filling), ("", 0))
        if not at:
            return []
        parts += [key] if key in codes else []
    return parts
