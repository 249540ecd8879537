"""Custom properties of a document: name and text of each."""

from collections.abc import Mapping
from typing import Final

from pow_pipeline.parsing.markup import children, parse

_WORKBOOK: Final = "docProps/custom.xml"
_OPENDOCUMENT: Final = "meta.xml"
_MIDNIGHT: Final = "T00:00:00Z"  # a day is stored as a moment

Properties = tuple[tuple[str, str], ...]


def workbook_properties(entries: Mapping[str, bytes]) -> Properties:
    """Return the custom properties of an Excel workbook.

    Raises:
        RefusedError: they cannot be read.
    """
    if _WORKBOOK not in entries:
        return ()
    return tuple(
        (each.get("name", "").strip(), "".join(each.itertext()).strip().removesuffix(_MIDNIGHT))
        for each in children(parse(entries[_WORKBOOK]), "property")
    )


def opendocument_properties(entries: Mapping[str, bytes]) -> Properties:
    """Return the user-defined properties of an OpenDocument file.

    Raises:
        RefusedError: they cannot be read.
    """
    if _OPENDOCUMENT not in entries:
        return ()
    return tuple(
        (value, "".join(each.itertext()).strip())
        for each in parse(entries[_OPENDOCUMENT]).iter()
        for name, value in each.attrib.items()
        if each.tag.endswith("}user-defined") and name.endswith("}name")
    )
