"""Parses the paragraphs of a Word document into runs that are bold, italic or plain.

Other content is refused with the number of its paragraph, because nobody would notice if it was
left out: tables, pictures, changes that are not accepted, numbered lists, and text in unknown
elements. Comments, page headers and page footers are ignored.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from xml.etree import ElementTree as ET

from pow_pipeline.parsing.markup import child_of, children, local_name

_CHANGE: Final = "a change that is not accepted yet"
_FIELD: Final = "a field"
_DATES: Final = [f"{part}{kind}" for part in ("day", "month", "year") for kind in ("Short", "Long")]
_NOT_SHOWN: Final = {
    "txbxContent": "a text box",
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
    "fldSimple": _FIELD,
    "instrText": _FIELD,
    "pgNum": _FIELD,
    **dict.fromkeys(_DATES, _FIELD),
    "showingPlcHdr": "a field that is not filled in",
    "AlternateContent": "a drawing",
    "ruby": "a text above another",
    "subDoc": "another document",
    "sym": "a sign of another font",
    "vanish": "hidden text",
}
_CONTAINERS: Final = ("sdt", "sdtContent", "customXml", "smartTag")
_AROUND_RUNS: Final = (*_CONTAINERS, "dir", "bdo")
_TEXTS: Final = {
    "tab": " ",
    "ptab": " ",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
}
_OFF: Final = ("0", "false", "off")


@dataclass(frozen=True)
class Run:
    """A part of a paragraph with one style; a line break in it becomes a line end."""

    text: str
    is_bold: bool
    is_italic: bool


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `place` is its number in the document, from 1."""

    place: int
    runs: tuple[Run, ...]
    is_item: bool


class WordError(ValueError):
    """A document has unsupported content; the message names the paragraph and the remedy."""

    def __init__(self, what: str, place: int = 0) -> None:
        super().__init__(f"paragraph {place}: {what}" if place else what)


def paragraphs_in(
    body: ET.Element | None, *, styles: ET.Element | None, numbers: ET.Element | None
) -> Iterator[Paragraph]:
    """Yield the paragraphs of a document.

    Raises:
        WordError: a paragraph has unsupported content.
    """
    headings = {
        _value(style, "styleId") for style in children(styles, "style") if _is_heading(style)
    }
    lists = {
        _value(style, "styleId"): list_number
        for style in children(styles, "style")
        if (list_number := _list_of(style)) is not None
    }
    bullets = _bullets(numbers)
    for place, element in enumerate(_elements(body), start=1):
        _refuse(element, place)
        properties = child_of(element, "pPr")
        style_id = _value(child_of(properties, "pStyle"), "val")
        if style_id in headings:
            _cannot_be_shown("a heading", place)
        number = _list_of(element)
        number = lists.get(style_id) if number is None else number
        if number not in (None, "0") and number not in bullets:
            _cannot_be_shown("a numbered list", place)
        yield Paragraph(place, tuple(_runs(element)), number in bullets)


def _elements(parent: ET.Element | None) -> Iterator[ET.Element]:
    """Yield the paragraphs and other elements with content, including those in containers."""
    for child in parent if parent is not None else ():
        name = local_name(child)
        if name in _CONTAINERS and not _is_placeholder(child):
            yield from _elements(child)
        elif name == "p" or name in _NOT_SHOWN or _signs_in(child.itertext()):
            yield child


def _is_placeholder(container: ET.Element) -> bool:
    """Return whether a content control is not filled in and shows the placeholder of Word."""
    return child_of(child_of(container, "sdtPr"), "showingPlcHdr") is not None


def _refuse(element: ET.Element, place: int) -> None:
    names = {local_name(part) for part in element.iter() if _is_on(part)}
    if not_shown := next((what for name, what in _NOT_SHOWN.items() if name in names), ""):
        _cannot_be_shown(not_shown, place)
    shown = [text.text or "" for run in _runs_in(element) for text in children(run, "t")]
    if local_name(element) != "p" or _signs_in(shown) != _signs_in(element.itertext()):
        _cannot_be_shown("a part that we do not know", place)


def _signs_in(texts: Iterable[str]) -> str:
    """Return the joined texts without whitespace, which programs add between XML elements."""
    return "".join("".join(texts).split())


def _cannot_be_shown(what: str, place: int) -> None:
    raise WordError(f"{what} cannot be shown; write paragraphs and bullets only", place)


def _runs(paragraph: ET.Element) -> Iterator[Run]:
    """Yield the runs of a paragraph; neighbours with the same style are merged."""
    runs = ((_is_set(run, "b"), _is_set(run, "i"), _text(run)) for run in _runs_in(paragraph))
    for (is_bold, is_italic), alike in groupby(runs, key=lambda run: run[:2]):
        yield Run("".join(text for *_, text in alike), is_bold, is_italic)


def _runs_in(parent: ET.Element) -> Iterator[ET.Element]:
    for child in parent:
        if local_name(child) == "r":
            yield child
        elif local_name(child) in _AROUND_RUNS:
            yield from _runs_in(child)


def _text(run: ET.Element) -> str:
    return "".join(
        (part.text or "") if local_name(part) == "t" else _TEXTS.get(local_name(part), "")
        for part in run
    )


def _is_set(run: ET.Element, name: str) -> bool:
    element = child_of(child_of(run, "rPr"), name)
    return element is not None and _is_on(element)


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
        _value(kind, "abstractNumId"): _value(child_of(child_of(kind, "lvl"), "numFmt"), "val")
        for kind in children(numbers, "abstractNum")
    }
    return {
        _value(number, "numId")
        for number in children(numbers, "num")
        if kinds.get(_value(child_of(number, "abstractNumId"), "val")) == "bullet"
    }


def _value(element: ET.Element | None, name: str) -> str | None:
    """Return the attribute with this name in any namespace."""
    attributes = element.attrib.items() if element is not None else ()
    return next((value for key, value in attributes if key.rpartition("}")[2] == name), None)
