"""Records: JSON and Parquet as sheets with a row of keys; and what of them is refused."""

import decimal
import json
import subprocess
import sys
from datetime import UTC, date, datetime, time

import pyarrow as pa
import pytest

from pow_pipeline.parsing.limits import Limits
from pow_pipeline.parsing.records.json_records import is_json
from tests.harness.builders import HEADER, ROWS
from tests.harness.file_writers import as_csv, as_json, as_json_object, as_parquet, parquet_of
from tests.parsing.reads import problem_of, read, sheet_of


def test_a_list_of_records_is_a_sheet():
    sheet = sheet_of(b'[{"id": "1", "stand": "groen"}, {"stand": "rood", "nieuw": " x "}]')
    assert sheet.rows == (("id", "stand", "nieuw"), ("1", "groen", ""), ("", "rood", "x"))
    assert (sheet.records_from, sheet.records_at) == (1, "")


def test_values_next_to_a_list_are_labelled_rows():
    reading = read(
        b'{"regio": "AM12", "activiteiten": [{"id": 1}], "periode": "2021-H1",'
        b' "vragen": [{"a": 2}]}'
    )
    first, second = reading.sheets
    assert first.rows == (("regio", "AM12"), ("periode", "2021-H1"), ("id", ""), ("1", ""))
    assert (first.name, first.records_from, first.records_at) == (
        "activiteiten",
        3,
        "activiteiten",
    )
    assert (second.name, second.rows, second.records_from, second.records_at) == (
        "vragen",
        (("a",), ("2",)),
        1,
        "vragen",
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12", "12"),
        ("12.50", "12.5"),
        ("1.0", "1"),
        ("4e0", "4"),
        ("1e3", "1000"),
        ("1.125", "1.125"),
        ("0.1e-6", "0.0000001"),
        ("0.30000000000000004", "0.3"),
        ("9007199254740991.0", "9007199254740991"),
        ("-0.0", "0"),
        ("12345678901234567890", "12345678901234567890"),
        ("-0", "0"),
        ("true", "TRUE"),
        ("false", "FALSE"),
        ("null", ""),
        ('" a\\n\\u00e9 "', "a\n\u00e9"),
        ('"\\ud83d\\ude00"', "\U0001f600"),
    ],
)
def test_a_value_of_json_is_read_as_it_is_written(value, text):
    content = f'[{{"id": "1", "a": {value}}}]'.encode()
    assert sheet_of(content).rows[1] == ("1", text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_comes_in_these_encodings(encoding):
    assert sheet_of('[{"a": "é"}]'.encode(encoding)).rows == (("a",), ("é",))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[{"a": 1}', ("R-JSON-01", "", "A1")),
        ('[{"a": 1},\n{"a" 2}]', ("R-JSON-01", "2}]", "A2")),
        ('[{"a": 1}] x', ("R-JSON-01", "x", "A1")),
        ('[{"a": NaN}]', ("R-JSON-01", "NaN", "$[1].a")),
        ('{"x": [{"a": 1}, {"a": -Infinity}]}', ("R-JSON-01", "-Infinity", "x[2].a")),
        ('{"y": Infinity, "x": [{"a": 1}]}', ("R-JSON-01", "Infinity", "y")),
        ('[{"a": 1e400}]', ("R-CELL-02", "1e400", "$[1].a")),
        ('[{"a": 9007199254740992.0}]', ("R-CELL-02", "9007199254740992.0", "$[1].a")),
        ('[{"a": 1e999999}]', ("R-CELL-02", "1e999999", "$[1].a")),
        ('[{"a": 1e1000000}]', ("R-CELL-02", "1e1000000", "$[1].a")),
        ('[{"a": 1e999999999}]', ("R-CELL-02", "1e999999999", "$[1].a")),
        ('[{"a": 0e1000000}]', ("R-CELL-02", "0e1000000", "$[1].a")),
        ('[{"a": 1e-1000100}]', ("R-CELL-02", "1e-1000100", "$[1].a")),
        ('[{"a": -1.5E+999999999}]', ("R-CELL-02", "-1.5E+999999999", "$[1].a")),
        ('[{"a": 1e-400}]', ("R-CELL-02", "1e-400", "$[1].a")),
        ('[{"a": 1e99999999999999999999}]', ("R-CELL-02", "1e999999999999999999", "$[1].a")),
        ('[{"\\ud800": [1]}]', ("R-JSON-02", "", "$[1].\ufffd")),
        ('[{"\\ud800": 1, "\\ud800": 2}]', ("R-JSON-03", "\ufffd", "$[1]")),
        ('[{"a": 1, "a": 2}]', ("R-JSON-03", "a", "$[1]")),
        ('{"x": [{"a": 1}, {"a": 1, "a": 2}]}', ("R-JSON-03", "a", "x[2]")),
        ('{"\\ud800": [{"a": 1}]}', ("R-TEXT-01", r"'\ud800'", r"\ud800")),
        ('[{"a": 1, " a": 2}]', ("R-JSON-03", "a", "$[1]")),
        ('{"x": [], "x": [{"a": 1}]}', ("R-JSON-03", "x", "$")),
        ('[{"a": {"b": 1}}]', ("R-JSON-02", "", "$[1].a")),
        ('{"x": [{"a": 1}, {"a": [1]}]}', ("R-JSON-02", "", "x[2].a")),
        ('{"x": [1, 2]}', ("R-JSON-02", "", "x[1]")),
        ('{"x": {"a": 1}, "y": [{"a": 1}]}', ("R-JSON-02", "", "x")),
        ('{"a": 1}', ("R-JSON-02", "", "$")),
        ("{}", ("R-JSON-02", "", "$")),
        ("[]", ("R-FILE-02", "", "")),
        ("[" * 15_000, ("R-JSON-02", "", "$")),
        ("[" * 20_001, ("R-FILE-09", "20001", "")),
        ('{"a":' * 15_000, ("R-JSON-02", "", "$")),
        (f"[{'{},' * 20_000}{{}}]", ("R-FILE-09", "20002", "")),
        (f"[{'1,' * 1_000_001}1]", ("R-FILE-14", "1000001", "")),
        ('[{"a": "\\ud800"}]', ("R-TEXT-01", r"'\ud800'", "[1].a")),
        ('[{"a": "x\\u0000"}]', ("R-TEXT-01", r"'\x00'", "[1].a")),
        ('[{"a": "' + "x" * 10_001 + '"}]', ("R-FILE-11", "10001", "")),
    ],
)  # fmt: skip
def test_json_that_is_not_certain_or_too_much_is_refused(text, problem):
    assert problem_of(text.encode()) == problem


