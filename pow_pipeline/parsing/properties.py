"""Parses the custom properties of a document, each with its name and text."""

from collections.abc import Mapping
from typing import Final

from pow_pipeline.parsing.markup import children, parse

_WORKBOOK: Final = "docProps/custom.xml"
_OPENDOCUMENT: Final = "meta.xml"
_MIDNIGHT: Final = "T00:00:00Z"  # a date is stored with a time

Properties = tuple[tuple[str, str], ...]


def workbook_properties(entries: Mapping[str, bytes]) -> Properties:
    """Return the custom properties of an Excel workbook.

    Raises:
        RefusedError: the properties cannot be parsed.
    """
    if _WORKBOOK not in entries:
        return ()
    return tuple(
        (item.get("name", "").strip(), "".join(item.itertext()).strip().removesuffix(_MIDNIGHT))
        for item in children(parse(entries[_WORKBOOK]), "property")
    )


def opendocument_properties(entries: Mapping[str, bytes]) -> Properties:
    """Return the user-defined properties of an OpenDocument file.

    Raises:
        RefusedError: the properties cannot be parsed.
    """
    if _OPENDOCUMENT not in entries:
        return ()
    return tuple(
        (value, "".join(element.itertext()).strip())
        for element in parse(entries[_OPENDOCUMENT]).iter()
        for name, value in element.attrib.items()
        if element.tag.endswith("}user-defined") and name.endswith("}name")
    )
