"""Any table of text that an independent writer writes comes back cell for cell, or is refused."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.parsing.limits import Limits
from pow_pipeline.parsing.read import read_delivery
from schemas.text.text_forms import TextForms
from tests.harness.builders import NOW
from tests.harness.file_writers import (
    as_csv,
    as_json,
    as_json_object,
    as_ods,
    as_openpyxl,
    as_pandas_parquet,
    as_parquet,
    as_xlsxwriter,
)

DELIVERY = Delivery("AM12-2-1", 2, 1, "AM12", "form", "0" * 64, 1, NOW)
TEXT = st.one_of(
    st.sampled_from(["", "groen", "0012", "1,5", "25%", "TRUE", "30-6-2021", "=1+1", "#N/A", '"']),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
    st.text(" \t\n\r;,\"'=a<&\u2028_x0", max_size=8),
    st.text("a\x00\x01\x1f\x85\ufeff\uffff", max_size=1),
)
# A table of one column is none to us: no form has one, and its text may as well hold separators.
TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(TEXT, min_size=width, max_size=width), min_size=1, max_size=5)
)
RECORDS = st.lists(TEXT, min_size=1, max_size=4, unique=True).flatmap(
    lambda keys: st.lists(
        st.lists(TEXT, min_size=len(keys), max_size=len(keys)), min_size=1, max_size=5
    ).map(lambda rows: [keys, *rows])
)


def rows_of(content: bytes):
    """Return the rows of the first sheet, None where the file is refused."""
    reading = read_delivery(DELIVERY, content, TextForms(), Limits())
    return None if reading.problem else reading.sheets[0].rows


def xml_holds(cells) -> bool:
    """Whether XML can hold the cells; other writers but xlsxwriter fail where it cannot."""
    unheld = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
    return not any(unheld.search(cell) for row in cells for cell in row)


def bare(cells, *, is_xml: bool = False) -> list[list[str]]:
    """Return cells as reading gives them: stripped, without empty ends.

    XML has one line end, so what is stored in it as CR, or as CR and LF, is LF to every reader.
    """
    rows = [
        [(re.sub("\r\n?", "\n", cell) if is_xml else cell).strip() for cell in row] for row in cells
    ]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((at for row in rows for at, cell in enumerate(row, start=1) if cell), default=0)
    return [row[:width] for row in rows]


@given(cells=TABLES)
@example(cells=[["_x0041_ _x005F_", "\x01"], ["a\r\nb", ""]])
@example(cells=[["_x20AC_", "\ufffe"], ["_x005F_x20AC_", ""]])
def test_a_workbook_of_xlsxwriter(cells):
    rows = rows_of(as_xlsxwriter(cells))
    assert rows is None or bare(rows, is_xml=True) == bare(cells, is_xml=True)


@given(cells=TABLES)
def test_a_workbook_of_openpyxl(cells):
    # It leaves such a code as it is; to the standard, and to Excel, it stands for a letter.
    assume(not any(re.search("_x[0-9A-Fa-f]{4}_", cell) for row in cells for cell in row))
    assume(xml_holds(cells))
    rows = rows_of(as_openpyxl(cells))
    assert rows is None or bare(rows, is_xml=True) == bare(cells, is_xml=True)


@given(cells=TABLES)
def test_an_ods_of_odfdo(cells):
    assume(xml_holds(cells))
    rows = rows_of(as_ods(cells))
    assert rows is None or bare(rows, is_xml=True) == bare(cells, is_xml=True)


@given(cells=TABLES, separator=st.sampled_from(";,\t"), line_end=st.sampled_from(["\n", "\r\n"]))
@example(cells=[["a;b", "c"], ["d;e", "f"]], separator=",", line_end="\n")
def test_text_with_separators_of_csv(cells, separator, line_end):
    assume(not cells[0][0].startswith("\ufeff"))  # there it is a byte order mark, and no text
    # Python's writer leaves a CR without quotes where lines end in LF.
    assume(line_end == "\r\n" or not any("\r" in cell for row in cells for cell in row))
    rows = rows_of(as_csv(cells, separator, line_end=line_end))
    assert rows is None or bare(rows) == bare(cells)


@given(cells=RECORDS)
def test_records_of_json(cells):
    for content in (as_json(cells), as_json_object(cells)):
        rows = rows_of(content)
        assert rows is None or bare(rows) == bare(cells)


@given(cells=RECORDS)
def test_records_of_parquet(cells):
    for content in (as_parquet(cells), as_pandas_parquet(cells)):
        rows = rows_of(content)
        assert rows is None or bare(rows) == bare(cells)


@pytest.mark.parametrize(
    "write",
    [as_xlsxwriter, as_openpyxl, as_ods, as_csv, as_json, as_json_object, as_parquet],
    ids=lambda write: write.__name__,
)
def test_a_plain_table_is_never_refused(write):
    cells = [["Id", "Naam", "Stand"], ["0012", "Café 't Hoekje", "1,5"], ["=x", "", "25%\nja"]]
    assert bare(rows_of(write(cells))) == cells
