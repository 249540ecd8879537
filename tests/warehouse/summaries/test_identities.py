"""The identities of the plausibility suite hold of every history, so they stop nothing sound."""

import re

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pow_pipeline.warehouse.connection import define_tables
from schemas.plausibility.identities import IDENTITIES
from schemas.plausibility.links import LINKS
from schemas.plausibility.reports import REPORTS
from schemas.plausibility.transitions import TRANSITIONS
from schemas.plausibility.trends import TRENDS
from tests.warehouse.twins import histories, trend_histories
from tests.warehouse.twins.filling import fill

SETTINGS = settings(
    suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)
EXAMPLES = [pytest.param(6, id="a few"), pytest.param(200, id="many", marks=pytest.mark.prove)]

# No folder can be activated that does not expect a region whose report counts; these take any.
LINKED = [each for each in LINKS if each.code != "regions_are_expected"]
OF_ALL = (*IDENTITIES, *REPORTS, *TRENDS, *TRANSITIONS)
COUNTED = [each for each in OF_ALL if each.table != "summary.reporting_rate"]  # has no files


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        define_tables(opened)
        yield opened


def broken(connection, checks, period, programme):
    """Return what each identity finds, where it finds something.

    The summaries that they read are tables for as long, as they are in a release.
    """
    names = set(
        re.findall(r"summary\.(\w+)(?!\w*\()", " ".join(f"{c.table} {c.query}" for c in checks))
    )
    connection.execute("BEGIN")
    for name in sorted(names):
        connection.execute(f"CREATE TABLE summary.frozen_{name} AS FROM summary.{name}")
    for name in sorted(names):
        connection.execute(f"DROP VIEW summary.{name}")
        connection.execute(f"ALTER TABLE summary.frozen_{name} RENAME TO {name}")
    found = {}
    for check in checks:
        query = check.unexpected(f"({check.rows(period)})", programme)
        found[check.code] = connection.execute(query).fetchall()
    connection.execute("ROLLBACK")
    return {code: rows for code, rows in found.items() if rows}


@pytest.mark.parametrize("examples", EXAMPLES)
def test_they_hold_whatever_is_reported_decided_and_mapped(connection, programme, examples):
    @settings(SETTINGS, max_examples=examples)
    @given(history=histories.histories(), period=st.sampled_from(histories.PERIODS))
    def hold(history, period):
        fill(connection, history)
        found = broken(connection, (*OF_ALL, *LINKED), period, programme)
        assert not found, found

    hold()


@pytest.mark.parametrize("examples", EXAMPLES)
def test_they_hold_whatever_comes_and_goes(connection, programme, examples):
    trend_histories.set_up(connection)

    @settings(SETTINGS, max_examples=examples)
    @given(history=trend_histories.histories(), period=st.sampled_from(trend_histories.PERIODS))
    def hold(history, period):
        trend_histories.fill(connection, history)
        found = broken(connection, COUNTED, period, programme)
        assert not found, found

    hold()
