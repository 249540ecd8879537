"""OpenDocument spreadsheets: what is repeated, typed, hidden or coloured; and what is refused."""

import pytest

from tests.harness.file_writers import as_ods, ods_by_hand
from tests.parsing.reads import problem_of, read, sheet_of

GREEN = '<style:style style:name="green" style:family="table-cell" style:parent-style-name="base"/>'
NAMED = """
<style:style style:name="base" style:family="table-cell">
  <style:table-cell-properties fo:background-color="#00ff00"/></style:style>
<style:style style:name="white" style:family="table-cell">
  <style:table-cell-properties fo:background-color="#ffffff"/></style:style>
<style:style style:name="clear" style:family="table-cell" style:parent-style-name="base">
  <style:table-cell-properties fo:background-color="transparent"/></style:style>
<style:style style:name="round" style:family="table-cell" style:parent-style-name="round"/>
<style:style style:name="off" style:family="table">
  <style:table-properties table:display="false"/></style:style>
"""


def table(rows: str, attributes: str = "") -> str:
    return f'<table:table table:name="Blad" {attributes}>{rows}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(text: str = "", attributes: str = "") -> str:
    paragraph = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell {attributes}>{paragraph}</table:table-cell>"


def typed(kind: str, value: str) -> str:
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}
    attributes = f'office:value-type="{kind}" office:{name.get(kind, "value")}="{value}"'
    return cell("as it is shown", attributes)


def columns(count: int) -> str:
    return f'table:number-columns-repeated="{count}"'


def rows(count: int) -> str:
    return f'table:number-rows-repeated="{count}"'


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("float", "12", "12"),
        ("float", "12.50", "12.5"),
        ("float", "1E3", "1000"),
        ("currency", "100", "100"),
        ("percentage", "0.25", "25%"),
        ("percentage", "0.255", "25.5%"),
        ("date", "2021-06-30", "2021-06-30"),
        ("date", "2021-06-30T12:00:00", "2021-06-30T12:00:00"),
        ("date", "2021-06-30T00:00:00", "2021-06-30"),
        ("time", "PT12H30M00S", "12:30:00"),
        ("time", "PT36H00M00S", "36:00:00"),
        ("time", "P1DT2H", "26:00:00"),
        ("time", "-PT1H", "-01:00:00"),
        ("boolean", "true", "TRUE"),
        ("boolean", "false", "FALSE"),
    ],
)
def test_a_value_is_read_by_its_type(kind, value, text):
    assert sheet_of(ods_by_hand(table(row(typed(kind, value))))).rows == ((text,),)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("float", "twelve"),
        ("date", "30-06-2021"),
        ("time", "noon"),
        ("boolean", "maybe"),
        ("unheard", "1"),
    ],
)
def test_a_value_that_is_none_of_its_type_is_refused(kind, value):
    assert problem_of(ods_by_hand(table(row(typed(kind, value))))) == ("R-FILE-01", "", "")


@pytest.mark.parametrize("value", ["nan", "INF", "9007199254740992"])
def test_a_number_that_is_not_certain_is_refused_with_its_cell(value):
    content = ods_by_hand(table(row(cell()) + row(cell("a"), typed("float", value))))
    assert problem_of(content)[::2] == ("R-CELL-02", "B2")


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("a<text:s/><text:s text:c='2'/>b", "a   b"),
        ("a<text:tab/>b<text:line-break/>c", "a\tb\nc"),
        ("  a \n b  ", "a b"),
        ("a </text:p><text:p> b", "a \nb"),
        ("een <text:span>twee</text:span><text:a> drie </text:a> vier", "een twee drie vier"),
        ("<text:ruby-base>a</text:ruby-base><text:ruby-text>b</text:ruby-text>", "a"),
        ("a<office:annotation><text:p>b</text:p></office:annotation>c", "ac"),
        ("&lt;&#233;&gt;", "<é>"),
    ],
)  # fmt: skip
def test_paragraphs_are_read_as_they_are_shown(inside, text):
    content = ods_by_hand(table(row(cell(inside, 'office:value-type="string"'))))
    assert sheet_of(content).rows == ((text,),)


def test_a_comment_at_a_cell_is_no_part_of_it():
    commented = (
        "<table:table-cell><office:annotation><text:p>pas op</text:p></office:annotation>"
        "<text:p>groen</text:p></table:table-cell>"
    )
    assert sheet_of(ods_by_hand(table(row(commented)))).rows == (("groen",),)


