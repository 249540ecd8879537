"""Parses regions as people write them: a code, a name, or both.

A text is accepted only if it contains nothing else: "AM12 Gooi en Vechtstreek", "Regio Gooi en
Vechtstreek (AM12)". Other characters and words can change the meaning: "AM12?", "not AM12".
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
        codes: codes of the regions, each once; more than one if the text contradicts itself.
        by_code: whether the text contains a code; a name alone can also be that of a town.
    """

    codes: tuple[str, ...] = ()
    by_code: bool = False


def read_regions(
    text: str, codes: Mapping[str, str], *, filling: Collection[str] = ()
) -> NamedRegions:
    """Return the regions that a text names; none if it contains anything else.

    Args:
        text: text as written.
        codes: matching key of each known name to the code that it means.
        filling: matching keys of filler words, such as "region".
    """
    if len(text) > _LONGEST:
        return NamedRegions()
    keys = _parts(text, codes, filling)
    named = [codes[key] for key in keys]
    by_code = any(key == matching_key(code) for key, code in zip(keys, named, strict=True))
    return NamedRegions(tuple(dict.fromkeys(named)), by_code)


def _parts(text: str, codes: Mapping[str, str], filling: Collection[str]) -> list[str]:
    """Return the keys of the names in a text; at each word, the longest name is preferred."""
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
        known = ((key, end) for key, end in keys if key in codes or key in filling)
        key, at = next(known, ("", 0))
        if not at:
            return []
        parts += [key] if key in codes else []
    return parts