def test_brackets_and_commas_in_a_text_are_no_records():
    text = json.dumps([{"a": '[{,"\\' * 1500}])
    assert problem_of(text.encode(), Limits(rows=3, cells=10)) is None


def test_too_many_keys_are_too_many_columns():
    content = json.dumps([{f"k{number}": 1 for number in range(201)}]).encode()
    assert problem_of(content) == ("R-FILE-10", "201", "")


def test_half_a_pair_in_utf_8_is_refused_with_its_line():
    content = b'[{"a": "1"},\n{"a": "\xed\xa0\x80"}]'
    assert problem_of(content) == ("R-TEXT-01", r"'\ud800'", "A2")


def of_column(values: pa.Array) -> bytes:
    return parquet_of(pa.table({"id": pa.array(["1"] * len(values)), "a": values}))


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array(["groen", None, " x "]), ["groen", "", "x"]),
        (pa.array(["a", "b", "a"], pa.large_string()), ["a", "b", "a"]),
        (pa.array(["a", "b", "a", None]).dictionary_encode(), ["a", "b", "a", ""]),
        (pa.array([1, None, -3]), ["1", "", "-3"]),
        (pa.array([2**63 - 1]), ["9223372036854775807"]),
        (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
        (pa.array([1.0, 0.5, None]), ["1", "0.5", ""]),
        (pa.array([True, False, None]), ["TRUE", "FALSE", ""]),
        (pa.array([decimal.Decimal("12.50")]), ["12.5"]),
        (pa.array([decimal.Decimal(100)]), ["100"]),
        (pa.array([1.1, 1e6], pa.float32()), ["1.1", "1000000"]),
        (pa.array([datetime(2021, 6, 30, tzinfo=UTC)]), ["2021-06-30T00:00:00+00:00"]),
        (pa.array([date(2021, 6, 30)]), ["2021-06-30"]),
        (pa.array([datetime(2021, 6, 30)]), ["2021-06-30"]),  # noqa: DTZ001 -- it has no zone
        (pa.array([datetime(2021, 6, 30, 12, 5, tzinfo=UTC)]), ["2021-06-30T12:05:00+00:00"]),
        (pa.array([datetime(2021, 6, 30)], pa.timestamp("ns")), ["2021-06-30"]),  # noqa: DTZ001
        (pa.array([1625054400], pa.timestamp("s", "Asia/Tokyo")), ["2021-06-30T12:00:00+00:00"]),
        (pa.array([time(12, 5)]), ["12:05:00"]),
        (pa.array([None, None]), ["", ""]),
    ],
)  # fmt: skip
def test_a_column_of_parquet_is_read_by_its_type(values, texts):
    sheet = sheet_of(of_column(values))
    assert sheet.rows == (("id", "a"), *(("1", text) for text in texts))
    assert (sheet.records_from, sheet.records_at) == (1, "")


