"""What Excel workbooks hold next to text, and next to values: each by rule, nothing unseen used."""

import io

import openpyxl
import pytest
import xlsxwriter

from pow_pipeline.parsing.excel.merged_cells import merged_ranges
from tests.harness.builders import form, workbook
from tests.harness.file_writers import SHEET, entries_of, with_entry, xlsx_by_hand
from tests.parsing.reads import problem_of, read, sheet_of

FORMATS = {"percent": "0%", "share": "0.0%", "day": "d mmm yyyy", "moment": "d-m-yyyy h:mm"}
FORMATS |= {"time": "h:mm", "duration": "[h]:mm", "unit": '0" %"', "escaped": "0\\%"}


def formatted(value, code: str, *, from_1904: bool = False) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "date_1904": from_1904}) as book:
        book.add_worksheet().write(0, 0, value, book.add_format({"num_format": code}))
    return content.getvalue()


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.25, "percent", "25%"),
        (0.255, "percent", "25.5%"),
        (0.255, "share", "25.5%"),
        (1, "percent", "100%"),
        (0, "percent", "0%"),
        (-0.07, "percent", "-7%"),
        (0.57, "percent", "57%"),
        (12, "percent", "1200%"),
        (0.25, "unit", "0.25"),
        (0.25, "escaped", "0.25"),
        (44377, "day", "2021-06-30"),
        (44377.5, "moment", "2021-06-30T12:00:00"),
        (44377, "moment", "2021-06-30"),
        (1, "day", "1900-01-01"),
        (59, "day", "1900-02-28"),
        (61, "day", "1900-03-01"),
        (0.25, "time", "06:00:00"),
        (1.5, "duration", "36:00:00"),
        (0.5, "duration", "12:00:00"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(value, code, text):
    assert sheet_of(formatted(value, FORMATS[code])).rows == ((text,),)


@pytest.mark.parametrize(("value", "text"), [(0.5, "12:00:00"), (1, "1904-01-02")])
def test_days_may_be_counted_from_1904(value, text):
    assert sheet_of(formatted(value, FORMATS["day"], from_1904=True)).rows == ((text,),)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (12.5, "12.5"),
        (-0.0, "0"),
        (1 / 3, "0.333333333333333"),
        (0.1 + 0.2, "0.3"),
        (1.125, "1.125"),
        (1e-7, "0.0000001"),
        (2**53 - 1, "9007199254740991"),
        (True, "TRUE"),
        (False, "FALSE"),
    ],
)
def test_a_value_that_is_no_text_is_read_by_its_type(value, text):
    book = openpyxl.Workbook()
    book.active["A1"] = value
    content = io.BytesIO()
    book.save(content)
    assert sheet_of(content.getvalue()).rows == ((text,),)


