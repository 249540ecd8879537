"""The worked example of docs/method.md: the warehouse and arithmetic give its numbers."""

import re
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from pow_pipeline.warehouse.connection import define_tables
from schemas.programme.parts import MappedActivity
from tests.warehouse.twins.filling import fill
from tests.warehouse.twins.histories import DEADLINES, PERIODS, Decided, Register, Row, Sent

PAGE = (Path(__file__).parents[2] / "docs" / "method.md").read_text(encoding="utf-8")
NOW = "2021-H1"
SUMS = re.findall(r"(?<![\w,])([\d(][\d ()+*/-]*) = ([\d.]+)", PAGE)


def table(title):
    """Return the rows of the table under a heading, each by the names of its columns."""
    lines = PAGE.partition(f"### {title}\n")[2].strip().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    header, _, *cells = rows[: next(n for n, row in enumerate(rows) if row == [""])]
    return [dict(zip(header, row, strict=True)) for row in cells]


def reported(region, period, days, nothing="·"):
    rows = [row for row in table("Reported") if row["region"] == region and row[period] != nothing]
    activities = (Row(row["activity"], row["category"], row[period]) for row in rows)
    return Sent(region, period, tuple(activities), DEADLINES[period] + timedelta(days=days))


def history_of_the_page(*more):
    """Return the steps of the worked example, with further ones before the exemption of West."""
    regions = [*dict.fromkeys(row["region"] for row in table("Reported")), "West"]
    planned = dict.fromkeys(regions) | {"West": 3}
    return (
        Register(dict.fromkeys(regions, PERIODS[1:3]), planned),
        *(reported(region, "2020-H2", 0) for region in regions[:3]),
        reported("North", NOW, 0),
        reported("North", NOW, 1),
        reported("South", NOW, 1),
        *more,
        Decided("exempt", NOW, "West"),
    )


@pytest.fixture(scope="module")
def example():
    with duckdb.connect() as connection:
        define_tables(connection)
        fill(connection, history_of_the_page())
        yield connection


def ask(connection, summary):
    found = connection.execute(
        f"FROM summary.{summary}(?) WHERE scope = 'programme'", [NOW]
    ).to_arrow_table()
    return found.to_pylist()


def as_written(row, columns):
    """Return some columns of a row as the page writes them."""
    return {
        name: str(round(row[name], 6) if isinstance(row[name], float) else row[name])
        for name in columns
    }


def test_the_distribution_is_that_of_the_page(example):
    expected = table("Distribution")
    found = ask(example, "status_distribution")
    assert [as_written(row, expected[0]) for row in found] == expected


def test_the_overview_is_that_of_the_page(example):
    expected = table("Overview")
    found = {}
    for row in ask(example, "activity_overview"):
        cell = found.setdefault(row["category"], row)
        cell[row["state"]] = row["activities"]
    assert [as_written(row, expected[0]) for row in found.values()] == expected


def test_the_reporting_rate_is_that_of_the_page(example):
    expected = table("Rate")
    assert [as_written(row, expected[0]) for row in ask(example, "reporting_rate")] == expected


@pytest.mark.parametrize("row", table("Exempt"))
def test_an_exempt_region_that_reports_is_in_the_figures_and_in_no_rate(row):
    activities = () if row["West reports"] == "·" else (Row("1", "training", "on_track"),)
    more = [Sent("West", NOW, activities, DEADLINES[NOW])] if activities else []
    with duckdb.connect() as connection:
        define_tables(connection)
        fill(connection, history_of_the_page(*more))
        (rate,) = ask(connection, "reporting_rate")
        overview = next(
            each for each in ask(connection, "activity_overview") if each["category"] == "total"
        )
    columns = [name for name in row if name != "West reports"]
    assert as_written(rate | overview, columns) == {name: row[name] for name in columns}


def test_the_counts_before_are_those_of_the_page():
    """The trend counts what was mapped where it is now, in both periods."""
    regions = ("North", "South", "East", "West")
    mapped = MappedActivity(
        from_region="East", from_id="1", to_region="North", to_id="E1", period=NOW
    )
    history = (
        Register(dict.fromkeys(regions, PERIODS[1:3]), dict.fromkeys(regions), (mapped,)),
        *(reported(region, "2020-H2", 0) for region in regions[:3]),
    )
    query = """
        SELECT
            coalesce(now.region_code, 'programme'),
            before.activities::VARCHAR,
            now.activities_before::VARCHAR
        FROM summary.status_trend($now) AS now
        JOIN summary.status_distribution('2020-H2') AS before
            ON before.region_code IS NOT DISTINCT FROM now.region_code
            AND before.category = now.category
            AND before.status = now.status
        WHERE now.category = 'total' AND now.status = 'on_track'
    """
    with duckdb.connect() as connection:
        define_tables(connection)
        fill(connection, history)
        found = {row[0]: row for row in connection.execute(query, {"now": NOW}).fetchall()}
    for row in table("Mapped"):
        assert found[row["region"]] == tuple(row.values())


@pytest.mark.parametrize("row", table("Empty"))
def test_what_is_empty_is_that_of_the_page(row):
    result = [
        Sent("North", period, tuple(Row(f"{each}", "training", status) for each in range(3)), day)
        for period, column in (("2020-H2", "reported before"), (NOW, "reported now"))
        for status in [row[column].removeprefix("3 ")]
        for day in [DEADLINES[period]]
        if status != "·"
    ]
    with duckdb.connect() as connection:
        define_tables(connection)
        fill(connection, (Register({"North": PERIODS[1:3]}, {"North": 0}), *result))
        (found,) = (
            connection.execute(
                "FROM summary.status_trend(?) WHERE scope = 'programme' "
                "AND category = 'training' AND status = 'on_track'",
                [NOW],
            )
            .to_arrow_table()
            .to_pylist()
        )
    columns = [name for name in row if not name.startswith("reported")]
    written = {name: "·" if found[name] is None else found[name] for name in columns}
    assert as_written(written, columns) == {name: row[name] for name in columns}


@pytest.mark.parametrize(("expected", "result"), SUMS)
def test_each_sum_of_the_page_is_right(expected, result):
    exact = eval(re.sub(r"\d+", r"Fraction(\g<0>)", expected), {"Fraction": Fraction})  # noqa: S307
    assert str(round(float(exact), 6)).removesuffix(".0") == result


def test_the_page_has_sums_to_check():
    assert len(SUMS) >= 14