def test_a_stored_text_that_another_text_hides_is_refused():
    attributes = 'office:value-type="string" office:string-value="rood"'
    assert problem_of(ods_by_hand(table(row(cell("groen", attributes))))) == ("R-FILE-01", "", "")


@pytest.mark.parametrize(
    ("attributes", "text", "shown"),
    [
        ('table:formula="of:=1+1"', "", "=1+1"),
        ('office:value-type="string" calcext:value-type="error"', "#N/A", "#N/A"),
        ('table:formula="of:=1/0" office:value-type="float"', "Err:502", "Err:502"),
    ],
)  # fmt: skip
def test_a_cell_without_a_value_of_its_own_is_reported(attributes, text, shown):
    sheet = sheet_of(ods_by_hand(table(row(cell(text, attributes), cell("x")))))
    assert (sheet.rows, sheet.valueless) == (((shown, "x"),), {(1, 0)})


def test_what_is_repeated_is_written_out_and_an_empty_end_is_not():
    content = ods_by_hand(
        table(
            row(cell("a", columns(2)), cell("", columns(16382)), attributes=rows(2))
            + row(cell("", columns(16384)), attributes=rows(3))
            + row(cell("", columns(2)), cell("c"))
            + row(cell("", columns(16384)), attributes=rows(1048570))
        )
    )
    empty = ("", "", "")
    assert sheet_of(content).rows == (("a", "a", ""),) * 2 + (empty,) * 3 + (("", "", "c"),)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (row(cell("a"), attributes=rows(20_000)), None),
        (row(cell("a"), attributes=rows(20_001)), ("R-FILE-09", "20001", "")),
        (row(cell("a", columns(200))), None),
        (row(cell("a", columns(201))), ("R-FILE-10", "201", "")),
        (row(cell("", columns(200)), cell("a")), ("R-FILE-10", "201", "")),
        (row(cell("a", columns(200)), attributes=rows(5001)), ("R-FILE-14", "1000200", "")),
        (row(cell("a", columns(10**9)), attributes=rows(10**9)), ("R-FILE-10", f"{10**9}", "")),
        (row(cell(), attributes=rows(10**9)) + row(cell("a")), ("R-FILE-09", f"{10**9 + 1}", "")),
        (row(cell(f"a<text:s text:c='{10**9}'/>")), ("R-FILE-11", "10002", "")),
        (row(cell("a" + "<text:s text:c='9999'/>" * 2)), ("R-FILE-11", "19999", "")),
        (row(cell("a", columns(0))), ("R-FILE-01", "", "")),
        (row(cell("a", columns(-1))), ("R-FILE-01", "", "")),
        (row(cell(table(row(cell("a"))))), ("R-FILE-01", "", "")),
        (row(cell("<text:span>" * 2000 + "</text:span>" * 2000)), ("R-FILE-01", "", "")),
    ],
)
def test_what_is_repeated_is_counted_before_it_is_written_out(rows, problem):
    assert problem_of(ods_by_hand(table(rows))) in ([problem] if problem else [None])


def test_two_sheets_are_counted_together():
    half = row(cell("a", columns(200)), attributes=rows(2501))
    assert problem_of(ods_by_hand(table(half) * 2)) == ("R-FILE-14", "1000400", "")


def test_hidden_rows_columns_and_sheets_are_reported():
    content = ods_by_hand(
        table(
            "<table:table-column/>"
            '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
            '<table:table-column-group table:display="false"><table:table-column/>'
            "</table:table-column-group>"
            + row(cell("a", columns(5)))
            + row(cell("b"), attributes='table:visibility="filter"')
            + row(cell("c"), attributes=f'table:visibility="collapse" {rows(2)}')
            + '<table:table-row-group table:display="false"><table:table-row-group>'
            + row(cell("d"))
            + "</table:table-row-group>"
            + row(cell("e"))
            + "</table:table-row-group>"
            + row(cell("f"))
            + row(cell(), attributes=f'table:visibility="collapse" {rows(1048569)}')
        )
        + table(row(cell("g")), 'table:style-name="off"'),
        styles=NAMED,
    )
    first, second = read(content).sheets
    assert first.hidden_rows == {2, 3, 4, 5, 6}
    assert first.hidden_columns == {1, 2, 3}
    assert [first.is_hidden, second.is_hidden] == [False, True]


