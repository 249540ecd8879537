"""What activities were to reach and have reached: against a slow twin, by unit and category."""

from collections import defaultdict
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pow_pipeline.warehouse.apply.load import load
from pow_pipeline.warehouse.connection import create_warehouse

CATEGORIES = ("work", "school")
PERIODS = ("2020-H2", "2021-H1")
MINIMUM = 3
EXPECTED = ("R1", "R2", "R3")
AMOUNTS = st.none() | st.sampled_from(["0", "1", "2.5", "0.000001", "40", "333333333333.333333"])
ACTIVITIES = st.tuples(
    st.sampled_from(CATEGORIES),
    st.sampled_from([None, "", "people", "People ", "hours", "HOURS", "€"]),
    AMOUNTS,
    AMOUNTS,
)
REPORTS = st.dictionaries(
    st.tuples(st.sampled_from([*EXPECTED, "gone"]), st.sampled_from(PERIODS)),
    st.lists(ACTIVITIES, max_size=6),
)
FINAL = st.sets(st.sampled_from(PERIODS))


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "pow.duckdb"
    create_warehouse(path)
    with duckdb.connect(path) as opened:
        opened.execute("INSERT INTO reference.programme VALUES (1, 'test', 'x', ?, 0)", [MINIMUM])
        for period in PERIODS:
            for region in EXPECTED:
                opened.execute("INSERT INTO reference.register VALUES (1, ?, ?)", [period, region])
        for place, code in enumerate(CATEGORIES, start=1):
            opened.execute(
                "INSERT INTO reference.category VALUES (1, ?, ?, ?)", [code, place, code]
            )
        yield opened


def fill(connection, reports, final):
    for table in ("submission", "activity_status", "decision"):
        connection.execute(f"DELETE FROM record.{table}")
    for number, ((region, period), activities) in enumerate(reports.items(), start=1):
        connection.execute(
            "INSERT INTO record.submission VALUES (?, ?, ?, 1, ?, ?, 1, '2021-07-01')",
            [number, f"d{number}", number, region, period],
        )
        for place, (category, unit, target, realised) in enumerate(activities):
            result = {"submission": number, "activity_id": f"{place}", "activity_name": "a name"}
            result |= {"category": category, "status": "on", "explanation": "", "unit": unit}
            result |= {"target": target, "realised": realised, "sheet": "s", "status_cell": "A1"}
            load(connection, "INSERT INTO record.activity_status BY NAME FROM batch", [result])
    for period in final:
        connection.execute(
            "INSERT INTO record.decision BY NAME SELECT 2 AS event, 'final' AS decision, "
            "? AS period, 'me' AS decided_by, 'test' AS why, now() AS decided_at",
            [period],
        )


def twin(reports, is_final):
    """Return the rows of one period by category and unit, from one activity after the other."""
    result = [
        (category, region, (unit or "").strip(), target, realised)
        for region, activities in reports.items()
        if region in EXPECTED
        for category, unit, target, realised in activities
    ]
    both = [each for each in result if None not in each]
    rows = {}
    for category in ("total", *CATEGORIES):
        amounts = defaultdict(list)
        for of, _, unit, target, realised in both:
            if category in ("total", of):
                amounts[name_of(unit, both)].append((Decimal(target), Decimal(realised)))
        reported = sum(category in ("total", of) for of, *_ in result)
        for unit, found in amounts.items():
            flag = "p" * (not is_final) + "s" * (len(found) < MINIMUM)
            rows[category, unit] = (len(found), reported, *reached(unit, found, flag))
    return rows


def name_of(unit, both):
    """Return what a unit is called: the first of its spellings; none where one region uses it."""
    same = [(region, other) for _, region, other, *_ in both if other.lower() == unit.lower()]
    return min(other for _, other in same) if unit and len({r for r, _ in same}) > 1 else None


def reached(unit, found, flag):
    """Return the sums, the share, the percentage and the flag."""
    if unit is None:
        return None, None, None, None, f"{flag}z"
    target, realised = (sum(each) for each in zip(*found, strict=True))
    if not target:
        return 0, float(realised), None, None, f"{flag}z"
    percentage = (200 * realised + target) // (2 * target)
    return float(target), float(realised), float(realised / target), float(percentage), flag


def assert_same_as_twin(connection, reports, final):
    fill(connection, reports, final)
    for period in PERIODS:
        rows = connection.execute(
            "SELECT * EXCLUDE (period) FROM summary.target_realisation(?)", [period]
        ).fetchall()
        of_period = {
            region: message for (region, when), message in reports.items() if when == period
        }
        expected = twin(of_period, period in final)
        found = {(category, unit): rest for category, unit, *rest in rows}
        assert len(found) == len(rows)
        assert found.keys() == expected.keys()
        for key, values in expected.items():
            assert found[key] == [
                pytest.approx(value, rel=1e-12) if isinstance(value, float) else value
                for value in values
            ]


@settings(max_examples=10, deadline=None)
@given(reports=REPORTS, final=FINAL)
def test_the_same_as_the_twin(connection, reports, final):
    assert_same_as_twin(connection, reports, final)


@pytest.mark.prove
@settings(max_examples=600, deadline=None)
@given(reports=REPORTS, final=FINAL)
def test_the_same_as_the_twin_on_many_examples(connection, reports, final):
    assert_same_as_twin(connection, reports, final)


@pytest.mark.parametrize(
    ("target", "realised", "percentage"),
    [("200", "48.999999", 24), ("200", "49", 25), ("200", "49.000001", 25), ("2", "5", 250)],
)
def test_a_percentage_is_rounded_half_up_and_may_pass_100(target, realised, percentage, connection):
    result = [("work", "people", target, realised)]
    nobody = [("work", "people", "0", "0")]
    fill(connection, {("R1", "2021-H1"): result, ("R2", "2021-H1"): nobody}, set())
    found = connection.execute(
        "SELECT DISTINCT percentage FROM summary.target_realisation('2021-H1')"
    ).fetchall()
    assert found == [(percentage,)]


def test_unlike_units_and_those_of_one_region_have_no_sum(connection):
    reports = {
        ("R1", "2021-H1"): [("work", "people", "10", "5"), ("work", "jobs", "3", "3")],
        ("R2", "2021-H1"): [("school", "People", "20", "5"), ("work", None, "7", "0")],
        ("R3", "2021-H1"): [("work", "people", "10", None), ("work", "people", None, "5")],
    }
    fill(connection, reports, set())
    found = connection.execute(
        "SELECT category, unit, activities, reported, target, realised, percentage, flag "
        "FROM summary.target_realisation('2021-H1')"
    ).fetchall()
    assert found == [
        ("total", "People", 2, 6, 30, 10, 33, "ps"),
        ("work", "People", 1, 5, 10, 5, 50, "ps"),
        ("school", "People", 1, 1, 20, 5, 25, "ps"),
        ("total", None, 2, 6, None, None, None, "psz"),
        ("work", None, 2, 5, None, None, None, "psz"),
    ]
