"""How text with separators is written. Light, since readers in the sandbox need nothing more."""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schemas.text.headings import Headings

_NONE: Final = Headings()


@dataclass(frozen=True)
class TextForms:
    """The separators and encodings of text, each tried in this order, and its headings.

    Attributes:
        headings: those of the programme's columns; no programme folder writes them here.

    Raises:
        ValueError: there is none of one of the two, or no such encoding.
    """

    separators: tuple[str, ...] = (";", ",", "\t")
    encodings: tuple[str, ...] = ("utf-8", "cp1252")
    headings: Headings = _NONE

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


def text_forms(values: Mapping[str, Any]) -> TextForms:
    """Return the forms that JSON made of them holds."""
    plain = {name: tuple(each) for name, each in values.items() if name != "headings"}
    headings: Mapping[str, Sequence[Any]] = values["headings"]
    names = tuple((key, column) for key, column in headings["names"])
    words = {name: tuple(each) for name, each in headings.items() if name != "names"}
    return TextForms(**plain, headings=Headings(names, **words))
