"""Files of every kind, written by libraries that know nothing of how we read, or by hand."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence

import openpyxl
import pandas as pd
import pyarrow as pa
import xlsxwriter
from odfdo import Cell, Document, Row, Table
from pyarrow import parquet

from tests.harness.builders import form

Cells = Sequence[Sequence[str]]

SHEET = "xl/worksheets/sheet1.xml"
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "style": "style",
        "table": "table",
        "text": "text",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
        "manifest": "manifest",
    }.items()
)
_CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
ODS_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def as_xlsxwriter(cells: Cells) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Invullen")
        for row, texts in enumerate(cells):
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text)
    return content.getvalue()


def as_openpyxl(cells: Cells) -> bytes:
    book = openpyxl.Workbook()
    for texts in cells:
        book.active.append(list(texts))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_ods(cells: Cells) -> bytes:
    document, table = Document("ods"), Table("Invullen")
    document.body.clear()
    for texts in cells:
        row = Row()
        for text in texts:
            row.append_cell(Cell(text or None))
        table.append_row(row)
    document.body.append(table)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def as_csv(
    cells: Cells, separator: str = ";", encoding: str = "utf-8", line_end: str = "\r\n"
) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=line_end).writerows(cells)
    return text.getvalue().encode(encoding)


def as_records(cells: Cells) -> list[dict[str, str]]:
    """Return the rows below the first as records, with the first as their keys."""
    keys, *rows = cells
    return [dict(zip(keys, row, strict=True)) for row in rows]


def as_json(cells: Cells) -> bytes:
    return json.dumps(as_records(cells), ensure_ascii=False).encode()


def as_json_object(cells: Cells, **others: object) -> bytes:
    return json.dumps({**others, "activiteiten": as_records(cells)}).encode("utf-16")


def as_parquet(cells: Cells, properties: Mapping[str, str] | None = None) -> bytes:
    keys, *rows = cells
    columns = zip(*rows, strict=True) if rows else [()] * len(keys)
    arrays = [pa.array(list(column), pa.string()) for column in columns]
    return parquet_of(pa.Table.from_arrays(arrays, names=list(keys)), properties)


def parquet_of(table: pa.Table, properties: Mapping[str, str] | None = None) -> bytes:
    kept = table.schema.metadata or {}
    content = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata({**kept, **(properties or {})}), content)
    return content.getvalue()


def as_pandas_parquet(cells: Cells) -> bytes:
    keys, *rows = cells
    content = io.BytesIO()
    pd.DataFrame(rows, columns=list(keys), dtype=str).to_parquet(content)
    return content.getvalue()


def archive(entries: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as packed:
        for name, entry in entries.items():
            packed.writestr(zipfile.ZipInfo(name), entry, compression)
    return content.getvalue()


def entries_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def with_entry(
    name: str,
    change: Callable[[bytes], bytes],
    content: bytes = b"",
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return a form, or another archive, in which one entry is changed or new."""
    entries = entries_of(content or form())
    return archive({**entries, name: change(entries.get(name, b""))}, compression)


def xlsx_by_hand(
    rows: str, *, before: str = "", texts: str = "", styles: str = "", book: str = ""
) -> bytes:
    """Return a workbook whose rows, shared texts and styles are given as XML.

    Args:
        rows: what stands in `sheetData`.
        before: what stands before it.
        texts: what stands in `sst`.
        styles: what stands in `styleSheet`.
        book: the attributes of `workbookPr`.
    """
    sheet = f'<worksheet xmlns="{_SPREADSHEET}">{before}<sheetData>{rows}</sheetData></worksheet>'
    changed = {
        SHEET: sheet.encode(),
        "xl/sharedStrings.xml": f'<sst xmlns="{_SPREADSHEET}">{texts}</sst>'.encode(),
    }
    entries = entries_of(form())
    if styles:
        changed["xl/styles.xml"] = (
            f'<styleSheet xmlns="{_SPREADSHEET}">{styles}</styleSheet>'
        ).encode()
    workbook = entries["xl/workbook.xml"].replace(b"<workbookPr ", f"<workbookPr {book} ".encode())
    return archive({**entries, **changed, "xl/workbook.xml": workbook})


def ods_by_hand(
    tables: str,
    *,
    styles: str = "",
    named_styles: str = "",
    properties: str = "",
    more: Mapping[str, str] | None = None,
) -> bytes:
    """Return an OpenDocument spreadsheet whose tables, styles and properties are given as XML."""
    names = f"{_ODS_NAMES} {_CALCEXT}"
    return archive(
        {
            "mimetype": ODS_MIMETYPE,
            "content.xml": f"<office:document-content {names}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {names}><office:styles>{named_styles}"
            "</office:styles></office:document-styles>",
            "meta.xml": f"<office:document-meta {names}><office:meta>{properties}"
            "</office:meta></office:document-meta>",
            "META-INF/manifest.xml": f"<manifest:manifest {names}/>",
            **(more or {}),
        }
    )
