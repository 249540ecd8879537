"""Trend and transitions: against a slow twin, and what is true of them whatever is reported."""

from dataclasses import replace
from fractions import Fraction

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pow_pipeline.warehouse.connection import create_warehouse
from pow_pipeline.warehouse.query import fetch
from tests.warehouse.twins import trend_histories
from tests.warehouse.twins.trend_histories import (
    CATEGORIES,
    PERIODS,
    STATUSES,
    History,
    Report,
    fill,
    moment,
)
from tests.warehouse.twins.twin_trend import mix_and_rate, pairs, rounded, runs, transitions, trend

EVERYWHERE = ("total", *CATEGORIES)


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "pow.duckdb"
    create_warehouse(path)
    with duckdb.connect(path) as opened:
        trend_histories.set_up(opened)
        yield opened


SETTINGS = settings(
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink takes minutes: small as it is
)
AS_OF = st.one_of(st.none(), st.integers(2, 28))
EXAMPLES = [
    pytest.param(15, id="a few"),
    pytest.param(500, id="many", marks=pytest.mark.prove),
]


@pytest.mark.parametrize("examples", EXAMPLES)
def test_the_same_as_the_twin(connection, examples):
    @settings(SETTINGS, max_examples=examples)
    @given(history=trend_histories.histories(), as_of=AS_OF)
    def holds(history, as_of):
        fill(connection, history)
        found = {
            name: fetch(connection, f"FROM summary.{name}(NULL, as_of := $as_of)", {"as_of": as_of})
            for name in ("status_transition", "status_trend", "trend_part", "activity_overview")
        }
        margins_are_the_overview(found["status_transition"], found["activity_overview"])
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
                moments = (planned_by(before, region), planned_by(now, region))
                agree_on_transitions(ours["status_transition"], here, *moments)
                agree_on_trend(ours["status_trend"], here, *moments)
                agree_on_parts(ours["trend_part"], here, *moments)

    holds()


def margins_are_the_overview(transitions, overview):
    """Of the programme; a region has others where activities moved between regions."""
    states = {
        (row["period"], row["category"], row["state"]): row["activities"]
        for row in overview
        if row["scope"] == "programme"
    }
    for when, status in (("period", "status"), ("period_before", "status_before")):
        sums = dict.fromkeys((key for key in states if key[0] in {r[when] for r in transitions}), 0)
        for row in transitions:
            key = (row[when], row["category"], row[status])
            if row["scope"] == "programme" and key in states:
                sums[key] += row["activities"]
        assert sums == {key: states[key] for key in sums}


def planned_by(stood, region):
    """Return a moment with the plans of one region only, of all when it is None."""
    plans = {each: plan for each, plan in stood.planned.items() if region in (None, each)}
    return replace(stood, planned=plans)


@pytest.mark.parametrize("examples", EXAMPLES)
def test_histories_are_the_same_as_the_twin(connection, examples):
    @settings(SETTINGS, max_examples=examples)
    @given(history=trend_histories.histories(), as_of=AS_OF)
    def holds(history, as_of):
        fill(connection, history)
        query = "FROM summary.activity_history(NULL, as_of := $as_of)"
        found = {
            (
                PERIODS.index(row["period"]),
                (row["region_code"], row["activity_id"].lower()),
            ): (row["category"], row["state"], row["run"], row["is_long_at_worst"])
            for row in fetch(connection, query, {"as_of": as_of})
        }
        moments = [moment(history, place, as_of) for place in range(len(PERIODS))]
        expected = {}
        for (place, code), run in runs(moments, history.moves).items():
            category, state = moments[place].known[code]
            expected[place, code] = (category, state, run, run >= 2 and state == "bad")
        assert found == expected

    holds()