@pytest.mark.parametrize("stored", ["9007199254740992", "12345678901234567890", "1e300"])
def test_a_number_that_lost_its_last_digits_is_refused(stored):
    content = xlsx_by_hand(f'<row r="2"><c r="B2"><v>{stored}</v></c></row>')
    assert problem_of(content)[::2] == ("R-CELL-02", "B2")


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("<t>groen</t>", "groen"),
        ('<r><t xml:space="preserve">gro </t></r><r><rPr><b/></rPr><t>en</t></r>', "gro en"),
        ('<t>東</t><rPh sb="0" eb="1"><t>ひがし</t></rPh><phoneticPr fontId="1"/>', "東"),
        ('<t xml:space="preserve"> a_x000D_\nb </t>', "a\r\nb"),
        ("<t>_x0041_ _x005F_x0041_</t>", "A _x0041_"),
        ("<t>&lt;a&gt; &#65;</t>", "<a> A"),
    ],
    ids=["plain", "rich", "phonetic", "line end", "code", "entity"],
)
def test_text_is_read_as_it_is_shown(item, text):
    shared = xlsx_by_hand('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', texts=f"<si>{item}</si>")
    inline = xlsx_by_hand(f'<row r="1"><c r="A1" t="inlineStr"><is>{item}</is></c></row>')
    assert [sheet_of(each).rows for each in (shared, inline)] == [((text,),)] * 2


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ('<c r="A1" t="s"><v>7</v></c>', ("R-FILE-01", "", "")),
        ('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>', ("R-FILE-01", "", "")),
        ('<c r="A1" t="str"><v><![CDATA[groen]]></v></c>', ("R-FILE-01", "", "")),
        ('<c r="A1" t="str"><v>_x20AC_</v></c>', ("R-FILE-01", "_x20AC_", "")),
        ('<c r="A1" t="str"><v>&eacute;</v></c>', ("R-FILE-01", "", "")),
        ('<c r="A1" t="str"><v>a_x0007_b</v></c>', ("R-TEXT-01", "'\\x07'", "A1")),
        ('<c r="A1"><v>1</c></v>', ("R-FILE-01", "", "")),
        ('<c s="0" r="A1048576"><v>1</v></c>', ("R-FILE-09", "1048576", "")),
        ("<c r='XFD1'><v>1</v></c>", ("R-FILE-10", "16384", "")),
        ('<x:c xmlns:x="x" r="XFD1"/>', ("R-FILE-10", "16384", "")),
        ('<c r="&#88;FD1"><v>1</v></c>', ("R-FILE-10", "16384", "")),
        ('<c r="GR5001"/><c r="A1"><v>1</v></c>', ("R-FILE-14", "1000200", "")),
    ],
)
def test_cells_that_leave_a_doubt_or_claim_too_much_are_refused(cells, problem):
    content = xlsx_by_hand(f'<row r="1">{cells}</row>')
    assert problem_of(content) == problem


def test_cells_without_addresses_follow_one_another():
    rows = '<row><c><v>1</v></c><c><v>2</v></c></row><row r="3"><c r="B3"><v>3</v></c></row>'
    assert sheet_of(xlsx_by_hand(rows)).rows == (("1", "2"), ("", ""), ("", "3"))


@pytest.mark.parametrize("claim", ['uniqueCount="999999999"', "count='9999999'", 'count="&#57;"'])
def test_room_is_never_made_for_what_a_workbook_says_is_to_come(claim):
    def declare(inside: bytes) -> bytes:
        return inside.replace(b"<sst ", f"<sst {claim} ".encode())

    content = with_entry("xl/sharedStrings.xml", declare, xlsx_by_hand(""))
    assert problem_of(content)[0] == "R-FILE-14"


def test_a_sheet_that_is_shown_elsewhere_is_counted_too():
    claim = b'<worksheet><sheetData><c r="A1048576"/></sheetData></worksheet>'
    assert problem_of(with_entry("xl/elsewhere.bin", lambda _: claim))[0] == "R-FILE-09"


