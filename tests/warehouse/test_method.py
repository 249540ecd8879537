"""The worked example of docs/method.md: the warehouse and arithmetic give its numbers."""

import re
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from filling import fill
from histories import DEADLINES, PERIODS, Decided, Register, Row, Sent

from pow_pipeline.warehouse.connection import define_tables

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


@pytest.fixture(scope="module")
def example():
    regions = [*dict.fromkeys(row["region"] for row in table("Reported")), "West"]
    planned = dict.fromkeys(regions) | {"West": 3}
    history = (
        Register(dict.fromkeys(regions, PERIODS[1:3]), planned),
        *(reported(region, "2020-H2", 0) for region in regions[:3]),
        reported("North", NOW, 0),
        reported("North", NOW, 1),
        reported("South", NOW, 1),
        Decided("exempt", NOW, "West"),
    )
    with duckdb.connect() as connection:
        define_tables(connection)
        fill(connection, history)
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
        cell[row["state"]] = row["count"]
    assert [as_written(row, expected[0]) for row in found.values()] == expected


def test_the_reporting_rate_is_that_of_the_page(example):
    expected = table("Rate")
    assert [as_written(row, expected[0]) for row in ask(example, "reporting_rate")] == expected


@pytest.mark.parametrize(("said", "result"), SUMS)
def test_each_sum_of_the_page_is_right(said, result):
    exact = eval(re.sub(r"\d+", r"Fraction(\g<0>)", said), {"Fraction": Fraction})  # noqa: S307
    assert str(round(float(exact), 6)).removesuffix(".0") == result


def test_the_page_has_sums_to_check():
    assert len(SUMS) >= 14
