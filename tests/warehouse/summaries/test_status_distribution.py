"""The status distribution: at the boundaries of rounding, bounds and flags, and as of before."""

import duckdb
import pytest

from pow_pipeline.warehouse.connection import define_tables
from schemas.programme.parts import MappedActivity
from tests.harness.builders import ask, form, publish_at, send
from tests.jobs.ingest.test_ingest import withdraw_now
from tests.warehouse.twins.filling import fill
from tests.warehouse.twins.histories import DEADLINES, PERIODS, Decided, Register, Row, Sent

BEFORE, NOW = PERIODS[:2]


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        define_tables(opened)
        yield opened


def report(statuses, period=NOW, region="R1", first=0, category="pathway"):
    """A report with one activity for each status, numbered from `first`."""
    rows = tuple(Row(str(n), category, status) for n, status in enumerate(statuses, start=first))
    return Sent(region, period, rows, DEADLINES[period])


def figure(connection, *steps, columns, register=None, region=None, status="on_track"):
    """Return columns of one figure of the total after some steps."""
    fill(connection, (register or Register({"R1": PERIODS}, {"R1": None}), *steps))
    return connection.execute(
        f"SELECT {columns} FROM summary.status_distribution(?) "
        "WHERE region_code IS NOT DISTINCT FROM ? AND category = 'total' AND status = ?",
        [NOW, region, status],
    ).fetchone()


@pytest.mark.parametrize(
    ("count", "whole", "percentage"),
    [
        (0, 7, 0),
        (1, 200, 1),  # 0.5 is rounded up
        (1, 201, 0),
        (1, 199, 1),
        (5, 200, 3),  # 2.5 is rounded up, not to even
        (7, 200, 4),  # 3.5
        (29, 200, 15),  # 14.5, which is less than that as a binary fraction times 100
        (199, 200, 100),
        (198, 199, 99),
        (1, 3, 33),
        (2, 3, 67),
        (1, 8, 13),  # 12.5
    ],
)
def test_percentages_are_rounded_half_up(connection, count, whole, percentage):
    statuses = ["on_track"] * count + ["off_track"] * (whole - count)
    assert figure(connection, report(statuses), columns="percentage") == (percentage,)


@pytest.mark.parametrize(
    ("count", "whole", "missing", "lower", "upper"),
    [
        (1, 2, 0, 0.5, 0.5),
        (1, 2, 1, 0.333333, 0.666667),  # rounded outward
        (2, 3, 3, 0.333333, 0.833334),
        (0, 1, 7, 0.0, 0.875),
        (1, 1, 7, 0.125, 1.0),
        (0, 0, 1, None, None),  # there is no share, so there are no bounds of it
        (0, 0, 0, None, None),
    ],
)
def test_bounds_are_what_the_missing_could_make_of_the_share(
    connection, count, whole, missing, lower, upper
):
    before = report(["on_track"] * missing, BEFORE, first=100)
    now = report(["on_track"] * count + ["off_track"] * (whole - count))
    assert figure(connection, before, now, columns="lower, upper") == (lower, upper)


@pytest.mark.parametrize(
    ("status", "missing"),
    [("on_track", 1), ("not_started", 1), ("finished", 0), ("stopped", 0)],
)
def test_what_has_ended_is_not_missing(connection, status, missing):
    steps = report([status], BEFORE, first=100), report(["on_track"])
    assert figure(connection, *steps, columns="lower") == (1 / (1 + missing),)


@pytest.mark.parametrize(("measured", "flag"), [(5, "pu"), (6, "p"), (7, "p")])
def test_less_coverage_than_the_minimum_is_flagged(connection, measured, flag):
    steps = report(["on_track"] * 4, BEFORE, first=100), report(["on_track"] * measured)
    assert figure(connection, *steps, columns="flag") == (flag,)


