"""Runs the SQL queries of `pow sql` on a read-only, isolated database, and lists its tables."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import duckdb

from pow_pipeline.errors import UsageError, WarehouseError
from pow_pipeline.warehouse.connection import shut_off

_EXAMPLE: Final = 'pow sql "FROM summary.reporting_rate"'
_TABLES: Final = """
    SELECT schema_name || '.' || table_name, comment
    FROM duckdb_tables()
    WHERE schema_name IN ('summary', 'record', 'reference')
    ORDER BY schema_name = 'summary' DESC, schema_name, table_name
"""
_COLUMNS: Final = """
    SELECT column_name, data_type, comment
    FROM duckdb_columns()
    WHERE schema_name || '.' || table_name = ?
    ORDER BY column_index
"""


@dataclass(frozen=True)
class Answer:
    """The columns and rows of a result."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


def ask(path: Path, query: str) -> Answer:
    """Return the result of one SQL query on the database at `path`.

    Raises:
        UsageError: the text is not exactly one SQL query, or the database refuses it; one line
            gives the reason.
    """
    with _opened(path) as connection:
        try:
            statements = connection.extract_statements(query)
            if (count := _count_queries(query)) != 1:
                raise UsageError(f"give one query, such as: {_EXAMPLE}; found {count}")
            return _last_answer(connection, statements)
        except duckdb.Error as error:
            raise UsageError(_in_one_line(error)) from error


def _count_queries(text: str) -> int:
    """Return the number of SQL queries in a text.

    The statements that DuckDB extracts cannot be counted: it expands one PIVOT into several
    statements without text. A semicolon outside strings, names and comments is a separate token.
    """
    encoded = text.encode()
    tokens = (encoded[start : start + 1] for start, _ in duckdb.tokenize(text))
    queries = (name for name, _ in groupby(tokens, key=lambda token: token == b";"))
    return sum(not is_separator for is_separator in queries)


def _last_answer(
    connection: duckdb.DuckDBPyConnection, statements: Sequence[duckdb.Statement]
) -> Answer:
    """Execute the statements and return the result of the last one that is not a COMMIT."""
    answer = Answer((), ())
    for statement in statements:
        result = connection.execute(statement)
        columns = tuple(name for name, *_ in result.description or ())
        rows = _fetch_rows(result)
        if statement.type != duckdb.StatementType.TRANSACTION:
            answer = Answer(columns, rows)
    return answer


def _fetch_rows(result: duckdb.DuckDBPyConnection) -> Sequence[tuple[Any, ...]]:
    """Return all rows of a result.

    Raises:
        UsageError: a value is too large for Python, such as an interval of a billion days.
    """
    try:
        return result.fetchall()
    except (OverflowError, ValueError) as error:
        raise UsageError(f"a value is too large to show ({error}); cast it to VARCHAR") from error


def list_tables(path: Path) -> Answer:
    """Return one row per table: its name, its number of rows and what one row holds."""
    with _opened(path) as connection:
        rows = [
            (name, *connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0], comment)
            for name, comment in connection.execute(_TABLES).fetchall()
        ]
    return Answer(("table", "rows", "comment"), rows)


def describe_table(path: Path, name: str) -> Answer:
    """Return one row per column of a table: its name, its type and its description.

    Raises:
        UsageError: the table does not exist; the message names the most similar tables.
    """
    with _opened(path) as connection:
        columns = connection.execute(_COLUMNS, [name.lower()]).fetchall()
        if columns:
            return Answer(("column", "type", "comment"), columns)
        tables = [table for table, _ in connection.execute(_TABLES).fetchall()]
    nearest = get_close_matches(name.lower(), tables, n=3) or tables
    raise UsageError(f"there is no table {name!r}; there are {', '.join(nearest)}")


@contextmanager
def _opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database read-only, with room for large SQL queries outside its own folder."""
    with tempfile.TemporaryDirectory(prefix="pow-sql-") as room:
        config = shut_off() | {"temp_directory": room}
        try:
            connection = duckdb.connect(path, read_only=True, config=config)
        except duckdb.Error as error:
            raise WarehouseError(f"{path}: cannot be opened ({_in_one_line(error)})") from error
        with connection:
            yield connection


def _in_one_line(error: duckdb.Error) -> str:
    """Return the message of DuckDB without the SQL query and the pointer into it."""
    message = str(error).partition("\nLINE ")[0]
    return " ".join(message.split())
