"""The worked examples of docs/method.md after the first two: ways, runs, answers and targets."""

import re
from collections import defaultdict
from fractions import Fraction

import duckdb
import pytest

from pow_pipeline.warehouse.connection import define_tables
from pow_pipeline.warehouse.query import fetch
from tests.warehouse.test_method import PAGE, as_written, table
from tests.warehouse.twins.filling import fill
from tests.warehouse.twins.histories import DEADLINES, PERIODS, Register, Row, Sent

BEFORE, NOW = PERIODS[1:3]
WAYS = table("Ways")
ON_TRACK = "WHERE scope = 'programme' AND category = 'total' AND status = 'on_track'"


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        define_tables(opened)
        yield opened


def sent(region, period, rows):
    return Sent(region, period, tuple(rows), DEADLINES[period])


def reported_transitions():
    """Yield the reports of the page: none of a region that has nothing to tell."""
    for period, column, category in ((BEFORE, "before", 0), (NOW, "now", -1)):
        result = defaultdict(list)
        for row in WAYS:
            if row[column] != "·":
                here = row["category"].split(", then ")[category]
                result[row["region"]].append(Row(row["activity"], here, row[column]))
        for region, rows in result.items():
            yield sent(region, period, rows)


def fill_ways(connection):
    expected = dict.fromkeys("ABC", PERIODS) | {"D": PERIODS[:2], "E": PERIODS[2:]}
    fill(connection, (Register(expected, dict.fromkeys(expected)), *reported_transitions()))


def test_each_kind_of_entry_and_exit_adds_what_the_page_says(connection):
    fill_ways(connection)
    found = {
        (row["movement"], row["kind"] or ""): Fraction(row["numerator"], row["denominator"])
        for row in fetch(
            connection, f"FROM summary.trend_part($period) {ON_TRACK}", {"period": NOW}
        )
    }
    result = defaultdict(Fraction)
    for row in WAYS:
        result[row["movement"], row["kind"]] += Fraction(row["adds"])
    assert found == result
    now, before, change = re.search(r"(\d/\d) - (\d/\d), which is (\d+/\d+)", PAGE).groups()
    assert sum(result.values()) == Fraction(now) - Fraction(before) == Fraction(change)


def test_a_change_of_category_is_an_entry_and_an_exit(connection):
    fill_ways(connection)
    found = fetch(
        connection,
        "FROM summary.status_transition($period) "
        "WHERE scope = 'programme' AND kind = 'category_changed' ORDER BY category",
        {"period": NOW},
    )
    assert [(row["category"], row["movement"], row["activities"]) for row in found] == [
        ("pathway", "exit", 1),
        ("training", "entry", 1),
    ]


def test_the_runs_are_those_of_the_page(connection):
    result = [
        sent(
            "North",
            period,
            [
                Row(row["activity"], "training", row[period])
                for row in table("Statuses")
                if row[period] != "·"
            ],
        )
        for period in PERIODS
    ]
    fill(connection, (Register({"North": PERIODS}, {"North": None}), *result))
    rows = fetch(connection, "FROM summary.activity_history", {})
    found = defaultdict(dict)
    for row in rows:
        found[row["activity_id"]][row["period"]] = f"{row['state']} {row['run']}"
    assert [{"activity": activity, **runs} for activity, runs in found.items()] == table("Runs")
    assert [(row["activity_id"], row["period"]) for row in rows if row["is_long_at_worst"]] == [
        ("1", "2021-H1"),
        ("1", "2021-H2"),
    ]


def test_the_answers_are_those_of_the_page(connection):
    regions = ("North", "South", "East", "West")
    result = [sent(region, NOW, [Row("1", "training", "on_track")]) for region in regions]
    fill(connection, (Register(dict.fromkeys(regions, PERIODS), dict.fromkeys(regions)), *result))
    connection.execute("INSERT INTO reference.question VALUES (1, 'tasks', 1, 'tasks', 1, 5)")
    for submission, score in ((1, 4), (2, 4), (3, 2)):
        connection.execute(
            "INSERT INTO record.answer VALUES (?, 'tasks', ?, '', 's', 'B2')", [submission, score]
        )
    expected = table("Answers")
    found = fetch(connection, "FROM summary.answer_distribution($period)", {"period": NOW})
    assert [as_written(row, expected[0]) for row in found] == expected


def test_what_is_realised_is_that_of_the_page(connection):
    rows = table("Targets")
    regions = ("North", "South", "East", "West")
    result = [
        sent(
            region,
            NOW,
            [
                Row(f"{place}", row["category"], "on_track")
                for place, row in enumerate(rows)
                if row["region"] == region
            ],
        )
        for region in regions
    ]
    fill(connection, (Register(dict.fromkeys(regions, PERIODS), dict.fromkeys(regions)), *result))
    for place, row in enumerate(rows):
        connection.execute(
            "UPDATE record.activity_status SET unit = ?, target = ?, realised = ? "
            "WHERE activity_id = ?",
            [row["unit"], row["target"], row["realised"].replace("·", "") or None, f"{place}"],
        )
    expected = table("Realised")
    found = [
        {name: "·" if value is None else value for name, value in row.items()}
        for row in fetch(connection, "FROM summary.target_realisation($period)", {"period": NOW})
    ]
    assert [as_written(row, expected[0]) for row in found] == expected