def agree_on_transitions(rows, paired, before, now):
    columns = ("status_before", "status", "movement", "kind", "direction", "recovered")
    for category in EVERYWHERE:
        found = {
            tuple(row[column] for column in columns): row["activities"]
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
    counts = ("activities", "denominator", "activities_before", "denominator_before")
    assert [row[each] for each in counts] == [getattr(expected, each) for each in counts]
    matched = ("matched_activities", "matched_activities_before", "matched")
    assert tuple(row[each] for each in matched) == expected.matched_counts
    assert exact(row, "change") == expected.change
    assert row["change"] == (None if expected.change is None else rounded(expected.change))
    bounds = (None, None) if expected.bounds is None else expected.bounds
    assert (row["lower"], row["upper"]) == bounds
    assert row["flag"].replace("p", "").replace("b", "") == expected.flags
    numerators = ("change", "within", "entry", "exit")
    empty = [each for each in numerators if row[f"{each}_numerator"] is None]
    assert empty == (["change"] if expected.change is None else []) + (
        ["within", "entry", "exit"] if expected.parts is None else []
    )
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
        names = ("mix", "rate", "mix_numerator", "rate_numerator", "mix_denominator")
        rows = [found[category, status] for category in EVERYWHERE]
        assert {row[name] for row in rows for name in names} == {None}
        return
    for category, (mix, rate) in expected.items():
        row = found[category, status]
        assert exact(row, "mix") == mix
        assert Fraction(row["rate_numerator"], row["mix_denominator"]) == rate
    assert sum(mix + rate for mix, rate in expected.values()) == change
    assert total["mix"] == pytest.approx(float(100 * sum(mix for mix, _ in expected.values())))
    assert total["mix"] + total["rate"] == pytest.approx(float(100 * change), abs=1e-12)


def exact(row, name):
    numerator, denominator = (row[f"{name}_{part}"] for part in ("numerator", "denominator"))
    return None if denominator is None else Fraction(numerator, denominator)


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


# What a person can check by hand: one region, all categories the same but where it is said.
REPORTED = [
    Report("R1", 1, {"a": ("ca", "good"), "b": ("ca", "bad"), "c": ("ca", "fair")}),
    Report("R2", 1, {"a": ("cb", "bad"), "d": ("cb", "new")}),
    Report("R1", 2, {"a": ("ca", "bad"), "b": ("cb", "good"), "c": ("ca", "done")}),
]


@pytest.mark.parametrize(
    ("category", "status_before", "status", "movement", "kind", "direction", "recovered"),
    [
        ("total", "good", "bad", "within", None, "worsened", None),
        ("total", "bad", "good", "within", None, "improved", True),
        ("total", "fair", "done", "exit", "done", None, True),
        ("total", "bad", "not_received", "exit", "region_silent", None, False),
        ("total", "new", "not_received", "outside", None, None, False),
        ("ca", "bad", "other_category", "exit", "category_changed", None, None),
        ("cb", "other_category", "good", "entry", "category_changed", None, None),
    ],
)
def test_silence_and_success_show_in_the_transitions(
    connection, category, status_before, status, movement, kind, direction, recovered
):
    fill(connection, History(tuple(REPORTED)))
    found = connection.execute(
        "SELECT movement, kind, direction, recovered, activities "
        "FROM summary.status_transition($period) WHERE scope = 'programme' "
        "AND category = $category AND status_before = $status_before AND status = $status",
        {
            "period": PERIODS[2],
            "category": category,
            "status_before": status_before,
            "status": status,
        },
    ).fetchall()
    assert found == [(movement, kind, direction, recovered, 1)]


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [  # good of good and bad, before and now
        ((0, 200), (1, 200), 1),  # +0.5
        ((1, 200), (0, 200), -1),  # -0.5, away from zero
        ((0, 201), (1, 201), 0),
        ((1, 201), (0, 201), 0),
        ((1, 199), (0, 199), -1),
        ((57, 200), (55, 200), -1),
        ((58, 200), (55, 200), -2),  # -1.5
        ((29, 200), (0, 200), -15),  # -14.5, where a binary fraction times 100 is less than that
        ((200, 200), (0, 200), -100),
        ((3, 3), (3, 3), 0),
    ],
)
def test_a_change_is_rounded_half_away_from_zero(connection, before, now, change):
    reports = [
        Report(
            "R1",
            place,
            {str(each): ("ca", "good" if each < good else "bad") for each in range(whole)},
        )
        for place, (good, whole) in enumerate((before, now))
    ]
    fill(connection, History(tuple(reports)))
    found = connection.execute(
        "SELECT change, matched_change FROM summary.status_trend($period) "
        "WHERE scope = 'programme' AND category = 'total' AND status = 'good'",
        {"period": PERIODS[1]},
    ).fetchone()
    assert found == (change, change)


@pytest.mark.parametrize("size", [20_000_000, 2_000_000_000])
def test_no_product_overflows(connection, size):
    """The largest products are those of the mix, with all activities in one category."""
    found = connection.execute(
        """
        WITH each AS (SELECT $size::HUGEINT AS n)
        SELECT
            n * n * (n * n - 0 * n) + n * n * n * n,
            2 * n * n * n * n,
            summary.points(n * n, n * n),
            summary.points_down(1 - n * n, n * n),
            summary.points_up(1 - n * n, n * n)
        FROM each
        """,
        {"size": size},
    ).fetchone()
    assert found == (2 * size**4, 2 * size**4, 100, -100, -99)


def test_one_period_is_what_it_is_among_all(connection):
    fill(connection, History(tuple(REPORTED)))
    for name in ("status_transition", "status_trend", "trend_part", "activity_history"):
        every = fetch(connection, f"FROM summary.{name}(NULL) WHERE period = $p", {"p": PERIODS[2]})
        one = fetch(connection, f"FROM summary.{name}($p) WHERE period = $p", {"p": PERIODS[2]})
        assert one
        assert sorted(map(repr, one)) == sorted(map(repr, every))
