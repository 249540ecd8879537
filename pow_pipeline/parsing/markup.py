"""Checks and parses the XML inside documents.

Document type declarations are refused before parsing. So is every encoding except UTF-8, because
forbidden content could hide in another encoding.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree import ElementTree as ET

from pow_pipeline.model.documents import Problem
from pow_pipeline.parsing.limits import RefusedError

_XML_NAMES: Final = (".xml", ".rels")
_DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY")
_ENCODING: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_UTF_8: Final = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_DECLARED_WITHIN: Final = 200  # bytes


def check_markup(entries: Mapping[str, bytes]) -> None:
    """Refuse XML entries that declare a document type or are not UTF-8.

    Raises:
        RefusedError: there is such an entry.
    """
    for name, inflated in entries.items():
        if name.endswith(_XML_NAMES):
            _check_entry(inflated)


def parse(inflated: bytes) -> ET.Element:
    """Return the root element of a checked entry.

    Raises:
        RefusedError: the XML is not well-formed.
    """
    try:
        return ET.fromstring(inflated)  # noqa: S314 -- it declares no document type
    except ET.ParseError as error:
        raise RefusedError(Problem("R-FILE-01")) from error


def local_name(element: ET.Element) -> str:
    """Return the name of an element without its namespace, which differs between programs."""
    return element.tag.rpartition("}")[2]


def children(parent: ET.Element | None, name: str) -> Iterator[ET.Element]:
    """Yield the children with this name in any namespace."""
    for child in parent if parent is not None else ():
        if local_name(child) == name:
            yield child


def child_of(parent: ET.Element | None, name: str) -> ET.Element | None:
    """Return the first child with this name, if any."""
    return next(children(parent, name), None)


def _check_entry(inflated: bytes) -> None:
    if any(declaration in inflated for declaration in _DECLARATIONS):
        raise RefusedError(Problem("R-FILE-01", found="DOCTYPE"))
    declared = _ENCODING.search(inflated[:_DECLARED_WITHIN])
    is_utf_8 = not declared or declared[1].lower() in _UTF_8
    if not is_utf_8 or b"\0" in inflated or inflated[:1] in (b"\xff", b"\xfe"):
        raise RefusedError(Problem("R-FILE-01"))
