"""Forms of delimited text. Imports little, because the confined parser processes use it."""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schemas.text.headings import Headings

_NONE: Final = Headings()


@dataclass(frozen=True)
class TextForms:
    """The separators and encodings of text, tried in this order, and the known headings.

    Attributes:
        headings: headings of the columns of the programme; not set in the programme folder.

    Raises:
        ValueError: there is no separator or no encoding, or an encoding is unknown.
    """

    separators: tuple[str, ...] = (";", ",", "\t")
    encodings: tuple[str, ...] = ("utf-8", "cp1252")
    headings: Headings = _NONE

    def __post_init__(self) -> None:
        if not self.separators or not self.encodings:
            raise ValueError("write at least one separator and one encoding")
        if odd := [separator for separator in self.separators if len(separator) != 1]:
            message = f"a separator is one character, not {odd[0]!r}"
            raise ValueError(message)
        for name in self.encodings:
            try:
                codecs.lookup(name)
            except LookupError as error:
                message = f"there is no encoding {name!r}; write one such as utf-8 or cp1252"
                raise ValueError(message) from error


def text_forms(values: Mapping[str, Any]) -> TextForms:
    """Return the text forms from their JSON representation."""
    plain = {name: tuple(forms) for name, forms in values.items() if name != "headings"}
    headings: Mapping[str, Sequence[Any]] = values["headings"]
    names = tuple((key, column) for key, column in headings["names"])
    words = {name: tuple(forms) for name, forms in headings.items() if name != "names"}
    return TextForms(**plain, headings=Headings(names, **words))
