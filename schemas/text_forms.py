"""How text with separators is written. Light, since readers in the sandbox need nothing more."""

import codecs
from dataclasses import dataclass


@dataclass(frozen=True)
class TextForms:
    """The separators and encodings of text; each is tried in this order.

    Raises:
        ValueError: there is none of one of the two, or no such encoding.
    """

    separators: tuple[str, ...] = (";", ",", "\t")
    encodings: tuple[str, ...] = ("utf-8", "cp1252")

    def __post_init__(self) -> None:
        if not self.separators or not self.encodings:
            raise ValueError("write at least one separator and one encoding")
        if odd := [each for each in self.separators if len(each) != 1]:
            message = f"a separator is one character, not {odd[0]!r}"
            raise ValueError(message)
        for name in self.encodings:
            try:
                codecs.lookup(name)
            except LookupError as error:
                message = f"there is no encoding {name!r}; write one such as utf-8 or cp1252"
                raise ValueError(message) from error
