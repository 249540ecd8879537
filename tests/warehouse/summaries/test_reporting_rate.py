"""The reporting rate: who counts, who was on time, and a numerator that is part of the whole."""

from datetime import UTC, datetime

import pytest

from tests.harness.builders import ask, form, send
from tests.jobs.ingest.test_ingest import withdraw_now

LAST_MOMENT = datetime(2021, 7, 31, 21, 59, tzinfo=UTC)  # the deadline is 31 July in Amsterdam
TOO_LATE = datetime(2021, 7, 31, 22, 0, tzinfo=UTC)
OTHER = [("1", "x", "Route", "rood", "Later.")]


def rate_of(workspace, region="AM12"):
    ((in_force, on_time),) = ask(
        workspace,
        "SELECT in_force, on_time FROM summary.reporting_rate('2021-H1') WHERE region_code = ?",
        region,
    )
    return in_force, on_time


@pytest.mark.parametrize(("now", "on_time"), [(LAST_MOMENT, 1), (TOO_LATE, 0)])
def test_the_deadline_is_a_day_in_the_programmes_time_zone(now, on_time, workspace):
    send(workspace, "AM12", form(), now)
    assert rate_of(workspace) == (1, on_time)


def test_a_correction_after_the_deadline_was_still_on_time(workspace):
    send(workspace, "AM12", form(), LAST_MOMENT)
    send(workspace, "AM12", form(rows=OTHER), TOO_LATE)
    assert rate_of(workspace) == (1, 1)


def test_when_the_report_that_was_on_time_is_withdrawn_the_other_is_late(workspace):
    send(workspace, "AM12", form(), LAST_MOMENT)
    send(workspace, "AM12", form(rows=OTHER), TOO_LATE)
    withdraw_now(workspace, version=1)
    assert rate_of(workspace) == (1, 0)


def test_the_programme_counts_each_expected_region_once(workspace):
    send(workspace, "AM12", form())
    send(workspace, "AM12", form(rows=OTHER))
    send(workspace, "AM13", b"nonsense")
    assert ask(
        workspace,
        "SELECT expected, in_force, on_time, silent, percentage "
        "FROM summary.reporting_rate('2021-H1') WHERE scope = 'programme'",
    ) == [(35, 1, 1, 34, 3)]
