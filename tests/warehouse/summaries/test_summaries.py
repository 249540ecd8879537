"""Each summary on histories by chance, against its slow twin, as of now and as of any event."""

from datetime import timedelta
from itertools import pairwise

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pow_pipeline.warehouse.connection import define_tables
from schemas.programme.parts import MappedActivity
from tests.warehouse.twins import twin
from tests.warehouse.twins.filling import fill
from tests.warehouse.twins.histories import (
    DEADLINES,
    PERIODS,
    REGIONS,
    Register,
    Row,
    Sent,
    histories,
)

TWINS = {
    "status_distribution": twin.distribution,
    "activity_overview": twin.overview,
    "reporting_rate": twin.reporting,
}


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        define_tables(opened)
        yield opened


def agree(connection, history, periods, as_of):
    """Compare what was filled in with the twin, for these periods and for all at once."""
    event = as_of or len(history)
    for period in periods:
        known = twin.known(history, period, event)
        assert states(connection, period, as_of) == known, period
    for summary, of in TWINS.items():
        for period in periods:
            rows = of(history, period, event)
            assert ask(connection, summary, period, as_of) == rows, (summary, period)
        every = [row for period in PERIODS for row in of(history, period, event)]
        assert ask(connection, summary, None, as_of) == every, summary


def ask(connection, summary, period, as_of):
    return connection.execute(f"FROM summary.{summary}(?, as_of := ?)", [period, as_of]).fetchall()


def states(connection, period, as_of):
    rows = connection.execute(
        """
        SELECT
            region_code, activity_key, activity_id, category, status, state, is_reported,
            last_period, submission, is_mapped
        FROM summary.activity_state(?, as_of := ?)
        """,
        [period, as_of],
    ).fetchall()
    return {(region, key): twin.Known(*rest) for region, key, *rest in rows}


def compare(connection, history, period, data):
    as_of = data.draw(st.sampled_from([None, *range(1, len(history) + 1)]), label="as_of")
    fill(connection, history)
    agree(connection, history, [period], as_of)


def going_over(since, *codes):
    """Return mappings by which the first code goes over into the second, and so on."""
    for period, (old, new) in zip(since, pairwise(codes), strict=True):
        yield MappedActivity(
            from_region=old[0], from_id=old[1], to_region=new[0], to_id=new[1], period=period
        )


def report(region, period, *rows, days=0):
    return Sent(
        region, period, tuple(Row(*row) for row in rows), DEADLINES[period] + timedelta(days)
    )


EVERYWHERE = dict.fromkeys(REGIONS, PERIODS)
NONE_PLANNED = dict.fromkeys(REGIONS, 0)
# Those that chance seldom comes upon.
AWKWARD = {
    "two become one, and both were told of in the same period": (
        Register(
            EVERYWHERE, NONE_PLANNED, tuple(going_over(["2021-H1"], ("R1", "a"), ("R2", "b")))
        ),
        report("R1", "2020-H2", ("a", "training", "off_track")),
        report("R2", "2020-H2", ("b", "training", "on_track")),
    ),
    "one goes over twice": (
        Register(
            EVERYWHERE,
            NONE_PLANNED,
            tuple(going_over(["2020-H2", "2021-H1"], ("R1", "a"), ("R2", "b"), ("R3", "1"))),
        ),
        report("R1", "2020-H1", ("a", "training", "off_track")),
    ),
    "a version that came on the last day follows one that came before": (
        Register(EVERYWHERE, NONE_PLANNED),
        report("R1", "2021-H1", ("a", "training", "off_track"), days=-9),
        report("R1", "2021-H1", ("a", "training", "on_track")),
    ),
    "a version that came a day late follows one that came on the last": (
        Register(EVERYWHERE, NONE_PLANNED),
        report("R1", "2021-H1", ("a", "training", "off_track")),
        report("R1", "2021-H1", ("a", "training", "on_track"), days=1),
    ),
}


@pytest.mark.parametrize("history", AWKWARD.values(), ids=AWKWARD)
def test_the_same_as_the_twin_where_chance_seldom_comes(connection, history):
    fill(connection, history)
    for as_of in (None, len(history) - 1):
        agree(connection, history, PERIODS, as_of)


@settings(max_examples=10)
@given(history=histories(), period=st.sampled_from(PERIODS), data=st.data())
def test_the_same_as_the_twin(connection, history, period, data):
    compare(connection, history, period, data)


@pytest.mark.prove
@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories(), period=st.sampled_from(PERIODS), data=st.data())
def test_the_same_as_the_twin_on_many_histories(connection, history, period, data):
    compare(connection, history, period, data)
