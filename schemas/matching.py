"""When two texts mean the same name: case, accents, spacing and punctuation do not count."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=10_000)
def matching_key(text: str) -> str:
    """Return what remains of `text` when only letters and digits count, without accents.

    >>> matching_key("Gooi- en Vechtstreek") == matching_key("gooi en  vechtstreek")
    True
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isalnum())
