"""Writes the workbook as .ods; the same worksheets give the same bytes, and text stays text.

This is our own code, because no well-kept library writes ODS reproducibly and within seconds.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from pow_pipeline.addresses import cell_address
from pow_pipeline.publication.data.book import BookSheet, CellValue

_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_DATE: Final = (1980, 1, 1, 0, 0, 0)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ODF: Final = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{what}:1.0"'
    for name, what in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
        ("config", "config"),
        ("manifest", "manifest"),
    )
)
_NAMES: Final = f'{_ODF} xmlns:ooo="http://openoffice.org/2004/office"'
_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES: Final = re.compile("  +|^ | $|\t", re.MULTILINE)
_REMEMBERED: Final = 50_000  # cells
_CHARACTER: Final = 0.21  # the width of one character, in cm
_STYLES: Final = Path(__file__).parent / "templates" / "opendocument_styles.xml"
_PAGE: Final = """<office:automatic-styles><style:page-layout style:name="wide">\
<style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm" \
style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"/>\
</style:page-layout></office:automatic-styles><office:master-styles>\
<style:master-page style:name="Default" style:page-layout-name="wide"/></office:master-styles>"""
_FROZEN: Final = """<config:config-item-map-entry config:name={name}>\
<config:config-item config:name="HorizontalSplitMode" config:type="short">0</config:config-item>\
<config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>\
<config:config-item config:name="VerticalSplitPosition" config:type="int">1</config:config-item>\
<config:config-item config:name="ActiveSplitRange" config:type="short">2</config:config-item>\
<config:config-item config:name="PositionBottom" config:type="int">1</config:config-item>\
</config:config-item-map-entry>"""


def as_opendocument(sheets: Sequence[BookSheet]) -> bytes:
    """Return the workbook with these sheets."""
    parts: dict[str, Iterable[str]] = {
        "content.xml": _document("content", _content(sheets)),
        "styles.xml": _document("styles", [_PAGE]),
        "settings.xml": _document("settings", _settings(sheets)),
    }
    parts["META-INF/manifest.xml"] = [_manifest(parts)]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", _DATE), _TYPE)  # must come first, uncompressed
        for name, texts in parts.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as file:
                file.writelines(text.encode() for text in texts)
    return content.getvalue()


def _document(kind: str, inside: Iterable[str]) -> Iterator[str]:
    root = f"office:document-{kind}"
    yield f'{_HEAD}<{root} {_NAMES} office:version="1.3">'
    yield from inside
    yield f"</{root}>"


def _content(sheets: Sequence[BookSheet]) -> Iterator[str]:
    yield _STYLES.read_text(encoding="utf-8")
    for number, sheet in enumerate(sheets):
        for place, column in enumerate(sheet.columns):
            width = f"{column.width * _CHARACTER:.2f}cm"
            yield (
                f'<style:style style:name="w{number}-{place}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{width}"/></style:style>'
            )
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    for number, sheet in enumerate(sheets):
        yield from _table(number, sheet)
    yield "<table:database-ranges>"
    for number, sheet in enumerate(sheets):
        if sheet.has_header:
            yield _filters(number, sheet)
    yield "</table:database-ranges></office:spreadsheet></office:body>"


def _table(number: int, sheet: BookSheet) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(sheet.name)}>"
    for place in range(len(sheet.columns)):
        yield f'<table:table-column table:style-name="w{number}-{place}"/>'
    looks = [column.look for column in sheet.columns]
    height = ' table:style-name="fit"' if "wide" in looks else ""
    for row, values in enumerate(sheet.rows):
        is_header = sheet.has_header and not row
        styles: Sequence[str] = ["header"] * len(looks) if is_header else looks
        if row in sheet.titles:
            styles = ["title"] * len(looks)
        yield f"<table:table-row{height}>{''.join(_cells(values, styles))}</table:table-row>"
    yield "</table:table>"


def _cells(values: Sequence[CellValue], styles: Sequence[str]) -> Iterator[str]:
    cells = (_cell(value, style) for value, style in zip(values, styles, strict=True))
    for cell, same in groupby(cells):
        count = len(list(same))
        if cell or count == 1:
            yield cell * count if cell else "<table:table-cell/>"
        else:
            yield f'<table:table-cell table:number-columns-repeated="{count}"/>'


@lru_cache(_REMEMBERED, typed=True)  # most values of a table occur often
def _cell(value: CellValue, style: str) -> str:
    """Return one cell; '' when it is empty."""
    if value is None or value == "":
        return ""
    begin = f'<table:table-cell table:style-name="{style}" office:value-type='
    if isinstance(value, bool):
        truth = "true" if value else "false"
        kind, text = f'"boolean" office:boolean-value="{truth}"', truth.upper()
    elif isinstance(value, date):
        moment = value.isoformat()
        kind, text = f'"date" office:date-value="{moment}"', moment.replace("T", " ")
    elif isinstance(value, int | float):
        name = "percentage" if style == "share" else "float"
        return f'{begin}"{name}" office:value="{value!r}"/>'
    else:
        kind, text = '"string"', str(value)
    return f"{begin}{kind}>{_paragraphs(text)}</table:table-cell>"


def _paragraphs(text: str) -> str:
    """Return a text as the paragraphs of a cell, without characters that XML does not allow."""
    lines = _UNFIT.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marked = (_SPACES.sub(_space, escape(line)) for line in lines)
    return "".join(f"<text:p>{line}</text:p>" for line in marked)


def _space(match: re.Match[str]) -> str:
    """Return the markup that preserves spaces and tabs."""
    if match[0] == "\t":
        return "<text:tab/>"
    return f'<text:s text:c="{len(match[0])}"/>'


def _filters(number: int, sheet: BookSheet) -> str:
    end = cell_address(max(len(sheet.rows), 2), len(sheet.columns) - 1)
    place = quoteattr(f"'{sheet.name}'.A1:'{sheet.name}'.{end}")
    return (
        f'<table:database-range table:name="__Anonymous_Sheet_DB__{number}" '
        f'table:target-range-address={place} table:display-filter-buttons="true"/>'
    )


def _settings(sheets: Iterable[BookSheet]) -> Iterator[str]:
    """Yield the settings that freeze the header of each table."""
    yield (
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
        '<config:config-item-map-named config:name="Tables">'
    )
    for sheet in sheets:
        if sheet.has_header:
            yield _FROZEN.format(name=quoteattr(sheet.name))
    yield (
        "</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set></office:settings>"
    )


def _manifest(names: Iterable[str]) -> str:
    entries = (
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in names
    )
    return (
        f'{_HEAD}<manifest:manifest {_NAMES} manifest:version="1.3"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{_TYPE}" manifest:version="1.3"/>'
        f"{''.join(entries)}</manifest:manifest>"
    )