@pytest.mark.parametrize(
    ("cells", "coloured"),
    [
        (cell("", 'table:style-name="green"'), {(1, 1, "#00FF00")}),
        (cell("", f'table:style-name="base" {columns(16000)}'), {(1, 1, "#00FF00")}),
        (cell("b", 'table:style-name="green"'), set()),
        (cell("", 'table:style-name="white"'), set()),
        (cell("", 'table:style-name="clear"'), set()),
        (cell("", 'table:style-name="round"'), set()),
        (cell(), set()),
    ],
    ids=["inherited", "repeated", "filled in", "white", "clear", "its own parent", "none"],
)
def test_an_empty_cell_reports_the_colour_that_fills_it(cells, coloured):
    content = ods_by_hand(
        table(row(cell("a"), cells) + row(cell("a", columns(2)))), styles=GREEN, named_styles=NAMED
    )
    assert sheet_of(content).coloured == coloured


def test_a_cell_takes_the_colour_of_its_row_or_column():
    content = ods_by_hand(
        table(
            '<table:table-column/><table:table-column table:default-cell-style-name="green"/>'
            + row(cell("a"), cell())
            + row(cell("b"), cell(), attributes='table:default-cell-style-name="white"')
            + row(cell("c", columns(2)))
        ),
        styles=GREEN,
        named_styles=NAMED,
    )
    assert sheet_of(content).coloured == {(1, 1, "#00FF00")}


@pytest.mark.parametrize(
    ("value", "shown", "padded"),
    [("7", "007", "007"), ("7", "AM12-007", "AM12-007"), ("7", "7", ""), ("7.5", "7,50", "")],
)
def test_zeros_that_a_format_adds_are_reported(value, shown, padded):
    content = ods_by_hand(
        table(row(cell(shown, f'office:value-type="float" office:value="{value}"')))
    )
    assert sheet_of(content).padded == ({(1, 0, padded)} if padded else frozenset())


def test_what_lies_under_a_merged_cell_is_read_and_reported():
    covered = "<table:covered-table-cell><text:p>weg</text:p></table:covered-table-cell>"
    same = "<table:covered-table-cell><text:p>samen</text:p></table:covered-table-cell>"
    spanned = '<table:table-cell table:number-columns-spanned="3"><text:p>samen</text:p>'
    merged = f"{spanned}</table:table-cell>{covered}{same}"
    content = ods_by_hand(table(row(cell("x")) + row(merged, covered, cell("c"))))
    sheet = sheet_of(content)
    assert sheet.rows[1] == ("samen", "weg", "samen", "weg", "c")
    assert sheet.covered == {(2, 1), (2, 3)}


def test_what_was_deleted_or_is_shown_elsewhere_is_not_read():
    tracked = (
        "<table:tracked-changes><table:deletion><table:cell-content-deletion>"
        f"{table(row(cell('weg')))}</table:cell-content-deletion></table:deletion>"
        "</table:tracked-changes>"
    )
    elsewhere = table(row(cell("weg")))
    linked = f"<table:dde-links><table:dde-link>{elsewhere}</table:dde-link></table:dde-links>"
    assert sheet_of(ods_by_hand(tracked + table(row(cell("a"))) + linked)).rows == (("a",),)


def test_custom_properties_are_reported():
    content = ods_by_hand(
        table(row(cell("a"))),
        properties='<meta:user-defined meta:name="Regio"> AM12 </meta:user-defined>'
        '<meta:user-defined meta:name="Ronde" meta:value-type="float">3</meta:user-defined>',
    )
    assert read(content).properties == (("Regio", "AM12"), ("Ronde", "3"))


def test_an_encrypted_file_is_refused_by_name():
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    content = ods_by_hand("", more={"META-INF/manifest.xml": manifest})
    assert problem_of(content) == ("R-FILE-05", "ODS", "")


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("spreadsheet-template", None),
        ("text", ("R-FILE-04", "ODT", "")),
        ("presentation", ("R-FILE-04", "ODP", "")),
        ("graphics", ("R-FILE-04", "ODG", "")),
        ("", ("R-FILE-15", "ZIP", "")),
    ],
)
def test_what_is_no_spreadsheet_is_refused_by_what_it_says_it_is(kind, problem):
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    content = ods_by_hand(table(row(cell("a"))), more={"mimetype": mimetype})
    assert problem_of(content) == problem


def test_a_document_type_is_refused():
    content = ods_by_hand('<!DOCTYPE x [<!ENTITY a "b">]>')
    assert problem_of(content) == ("R-FILE-01", "DOCTYPE", "")


def test_the_file_of_another_writer_is_read():
    assert sheet_of(as_ods([["Regio", "AM12"], ["a  b", "c\nd"]])).rows == (
        ("Regio", "AM12"),
        ("a  b", "c\nd"),
    )
