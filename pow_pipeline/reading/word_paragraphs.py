"""The paragraphs of a Word document in parts that are bold, italic or neither.

What a document holds beside those is refused by its paragraph rather than left out, for nobody
would miss it: a table, a picture, a change that is not accepted, a numbered list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from xml.etree import ElementTree as ET

from pow_pipeline.reading.markup import child_of, children, local_name

_CHANGE: Final = "a change that is not accepted yet"
_NOT_SHOWN: Final = {
    "tbl": "a table",
    "drawing": "a picture",
    "pict": "a picture",
    "object": "an embedded object",
    "altChunk": "an embedded document",
    "oMath": "a formula",
    "footnoteReference": "a footnote",
    "endnoteReference": "an endnote",
    "ins": _CHANGE,
    "del": _CHANGE,
    "moveFrom": _CHANGE,
    "moveTo": _CHANGE,
    "hyperlink": "a link",
    "fldSimple": "a field",
    "instrText": "a field",
    "sym": "a sign of another font",
    "vanish": "hidden text",
}
_TEXTS: Final = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "\N{NON-BREAKING HYPHEN}"}
_OFF: Final = ("0", "false", "off")


@dataclass(frozen=True)
class Run:
    """A part of a paragraph; a line that is broken within it has a line end."""

    text: str
    is_bold: bool
    is_italic: bool


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, counted from 1 as they stand in the document."""

    place: int
    runs: tuple[Run, ...]
    is_item: bool


class WordError(ValueError):
    """A document holds what cannot be shown; the message names the paragraph and the cure."""

    def __init__(self, what: str, place: int = 0) -> None:
        super().__init__(f"paragraph {place}: {what}" if place else what)


def paragraphs_in(
    body: ET.Element | None, *, styles: ET.Element | None, numbers: ET.Element | None
) -> Iterator[Paragraph]:
    """Yield the paragraphs of a document.

    Raises:
        WordError: one holds what cannot be shown.
    """
    headings = {_value(each, "styleId") for each in children(styles, "style") if _is_heading(each)}
    lists = {
        _value(each, "styleId"): found
        for each in children(styles, "style")
        if (found := _list_of(each)) is not None
    }
    bullets = _bullets(numbers)
    for place, element in enumerate(_elements(body), start=1):
        _refuse(element, place)
        properties = child_of(element, "pPr")
        style = _value(child_of(properties, "pStyle"), "val")
        if style in headings:
            _cannot_be_shown("a heading", place)
        number = _list_of(element)
        number = lists.get(style) if number is None else number
        if number not in (None, "0") and number not in bullets:
            _cannot_be_shown("a numbered list", place)
        yield Paragraph(place, tuple(_runs(element)), number in bullets)


def _elements(parent: ET.Element | None) -> Iterator[ET.Element]:
    """Yield the paragraphs, and what stands in the place of one, also those in a frame of text."""
    for child in parent if parent is not None else ():
        if local_name(child) == "sdt":
            yield from _elements(child_of(child, "sdtContent"))
        elif local_name(child) == "p" or local_name(child) in _NOT_SHOWN:
            yield child


def _refuse(element: ET.Element, place: int) -> None:
    for each in element.iter():
        if local_name(each) in _NOT_SHOWN and _is_on(each):
            _cannot_be_shown(_NOT_SHOWN[local_name(each)], place)


def _cannot_be_shown(what: str, place: int) -> None:
    raise WordError(f"{what} cannot be shown; write paragraphs and bullets only", place)


def _runs(paragraph: ET.Element) -> Iterator[Run]:
    """Yield the parts of a paragraph; those that look alike are one."""
    runs = (
        (_is_set(run, "b"), _is_set(run, "i"), _text(run))
        for run in paragraph.iter()
        if local_name(run) == "r"
    )
    for (is_bold, is_italic), alike in groupby(runs, key=lambda run: run[:2]):
        yield Run("".join(text for *_, text in alike), is_bold, is_italic)


def _text(run: ET.Element) -> str:
    return "".join(
        (each.text or "") if local_name(each) == "t" else _TEXTS.get(local_name(each), "")
        for each in run
    )


def _is_set(run: ET.Element, name: str) -> bool:
    found = child_of(child_of(run, "rPr"), name)
    return found is not None and _is_on(found)


def _is_on(element: ET.Element) -> bool:
    return _value(element, "val") not in _OFF


def _is_heading(style: ET.Element) -> bool:
    return child_of(child_of(style, "pPr"), "outlineLvl") is not None


def _list_of(element: ET.Element) -> str | None:
    """Return the number of the list that a paragraph or a style belongs to."""
    return _value(child_of(child_of(child_of(element, "pPr"), "numPr"), "numId"), "val")


def _bullets(numbers: ET.Element | None) -> set[str | None]:
    """Return the numbers of the lists whose first level has bullets."""
    kinds = {
        _value(each, "abstractNumId"): _value(child_of(child_of(each, "lvl"), "numFmt"), "val")
        for each in children(numbers, "abstractNum")
    }
    return {
        _value(each, "numId")
        for each in children(numbers, "num")
        if kinds.get(_value(child_of(each, "abstractNumId"), "val")) == "bullet"
    }


def _value(element: ET.Element | None, name: str) -> str | None:
    """Return an attribute, whatever its namespace."""
    found = element.attrib.items() if element is not None else ()
    return next((value for key, value in found if key.rpartition("}")[2] == name), None)
