"""Each summary on histories by chance, against its slow twin, as of now and as of any event."""

import duckdb
import pytest
import twin
from filling import fill
from histories import PERIODS, histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pow_pipeline.warehouse.connection import define_tables

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


def agree(connection, history, period, as_of):
    fill(connection, history)
    event = as_of or len(history)
    assert states(connection, period, as_of) == twin.known(history, period, event)
    for summary, of in TWINS.items():
        assert ask(connection, summary, period, as_of) == of(history, period, event), summary
        every = [row for each in PERIODS for row in of(history, each, event)]
        assert ask(connection, summary, None, as_of) == every, summary


def ask(connection, summary, period, as_of):
    return connection.execute(f"FROM summary.{summary}(?, as_of := ?)", [period, as_of]).fetchall()


def states(connection, period, as_of):
    found = connection.execute(
        """
        SELECT
            region_code, activity_key, activity_id, category, status, state, is_reported,
            last_period, submission, is_mapped
        FROM summary.activity_state(?, as_of := ?)
        """,
        [period, as_of],
    ).fetchall()
    return {(region, key): twin.Known(*rest) for region, key, *rest in found}


def compare(connection, history, period, data):
    as_of = data.draw(st.sampled_from([None, *range(1, len(history) + 1)]), label="as_of")
    agree(connection, history, period, as_of)


@settings(max_examples=25)
@given(history=histories(), period=st.sampled_from(PERIODS), data=st.data())
def test_the_same_as_the_twin(connection, history, period, data):
    compare(connection, history, period, data)


@pytest.mark.prove
@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories(), period=st.sampled_from(PERIODS), data=st.data())
def test_the_same_as_the_twin_on_many_histories(connection, history, period, data):
    compare(connection, history, period, data)
