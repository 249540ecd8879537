"""Each form of the tables of a release, as a program that is not ours reads it."""

import csv
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from math import isclose
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

Rows = list[tuple[Any, ...]]


def by_database(folder: Path, name: str) -> Rows:
    """What every other form must say."""
    order = "" if folder.name == "public" else " ORDER BY ALL"
    published = (folder.parent / "public" / f"{name}.csv").exists()
    with duckdb.connect(folder / "pow.duckdb", read_only=True) as connection:
        return connection.execute(f"FROM summary.{name}{'' if published else order}").fetchall()


def kinds_of(folder: Path, name: str) -> list[str]:
    with (folder / "columns.csv").open(encoding="utf-8", newline="") as file:
        return [row["type"] for row in csv.DictReader(file) if row["table"] == name][1:]


def by_csv(folder: Path, name: str) -> Rows:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file, strict=True)
    kinds = kinds_of(folder, name)
    return [tuple(map(_typed, row, kinds)) for row in rows]


def by_duckdb_of_csv(folder: Path, name: str) -> Rows:
    read = "read_csv(?, header = true, all_varchar = true)"
    rows = duckdb.execute(f"FROM {read}", [f"{folder / name}.csv"]).fetchall()
    kinds = kinds_of(folder, name)
    return [
        tuple(_typed(cell or "", kind) for cell, kind in zip(row, kinds, strict=True))
        for row in rows
    ]


def by_pandas_of_csv(folder: Path, name: str) -> Rows:
    frame = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
    kinds = kinds_of(folder, name)
    return [tuple(map(_typed, row, kinds)) for row in frame.itertuples(index=False)]


def by_json(folder: Path, name: str) -> Rows:
    records = json.loads((folder / f"{name}.json").read_bytes())
    kinds = kinds_of(folder, name)
    moments = {"date": date.fromisoformat, "moment": _moment}
    return [
        tuple(
            moments[kind](value) if value and kind in moments else value
            for value, kind in zip(record.values(), kinds, strict=True)
        )
        for record in records
    ]


def by_parquet(folder: Path, name: str) -> Rows:
    rows = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return [tuple(row.values()) for row in rows]


def by_duckdb_of_parquet(folder: Path, name: str) -> Rows:
    return duckdb.read_parquet(f"{folder / name}.parquet").fetchall()


def by_openpyxl(book: Path, name: str) -> Rows:
    with closing(openpyxl.load_workbook(book, read_only=True, data_only=True)) as opened:
        return list(opened[name].iter_rows(min_row=2, values_only=True))


def by_calamine(book: Path, name: str) -> Rows:
    sheet = CalamineWorkbook.from_path(f"{book}").get_sheet_by_name(name)
    return [tuple(row) for row in sheet.to_python(skip_empty_area=False)][1:]


def by_sqlite(folder: Path, name: str) -> Rows:
    """The rows as the database has them, in the order of `in_any_order`: a SQLite file has none."""
    with closing(sqlite3.connect(folder / "pow.sqlite")) as connection:
        rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
    kinds = kinds_of(folder, name)
    return [tuple(map(_of_sqlite, row, kinds)) for row in rows]


def _of_sqlite(value: Any, kind: str) -> Any:
    if value is None or kind in ("text", "number"):
        return value
    if kind == "moment":
        return datetime.fromisoformat(value)
    return json.loads(value) if kind == "texts" else _MEANINGS[kind](value)


def in_any_order(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: [repr(_plain(value)) for value in row])


def assert_same(found: Rows, expected: Rows, *, is_exact: bool = True) -> None:
    """Check that two forms say the same: an empty text is nothing, a list one text.

    Programs for spreadsheets keep 15 digits of a fraction; where that is meant it is not exact.
    """
    assert len(found) == len(expected)
    for row, meant in zip(found, expected, strict=True):
        for value, other in zip(map(_plain, row), map(_plain, meant), strict=True):
            if isinstance(other, float) and not is_exact:
                assert isclose(value, other, rel_tol=1e-14), row
            else:
                assert value == other, row
            assert isinstance(value, bool) == isinstance(other, bool)


FORMS: dict[str, Callable[[Path, str], Rows]] = {
    "CSV by Python": by_csv,
    "CSV by DuckDB": by_duckdb_of_csv,
    "CSV by pandas": by_pandas_of_csv,
    "JSON": by_json,
    "Parquet by Arrow": by_parquet,
    "Parquet by DuckDB": by_duckdb_of_parquet,
    "XLSX by openpyxl": lambda folder, name: by_openpyxl(folder / "summary.xlsx", name),
    "XLSX by calamine": lambda folder, name: by_calamine(folder / "summary.xlsx", name),
    "SQLite": by_sqlite,
    "ODS by calamine": lambda folder, name: by_calamine(folder / "summary.ods", name),
}


def _typed(text: str, kind: str) -> Any:
    """Return what a cell of CSV means, as the metadata tell it."""
    return _MEANINGS.get(kind, lambda result: result.removeprefix("'"))(text) if text else None


def _moment(text: str) -> datetime:
    assert text.endswith("Z")
    return datetime.fromisoformat(text.removesuffix("Z"))


_MEANINGS: dict[str, Callable[[Any], Any]] = {
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False, 1: True, 0: False}.__getitem__,
    "date": date.fromisoformat,
    "moment": _moment,
}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        value = ",".join(value)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date()
    return None if value == "" else value