def marked(make) -> bytes:
    """Return a workbook of three columns and rows; `make` marks it."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Invullen")
        for row in range(3):
            sheet.write_row(row, 0, ["a", "", "c"])
        make(book, sheet)
    return content.getvalue()


def test_hidden_rows_columns_and_sheets_are_reported():
    def hide(book, sheet) -> None:
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(2, 16383, None, None, {"hidden": True})
        book.add_worksheet("Lijst").write(0, 0, "x")
        book.worksheets()[1].hide()
        book.add_worksheet("Diep").very_hidden()

    first, second, third = read(marked(hide)).sheets
    assert (first.hidden_rows, first.hidden_columns) == ({2}, {2})
    assert [each.is_hidden for each in (first, second, third)] == [False, True, True]


@pytest.mark.parametrize(
    ("before", "row", "rows", "columns"),
    [
        ('<cols><col min="1" max="1" width="0"/></cols>', "", set(), {0}),
        ('<cols><col min="1" max="1" width="0.5"/></cols>', "", set(), set()),
        ("", 'ht="0" customHeight="1"', {1}, set()),
        ("", 'hidden="true"', {1}, set()),
        ("", 'hidden="0"', set(), set()),
        ("", "hidden='1'", {1}, set()),
        ('<sheetFormatPr zeroHeight="1"/>', "", {1}, set()),
        ('<sheetFormatPr zeroHeight="1"/>', 'ht="12"', set(), set()),
    ],
)
def test_what_has_no_height_or_width_is_hidden_too(before, row, rows, columns):
    content = xlsx_by_hand(f'<row r="1" {row}><c r="A1"><v>1</v></c></row>', before=before)
    sheet = sheet_of(content)
    assert (sheet.hidden_rows, sheet.hidden_columns) == (rows, columns)


def filled(fill: str, *, theme: bytes = b"", indexed: str = "") -> bytes:
    """Return a workbook in which B1 is empty and filled."""
    content = xlsx_by_hand(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"/><c r="C1" s="1"><v>3</v></c></row>',
        styles=f'<fills><fill/><fill><patternFill patternType="solid">{fill}</patternFill></fill>'
        '</fills><cellXfs><xf fillId="0"/><xf fillId="1"/></cellXfs>',
    )
    return with_entry("xl/theme/theme1.xml", lambda _: theme, content) if theme else content


@pytest.mark.parametrize(
    ("fill", "colour"),
    [
        ('<fgColor rgb="FF00B050"/>', "#00B050"),
        ('<fgColor rgb="00B050"/>', "#00B050"),
        ('<fgColor rgb="FFFFFFFF"/>', ""),
        ('<fgColor indexed="10"/>', "#FF0000"),
        ('<fgColor indexed="2"/>', "#FF0000"),
        ('<fgColor indexed="64"/>', ""),
        ('<fgColor theme="0"/>', ""),
        ('<fgColor theme="1"/>', "#000000"),
        ('<fgColor theme="4"/>', "#4F81BD"),
        ('<fgColor theme="0" tint="-0.5"/>', "#808080"),
        ('<fgColor theme="1" tint="0.5"/>', "#808080"),
        ('<fgColor theme="99"/>', ""),
        ("", ""),
    ],
)
def test_an_empty_cell_reports_the_colour_that_fills_it(fill, colour):
    assert sheet_of(filled(fill)).coloured == ({(1, 1, colour)} if colour else set())


def test_a_cell_takes_the_colour_of_its_row_or_column():
    def colour(book, sheet) -> None:
        green, red = (book.add_format({"bg_color": each}) for each in ("#00FF00", "#FF0000"))
        sheet.set_column(1, 1, None, red)
        sheet.set_row(1, None, green)

    assert sheet_of(marked(colour)).coloured == {
        (1, 1, "#FF0000"),
        (2, 1, "#00FF00"),
        (3, 1, "#FF0000"),
    }


def test_a_pattern_is_no_colour():
    def hatch(book, sheet) -> None:
        sheet.write_blank(0, 1, None, book.add_format({"pattern": 4, "fg_color": "#FF0000"}))

    assert sheet_of(marked(hatch)).coloured == set()


@pytest.mark.parametrize(
    ("cell", "text", "is_valueless"),
    [
        ('<c r="A1"><f>1+1</f></c>', "=1+1", True),
        ('<c r="A1"><f>1+1</f><v></v></c>', "=1+1", True),
        ('<c r="A1"><f t="shared" si="0"/></c>', "=…", True),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', None, False),
        ('<c r="A1" t="str"><f>"gro"&amp;"en"</f><v>groen</v></c>', "groen", False),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', "2", False),
        ('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A", True),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", True),
        ("<c r='A1' t='e'><v>#REF!</v></c>", "#REF!", True),
    ],
)
def test_a_cell_without_a_value_of_its_own_is_reported(cell, text, is_valueless):
    sheet = sheet_of(xlsx_by_hand(f'<row r="1">{cell}<c r="B1"><v>1</v></c></row>'))
    assert sheet.rows == ((text or "", "1"),)
    assert sheet.valueless == ({(1, 0)} if is_valueless else set())


def test_custom_properties_are_reported():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "x")
        book.set_custom_property("Regio", " AM12 ")
        book.set_custom_property("Ronde", 3)
    assert read(content.getvalue()).properties == (("Regio", "AM12"), ("Ronde", "3"))


def test_a_merged_cell_keeps_its_value_in_the_first():
    def merge(book, sheet) -> None:
        sheet.merge_range(3, 0, 3, 2, "samen")

    assert sheet_of(marked(merge)).rows[3] == ("samen", "", "")


@pytest.mark.parametrize(
    ("merged", "covered"),
    [
        (("A1:B2",), {(1, 1), (2, 0), (2, 1)}),
        (("A1:A2", "B1:B2"), {(2, 0)}),
        (("B1:B2",), set()),
        (("A2:XFD1048576",), {(2, 1)}),
        (("C1:D9",), set()),
        ((), set()),
    ],
)
def test_what_lies_under_a_merged_cell_is_reported_unless_it_says_the_same(merged, covered):
    book = openpyxl.Workbook()
    for row in (("a", "b"), ("c", "b")):
        book.active.append(row)
    for cells in merged:
        book.active.merged_cells.add(cells)
    content = io.BytesIO()
    book.save(content)
    sheet = sheet_of(content.getvalue())
    assert (sheet.rows, sheet.covered) == ((("a", "b"), ("c", "b")), covered)


def test_a_merged_range_may_begin_at_any_corner():
    ranges = (b"B2:A1", b"B1:A2", b"A2:B1", b"A1:B2")
    found = [merged_ranges(b'<mergeCell ref="' + each + b'"/>') for each in ranges]
    assert found == [[((1, 0), (2, 1))]] * 4


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (7, "000", "007"),
        (7, '"AM12-"000', "AM12-007"),
        (7, '"nr. "0', "nr. 7"),
        (1234, "000", None),
        (7, "0", None),
        (7, "0.00", None),
        (7, "#,##0", None),
        (7.5, "000", None),
        ("7", "000", None),
    ],
)
def test_zeros_that_a_format_adds_are_reported(value, code, shown):
    sheet = sheet_of(formatted(value, code))
    assert sheet.padded == ({(1, 0, shown)} if shown else frozenset())
    assert sheet.rows == ((str(value),),)


def test_a_chart_sheet_is_no_sheet_of_cells():
    def chart(book, sheet) -> None:
        shown = book.add_chart({"type": "line"})
        shown.add_series({"values": "=Invullen!$A$1:$A$3"})
        book.add_chartsheet("Grafiek").set_chart(shown)
        sheet.set_row(0, None, None, {"hidden": True})

    reading = read(marked(chart))
    assert [(each.name, each.hidden_rows) for each in reading.sheets] == [("Invullen", {1})]


def test_an_external_link_is_never_followed():
    link = b"<externalLink><sheetDataSet><sheetData/></sheetDataSet></externalLink>"
    linked = with_entry("xl/externalLinks/externalLink1.xml", lambda _: link)
    assert sheet_of(linked).rows == sheet_of(form()).rows


def test_sheets_are_found_by_what_the_workbook_says_of_them():
    content = workbook([("a",)], sheet="Een", second=("Twee", [("b",)]))
    entries = entries_of(content)
    swapped = entries["xl/_rels/workbook.xml.rels"].replace(b"sheet1.xml", b"sheet9.xml")
    swapped = swapped.replace(b"sheet2.xml", b"sheet1.xml").replace(b"sheet9.xml", b"sheet2.xml")
    hidden = entries[SHEET].replace(b"<row r=", b'<row hidden="1" r=')
    content = with_entry("xl/_rels/workbook.xml.rels", lambda _: swapped, content)
    sheets = read(with_entry(SHEET, lambda _: hidden, content)).sheets
    assert [(each.name, each.rows, each.hidden_rows) for each in sheets] == [
        ("Een", (("b",),), set()),
        ("Twee", (("a",),), {1}),
    ]
