"""`pow sql`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.warehouse.asking import Answer


def sql(
    query: str | None = None,
    /,
    *,
    describe: Annotated[
        str | None, Parameter(help="List the columns of a table, such as summary.reporting_rate.")
    ] = None,
    period: Annotated[
        str | None, Parameter(help="Period of the release; by default the latest.")
    ] = None,
    public: Annotated[
        bool, Parameter(negative="", help="Use the public database, which has aggregates only.")
    ] = False,
    home: Home = Path(),
    as_csv: Annotated[bool, Parameter(name="--csv", negative="", help="Print CSV.")] = False,
    as_json: Json = False,
) -> None:
    """Run a SQL query on the database of the current release; without one, list its tables.

    The query can only read this database. docs/analysis.md has example queries. With --json,
    numbers that JSON does not have are strings: "NaN", "Infinity" or "-Infinity".

    Example: pow sql "FROM summary.reporting_rate" --home work

    Example: pow sql --describe summary.status_distribution --home work

    Args:
        query: One query, such as "SELECT …"; DuckDB's SQL.
    """
    from pow_pipeline.cli.rows import print_rows
    from pow_pipeline.errors import UsageError
    from pow_pipeline.jobs.inspect.sql import ask_release

    if as_csv and as_json:
        raise UsageError("choose one of --csv and --json")
    answer = ask_release(command_run(home), query, table=describe, period=period, public=public)
    if as_csv:
        _print_csv(answer)
    elif as_json:
        print_json(_records(answer))
    else:
        print_rows(answer.columns, answer.rows, all_with="--csv or --json")


def _records(found: "Answer") -> list[dict[str, object]]:
    from pow_pipeline.errors import UsageError

    twice = {name for name in found.columns if found.columns.count(name) > 1}
    if twice:
        raise UsageError(f"two columns are called {', '.join(sorted(twice))}; name them with AS")
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def _print_csv(found: "Answer") -> None:
    """Print CSV in which no text is taken for a formula."""
    import csv
    import sys

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(found.columns)
    writer.writerows([_harmless(value) for value in row] for row in found.rows)


def _harmless(value: object) -> object:
    starts = ("=", "+", "-", "@", "\t", "\r", "\0")
    return f"'{value}" if isinstance(value, str) and value.startswith(starts) else value
