"""Trend and transitions: against a slow twin, and what must be true of them whatever is reported."""

from collections import Counter
from fractions import Fraction

import duckdb
import pytest
import trend_histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trend_histories import CATEGORIES, PERIODS, STATUSES, History, Report, fill, moment
from twin_trend import mix_and_rate, pairs, rounded, transitions, trend

from pow_pipeline.warehouse.connection import create_warehouse
from pow_pipeline.warehouse.query import fetch

EVERYWHERE = ("total", *CATEGORIES)


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "pow.duckdb"
    create_warehouse(path)
    with duckdb.connect(path) as opened:
        trend_histories.set_up(opened)
        yield opened


AS_OF = st.one_of(st.none(), st.integers(2, 28))
EXAMPLES = [
    pytest.param(15, id="a few"),
    pytest.param(500, id="many", marks=pytest.mark.prove),
]


@pytest.mark.parametrize("examples", EXAMPLES)
def test_the_same_as_the_twin(connection, examples):
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(history=trend_histories.histories(), as_of=AS_OF)
    def holds(history, as_of):
        fill(connection, history)
        found = {
            name: fetch(connection, f"FROM summary.{name}(NULL, as_of := $as_of)", {"as_of": as_of})
            for name in ("status_transition", "status_trend", "trend_part")
        }
        for place in range(1, len(PERIODS)):
            of_period = {
                name: [row for row in rows if row["period"] == PERIODS[place]]
                for name, rows in found.items()
            }
            before, now = (moment(history, each, as_of) for each in (place - 1, place))
            paired = pairs(before, now, history.moves[place])
            for region in (None, *sorted(history.expected[place])):
                ours = {
                    name: [row for row in rows if row["region_code"] == region]
                    for name, rows in of_period.items()
                }
                here = [pair for pair in paired if region in (None, pair.region)]
                agree_on_transitions(ours["status_transition"], here, before, now)
                agree_on_trend(ours["status_trend"], here, before, now)
                agree_on_parts(ours["trend_part"], here, before, now)

    holds()


def agree_on_transitions(rows, paired, before, now):
    columns = ("status_before", "status", "movement", "kind", "direction", "recovered")
    for category in EVERYWHERE:
        found = {
            tuple(row[column] for column in columns): row["count"]
            for row in rows
            if row["category"] == category
        }
        assert found == transitions(paired, category, before, now, STATUSES)


def agree_on_trend(rows, paired, before, now):
    found = {(row["category"], row["status"]): row for row in rows}
    assert len(found) == len(rows) == len(EVERYWHERE) * len(STATUSES.scale)
    for status in STATUSES.scale:
        trends = {
            category: trend(paired, category, status, before, now, STATUSES)
            for category in EVERYWHERE
        }
        for category, expected in trends.items():
            agree_on_one(found[category, status], expected)
        of_categories = {category: trends[category] for category in CATEGORIES}
        agree_on_mix(found, status, mix_and_rate(of_categories), trends["total"].change)


def agree_on_one(row, expected):
    counts = ("count", "denominator", "count_before", "denominator_before")
    assert [row[each] for each in counts] == [getattr(expected, each) for each in counts]
    matched = ("matched_count", "matched_count_before", "matched")
    assert tuple(row[each] for each in matched) == expected.matched_counts
    assert exact(row, "change") == expected.change
    assert row["change"] == (None if expected.change is None else rounded(expected.change))
    bounds = (None, None) if expected.bounds is None else expected.bounds
    assert (row["lower"], row["upper"]) == bounds
    assert ("z" in row["flag"]) == (expected.parts is None)
    if expected.parts is not None:
        (a, a_before, whole) = expected.matched_counts
        assert row["matched_change"] == rounded(Fraction(a - a_before, whole))
        for movement in ("within", "entry", "exit"):
            part = sum(part for (each, _), part in expected.parts.items() if each == movement)
            assert Fraction(row[f"{movement}_numerator"], row["parts_denominator"]) == part
        if expected.bounds:
            assert expected.bounds[0] <= 100 * expected.change <= expected.bounds[1]


def agree_on_mix(found, status, expected, change):
    total = found["total", status]
    if expected is None:
        assert total["mix"] is None
        return
    for category, (mix, rate) in expected.items():
        row = found[category, status]
        assert exact(row, "mix") == mix
        assert Fraction(row["rate_numerator"], row["mix_denominator"]) == rate
    assert sum(mix + rate for mix, rate in expected.values()) == change
    assert total["mix"] == pytest.approx(float(100 * sum(mix for mix, _ in expected.values())))
    assert total["mix"] + total["rate"] == pytest.approx(float(100 * change), abs=1e-12)


def exact(row, name):
    if row[f"{name}_denominator"] is None:
        return None
    return Fraction(row[f"{name}_numerator"], row[f"{name}_denominator"])


def agree_on_parts(rows, paired, before, now):
    for category in EVERYWHERE:
        for status in STATUSES.scale:
            expected = trend(paired, category, status, before, now, STATUSES)
            found = {
                (row["movement"], row["kind"]): Fraction(row["numerator"], row["denominator"])
                for row in rows
                if (row["category"], row["status"]) == (category, status)
            }
            assert found == (expected.parts or {})
            if expected.parts:
                assert sum(found.values()) == expected.change