@pytest.mark.parametrize("value", [2.0**24, 20210001.0])
def test_a_float_of_32_bits_that_may_have_lost_digits_is_refused(value):
    assert problem_of(of_column(pa.array([1.5, value], pa.float32())))[::2] == (
        "R-CELL-02",
        "[2].a",
    )


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        (b'[{"a": 1.125, "b": "1.125", "c": 0.125}]', {(2, 0)}),
        (of_column(pa.array([1.125, 12.5])), {(2, 1)}),
        (
            of_column(pa.array([decimal.Decimal("1.125"), decimal.Decimal("999.999")])),
            {(2, 1), (3, 1)},
        ),
        (of_column(pa.array(["1.125", "1,125"])), set()),
    ],
)
def test_a_stored_number_that_could_mean_two_things_is_known_as_one(content, cells):
    assert sheet_of(content).stored_numbers == cells


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (pa.array([[1]]), "a: list<element: int64>"),
        (pa.array([{"b": 1}]), "a: struct<b: int64>"),
        (pa.array([b"x"]), "a: binary"),
        (pa.array([1], pa.duration("s")), "a: duration[s]"),
    ],
)
def test_a_column_that_is_no_text_is_refused(values, found):
    rule, result, cell = problem_of(of_column(values))
    assert (rule, cell) == ("R-PARQUET-01", "a")
    assert result == found


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2.0**53])
def test_a_number_of_parquet_that_is_not_certain_is_refused(value):
    assert problem_of(of_column(pa.array([0.5, value])))[::2] == ("R-CELL-02", "[2].a")


def test_a_moment_that_would_lose_digits_is_refused():
    assert problem_of(of_column(pa.array([1], pa.timestamp("ns")))) == ("R-FILE-01", "", "")


def test_properties_of_parquet_are_reported_but_for_those_of_its_writer():
    table = pa.Table.from_pandas(pa.table({"id": ["1"]}).to_pandas())
    content = parquet_of(table, {"Regio": "AM12"})
    assert read(content).properties == (("Regio", "AM12"),)


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        (Limits(rows=3), None),
        (Limits(rows=2), "R-FILE-09"),
        (Limits(columns=5), None),
        (Limits(columns=4), "R-FILE-10"),
        (Limits(cells=14), "R-FILE-14"),
        (Limits(inflated_bytes=100), "R-FILE-08"),
    ],
)
def test_parquet_is_counted_before_it_is_read(limits, rule):
    problem = problem_of(as_parquet([HEADER, *ROWS]), limits)
    assert (problem[0] if problem else None) == rule


def test_a_long_text_that_is_repeated_is_held_once():
    repeated = pa.DictionaryArray.from_arrays([0] * 19_000, ["x" * 100_000])  # 1.9 GB in full
    content = of_column(repeated)
    assert len(content) < 20_000
    assert problem_of(content) == ("R-FILE-11", "100000", "")


def test_the_text_of_all_cells_is_counted_together():
    repeated = pa.DictionaryArray.from_arrays([0] * 101, ["x" * 10_000])
    limits = Limits(inflated_bytes=1_000_000)
    assert problem_of(of_column(repeated), limits) == ("R-FILE-08", "1010104", "")


@pytest.mark.parametrize(
    "content",
    [b"PAR1", b"PAR1" + b"\xff" * 20 + b"PAR1", as_parquet([HEADER, *ROWS])[:-1]],
    ids=["nothing", "nonsense", "cut"],
)
def test_what_is_no_whole_parquet_is_refused(content):
    assert problem_of(content) == ("R-FILE-01", "", "")


def test_the_files_of_other_kinds_wake_no_heavy_library():
    made = [as_csv([HEADER, *ROWS]), as_json([HEADER, *ROWS]), as_json_object([HEADER, *ROWS])]
    script = (
        "import sys; from pow_pipeline.parsing.read import _read as read;"
        "from pow_pipeline.parsing.limits import Limits;"
        "from schemas.text.text_forms import TextForms;"
        f"[read(each, TextForms(), Limits()) for each in {made!r}];"
        "sys.exit(bool({'pyarrow', 'pandas', 'openpyxl', 'duckdb'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "is_meant_as_json"),
    [
        ('[{"a": 1}]', True),
        ('{"a": 1}', True),
        ("[]", True),
        ("[1, 2]", True),
        ('\n [ { "a" 1', True),
        ("{'a': 1}", True),
        ("[{regio: 'AM12'}]", True),
        ("{}", True),
        ('[["a", "b"], ["c"', True),
        ("[" * 100_000, True),
        ("[concept] Rapportage;x", False),
        ("[1] Rapportage;x", False),
        ("[2021-H1];x", False),
        ("[[concept]];x", False),
        ("{concept} Rapportage;x", False),
        ("{concept;x}", False),
        ("[;", False),
        ("Regio;[{}]", False),
        ("{Regio: AM12}\nId;Naam\n", False),
        ("{Regio: AM12};;\nId;Naam;Status\n", False),
        ("{Regio: AM12},,\nId,Naam,Status\n", False),
        ("{concept: ja} Rapportage;x", False),
        ("[[1] noot;x", False),
        ("{a: 1}", True),
        ("{a: 1}\n{a: 2}", True),
        ("[{a: 1}, {a: 2}]", True),
        ("[[1], [2", True),
        ("[[1], 2]", True),
    ],
)
def test_what_is_meant_as_json(text, is_meant_as_json):
    assert is_json(text) == is_meant_as_json
