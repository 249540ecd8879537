"""The SQLite file: the same tables and rows as the staged database, and the same bytes."""

import sqlite3
from contextlib import closing

import duckdb
import pytest

from pow_pipeline.publication.files.sqlite import write_sqlite

MADE = """
CREATE SCHEMA summary;
CREATE SCHEMA record;
CREATE TABLE summary.figures (
    name VARCHAR, count BIGINT, share DOUBLE, points DECIMAL(24, 6), whole HUGEINT, is_so BOOLEAN,
    day DATE, moment TIMESTAMP, rules VARCHAR[], flag VARCHAR
);
COMMENT ON TABLE summary.figures IS 'One row is one figure.';
COMMENT ON COLUMN summary.figures.whole IS 'Its numerator.';
INSERT INTO summary.figures VALUES
    ('b', 9223372036854775807, 0.1, 2.5, 9223372036854775808, true, '2021-07-01',
     '2021-07-01 09:00:00', ['R-1', '=é'], 'ps'),
    ('a', -9223372036854775808, 1e-7, 0, -170141183460469231731687303715884105728, false,
     '2021-12-31', '2021-12-31 23:59:59.5', [], ''),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    ('c', 0, 0, 0, 10, true, '2021-07-01', '2021-07-01', NULL, '007'),
    ('c', 0, 0, 0, 9, true, '2021-07-01', '2021-07-01', NULL, '007');
CREATE TABLE record.answer (score INTEGER);
INSERT INTO record.answer VALUES (3);
"""
ROWS = [
    *[
        ("a", -(2**63), 1e-7, 0.0, str(-(2**127)), 0, "2021-12-31", "2021-12-31T23:59:59.500000"),
        ("b", 2**63 - 1, 0.1, 2.5, str(2**63), 1, "2021-07-01", "2021-07-01T09:00:00"),
        ("c", 0, 0.0, 0.0, "9", 1, "2021-07-01", "2021-07-01T00:00:00"),
        ("c", 0, 0.0, 0.0, "10", 1, "2021-07-01", "2021-07-01T00:00:00"),
        (None,) * 8,
    ]
]
LISTS = [("[]", ""), ('["R-1","=é"]', "ps"), (None, "007"), (None, "007"), (None, None)]


@pytest.fixture
def staged(tmp_path):
    path = tmp_path / "pow.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(MADE)
    return path


def read(path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_each_type_is_kept_or_becomes_a_text_that_says_the_same(staged, tmp_path):
    path = tmp_path / "pow.sqlite"
    write_sqlite(staged, path)
    found = read(path, "SELECT * FROM figures")
    assert found == [(*row, *rest) for row, rest in zip(ROWS, LISTS, strict=True)]
    assert read(path, "SELECT score FROM record_answer") == [(3,)]
    assert read(path, "PRAGMA integrity_check") == [("ok",)]


def test_what_tables_and_columns_mean_is_shown_in_their_definition(staged, tmp_path):
    path = tmp_path / "pow.sqlite"
    write_sqlite(staged, path)
    ((made,),) = read(path, "SELECT sql FROM sqlite_master WHERE name = 'figures'")
    assert made.startswith('CREATE TABLE "figures" ( -- One row is one figure.')
    assert '"whole" TEXT, -- Its numerator. As text: it may have more than 64 bits.' in made
    assert '"share" REAL,' in made


def test_only_the_tables_that_are_asked_for_are_written(staged, tmp_path):
    path = tmp_path / "pow.sqlite"
    write_sqlite(staged, path, tables=("figures",))
    assert read(path, "SELECT name FROM sqlite_master") == [("figures",)]


def test_the_bytes_are_the_same_whatever_was_there_and_in_whichever_order_rows_came(
    staged, tmp_path
):
    first, second = tmp_path / "first.sqlite", tmp_path / "second.sqlite"
    write_sqlite(staged, first)
    with duckdb.connect(staged) as connection:
        connection.execute(
            "CREATE TEMP TABLE turned AS FROM summary.figures ORDER BY ALL DESC;"
            "DELETE FROM summary.figures; INSERT INTO summary.figures FROM turned"
        )
    second.write_bytes(b"something else")
    write_sqlite(staged, second)
    assert first.read_bytes() == second.read_bytes()