@pytest.mark.parametrize(
    ("planned", "total", "category"),
    [(None, (None, None, "pus"), (None, None, "pus")), (2, (0.5, 1.0, "pus"), (0.5, 1.0, "pus"))],
)
def test_a_region_never_heard_of_counts_by_its_plan(connection, planned, total, category):
    """In full in each category, and once in the total."""
    register = Register(dict.fromkeys(["R1", "R2"], PERIODS), {"R1": None, "R2": planned})
    fill(
        connection,
        (
            register,
            report(["on_track"] * 2),
        ),
    )
    found = connection.execute(
        "SELECT category, lower, upper, flag FROM summary.status_distribution(?) "
        "WHERE scope = 'programme' AND status = 'on_track' AND category <> 'training'",
        [NOW],
    ).fetchall()
    assert found == [("total", *total), ("pathway", *category)]


def test_a_nil_return_is_heard_of(connection):
    steps = report([], BEFORE, region="R2"), report(["on_track"])
    register = Register(dict.fromkeys(["R1", "R2"], PERIODS), {"R1": None, "R2": None})
    assert figure(connection, *steps, columns="lower", register=register) == (1.0,)


@pytest.mark.parametrize(
    ("expected", "mapped", "region", "flag"),
    [
        ({"R1": PERIODS}, None, None, "ps"),
        ({"R1": PERIODS}, None, "R1", "ps"),
        ({"R1": PERIODS, "R2": PERIODS[1:]}, None, None, "pbs"),  # came
        ({"R1": PERIODS, "R2": PERIODS[1:]}, None, "R2", "pbz"),
        ({"R1": PERIODS, "R2": PERIODS[1:]}, None, "R1", "ps"),
        ({"R1": PERIODS, "R2": PERIODS[:1]}, None, None, "pbs"),  # went
        ({"R1": PERIODS, "R2": PERIODS}, ("R1", BEFORE), None, "ps"),
        ({"R1": PERIODS, "R2": PERIODS}, ("R1", NOW), None, "pbs"),  # gave an activity another id
        ({"R1": PERIODS, "R2": PERIODS}, ("R1", NOW), "R1", "pbs"),
        ({"R1": PERIODS, "R2": PERIODS}, ("R1", NOW), "R2", "pz"),
        ({"R1": PERIODS, "R2": PERIODS}, ("R2", NOW), "R2", "pbz"),  # took one over
    ],
)
def test_a_break_with_the_period_before_is_flagged(connection, expected, mapped, region, flag):
    mappings = ()
    if mapped:
        to_region, period = mapped
        step = {"from_region": "R1", "from_id": "8", "to_id": "9", "period": period}
        mappings = (MappedActivity(to_region=to_region, **step),)
    register = Register(expected, dict.fromkeys(expected, 0), mappings)
    steps = report(["on_track"]), report([], region="R2")
    found = figure(connection, *steps, columns="flag", register=register, region=region)
    assert found == (flag,)


def test_a_final_period_is_not_provisional(connection):
    steps = report(["on_track"] * 5), Decided("final", NOW)
    assert figure(connection, *steps, columns="flag") == ("",)


def test_a_figure_as_of_an_event_knows_the_decisions_of_that_moment(workspace):
    send(workspace, "AM12", form())
    withdraw_now(workspace)
    query = (
        "SELECT sum(activities) FROM summary.status_distribution('2021-H1', as_of := ?) "
        "WHERE scope = 'programme' AND category = 'total'"
    )
    at = {event: ask(workspace, query, event)[0][0] for event in (1, 2, 3, 4, 5)}
    assert at == {1: 0, 2: 0, 3: 2, 4: 2, 5: 0}


def test_every_table_view_and_column_has_a_comment(connection):
    bare = connection.execute(
        """
        SELECT schema_name, table_name, column_name FROM duckdb_columns()
        WHERE comment IS NULL AND schema_name IN ('record', 'reference', 'summary')
        UNION ALL
        SELECT schema_name, table_name, NULL FROM duckdb_tables() WHERE comment IS NULL
        UNION ALL
        SELECT schema_name, view_name, NULL FROM duckdb_views()
        WHERE comment IS NULL AND schema_name = 'summary'
        """
    ).fetchall()
    assert bare == []


def test_a_release_of_a_period_without_any_report_is_blocked(workspace):
    from pow_pipeline.errors import PublicationBlockedError

    with pytest.raises(PublicationBlockedError, match="2021-H1 is not published"):
        publish_at(workspace)
