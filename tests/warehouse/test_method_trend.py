"""The worked example of a change in docs/method.md: its numbers are those of the summaries."""

from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from pow_pipeline.warehouse.connection import create_warehouse
from pow_pipeline.warehouse.query import fetch
from tests.warehouse.twins import trend_histories
from tests.warehouse.twins.trend_histories import PERIODS, History, Report, fill

PAGE = Path(__file__).parents[2] / "docs" / "method.md"
CODES = {  # of the page, and of the programme of these tests
    "aanbod": "ca",
    "vraag": "cb",
    "on_track": "good",
    "behind": "fair",
    "off_track": "bad",
    "not_started": "new",
    "finished": "done",
}
OF_ALL = "WHERE period = $period AND scope = 'programme' AND category = 'total' AND status = 'good'"
ASKED = {"period": PERIODS[1]}


def read_tables():
    """Return the tables of the section, each as rows of cells without the header."""
    section = PAGE.read_text(encoding="utf-8").partition("## How a share changed\n")[2]
    section = section.partition("\n## ")[0]
    blocks = [block for block in section.split("\n\n") if block.startswith("|")]
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()[2:]]
        for block in blocks
    ]


ACTIVITIES, CHANGES, PARTS, MOVEMENTS, MIXES, TRANSITIONS = read_tables()


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "pow.duckdb"
    create_warehouse(path)
    with duckdb.connect(path) as opened:
        trend_histories.set_up(opened)
        fill(opened, reported())
        yield opened


def reported():
    """Return the history of the page: one report per region and period, as listed there."""
    reports = []
    for place, column in enumerate((3, 4)):
        for region in ("R1", "R2"):
            here = {
                row[1]: (CODES[row[2]], CODES[row[column]])
                for row in ACTIVITIES
                if row[0] == region and row[column]
            }
            reports += [Report(region, place, here)] if here else []
    return History(tuple(reports), expected=(frozenset({"R1", "R2"}),) * len(PERIODS))


def test_changes(connection):
    (row,) = fetch(connection, f"FROM summary.status_trend($period) {OF_ALL}", ASKED)
    assert {name: str(row[name]) for name, *_ in CHANGES} == {
        name: points for name, _, _, points in CHANGES
    }
    exact = {name: Fraction(value) for name, _, value, _ in CHANGES}
    assert Fraction(row["change_numerator"], row["change_denominator"]) == exact["change"]
    for _, computed, value, _ in CHANGES:
        first, _, second = computed.rpartition("= ")[2].partition(" - ")
        assert Fraction(first) - Fraction(second) == Fraction(value)


def test_parts(connection):
    found = {
        (row["movement"], row["kind"]): Fraction(row["numerator"], row["denominator"])
        for row in fetch(connection, f"FROM summary.trend_part($period) {OF_ALL}", ASKED)
    }
    written = {
        (movement, CODES.get(kind, kind) or None): Fraction(value)
        for movement, kind, *_, value in PARTS
    }
    assert found == written
    assert sum(written.values()) == Fraction(CHANGES[0][2])


def test_the_movements_are_the_sums_of_the_parts():
    points = {}
    for movement, _, who, _, value in PARTS:
        count, part = points.get(movement, (0, 0))
        points[movement] = count + len(who.split(", ")), part + 100 * Fraction(value)
    points["change"] = "", 100 * Fraction(CHANGES[0][2])
    assert {name: (str(count), str(part)) for name, (count, part) in points.items()} == {
        name: (count, part) for name, count, part in MOVEMENTS
    }


def test_mixes(connection):
    query = """
        FROM summary.status_trend($period)
        WHERE scope = 'programme' AND category <> 'total' AND status = 'good'
    """
    rows = fetch(connection, query, ASKED)
    whole = sum(row["denominator"] for row in rows)
    whole_before = sum(row["denominator_before"] for row in rows)
    found = {
        row["category"]: [
            Fraction(row["denominator"], whole),
            Fraction(row["denominator_before"], whole_before),
            Fraction(row["activities"], row["denominator"]),
            Fraction(row["activities_before"], row["denominator_before"]),
            Fraction(row["mix_numerator"], row["mix_denominator"]),
            Fraction(row["rate_numerator"], row["mix_denominator"]),
        ]
        for row in rows
    }
    written = {CODES[row[0]]: [Fraction(cell) for cell in row[1:]] for row in MIXES}
    assert found == written
    assert sum(mix + rate for *_, mix, rate in written.values()) == Fraction(CHANGES[0][2])


def test_transitions(connection):
    (found,) = fetch(
        connection,
        """
        SELECT
            coalesce(sum(activities) FILTER (direction = 'improved'), 0) AS improved,
            coalesce(sum(activities) FILTER (direction = 'worsened'), 0) AS worsened,
            coalesce(sum(activities) FILTER (direction = 'unchanged'), 0) AS unchanged,
            sum(activities) FILTER (recovered) AS recovered,
            sum(activities) FILTER (NOT recovered) AS "not recovered"
        FROM summary.status_transition($period)
        WHERE scope = 'programme' AND category = 'total'
        """,
        ASKED,
    )
    assert found == {name: int(number) for name, number in TRANSITIONS}
