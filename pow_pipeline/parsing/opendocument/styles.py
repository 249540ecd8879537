"""Styles of OpenDocument spreadsheets: fill colours of cells, and hidden worksheets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree as ET

from pow_pipeline.parsing.markup import local_name, parse

_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FORMAT: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_NAMED: Final = "styles.xml"
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_WHITE: Final = "#FFFFFF"
_MOST_PARENTS: Final = 20  # a style can be its own ancestor


@dataclass(frozen=True)
class Styles:
    """Styles by name; those in the content are added during parsing.

    Attributes:
        parents: cell style to its parent style.
        backgrounds: cell style to the background that it defines itself.
        hidden_sheets: styles of hidden worksheets.
    """

    parents: dict[str, str] = field(default_factory=dict)
    backgrounds: dict[str, str] = field(default_factory=dict)
    hidden_sheets: set[str] = field(default_factory=set)

    def add(self, style: ET.Element) -> None:
        """Add a style."""
        name, family = style.get(f"{_STYLE}name", ""), style.get(f"{_STYLE}family")
        if family == "table-cell":
            self.parents[name] = style.get(f"{_STYLE}parent-style-name", "")
        for properties in style:
            if family == "table-cell" and (
                background := properties.get(f"{_FORMAT}background-color")
            ):
                self.backgrounds[name] = background
            if family == "table" and properties.get(f"{_TABLE}display") == "false":
                self.hidden_sheets.add(name)

    def fill(self, name: str) -> str:
        """Return the fill colour of a cell style as `#RRGGBB`; '' for no fill and for white."""
        for _ in range(_MOST_PARENTS):
            if name in self.backgrounds:
                background = self.backgrounds[name]
                colour = background.upper() if _COLOUR.fullmatch(background) else ""
                return "" if colour == _WHITE else colour
            name = self.parents.get(name, "")
        return ""


def read_styles(entries: Mapping[str, bytes]) -> Styles:
    """Return the named styles of a document.

    Raises:
        RefusedError: the styles cannot be parsed.
    """
    styles = Styles()
    if _NAMED in entries:
        for element in parse(entries[_NAMED]).iter():
            if local_name(element) == "style":
                styles.add(element)
    return styles
