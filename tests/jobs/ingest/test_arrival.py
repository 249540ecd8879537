"""What the moment and the order of arrival decide, and what senders are told about it."""

import json
import os
from datetime import UTC, datetime

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.intake.receive import look_at_inbox
from pow_pipeline.workspace import Workspace
from tests.harness.builders import ask, drop, feedback_of, form, ingest_at, send, wait_for_tick
from tests.harness.invariants import assert_invariants

LAST_DAY = datetime(2021, 7, 31, 21, 59, tzinfo=UTC)  # a minute before midnight in Amsterdam
AFTER = datetime(2021, 8, 2, 9, 0, tzinfo=UTC)
GREEN = form(rows=[("1", "x", "Aanbod", "groen", "")])
ORANGE = form(rows=[("1", "x", "Aanbod", "oranje", "Later in het jaar.")])
UNKNOWN = form(rows=[("1", "x", "Aanbod", "paars", "")])
COUNTS = "geaccepteerd – telt mee"


@pytest.mark.parametrize(
    ("seen", "on_time", "expected"),
    [
        (LAST_DAY, 1, "Ontvangen 31-07-2021 23:59"),
        (LAST_DAY.replace(hour=22, minute=0), 0, "na de uiterste datum (31-07-2021)"),
    ],
)
def test_a_file_that_was_there_before_the_deadline_is_on_time(
    seen: datetime, on_time: int, expected: str, workspace: Workspace
) -> None:
    drop(workspace, "AM12", GREEN)
    look_at_inbox(workspace, clock=lambda: seen)
    ingest_at(workspace, AFTER)
    rate = "SELECT on_time FROM summary.reporting_rate('2021-H1') WHERE region_code = 'AM12'"
    assert ask(workspace, rate) == [(on_time,)]
    assert expected in feedback_of(workspace, "AM12-2-1")
    payload = json.loads((workspace.outbox / "AM12" / "AM12-2-1" / "feedback.json").read_bytes())
    assert payload["arrived_at"] == seen.isoformat()
    assert (payload["received_at"], payload["arrival_evidence"]) == (AFTER.isoformat(), "seen")
    assert_invariants(workspace)


def test_the_trace_of_a_delivery_shows_when_it_arrived(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(workspace, "AM12", GREEN)
    look_at_inbox(workspace, clock=lambda: LAST_DAY)
    ingest_at(workspace, AFTER)
    assert run(["trace", "AM12-2-1", "--json", "--home", str(workspace.home)]) == 0
    (delivery,) = json.loads(capsys.readouterr().out)["deliveries"]
    assert delivery["arrival_evidence"] == "seen"
    assert datetime.fromisoformat(delivery["arrived_at"]) == LAST_DAY


def drop_two(workspace: Workspace, first: bytes, second: bytes) -> None:
    """Drop two files, the second of which clearly comes later."""
    wait_for_tick(drop(workspace, "AM12", first, "v1.xlsx"))
    drop(workspace, "AM12", second, "v2.xlsx")


def deliveries(workspace: Workspace) -> list[str]:
    found = ask(workspace, "SELECT delivery FROM record.delivery ORDER BY sequence")
    return [delivery for (delivery,) in found]


@pytest.mark.parametrize("batch_size", [1, 10])
def test_of_two_versions_in_a_batch_one_counts_and_the_other_names_it(
    batch_size: int, workspace: Workspace
) -> None:
    drop_two(workspace, GREEN, ORANGE)
    ingest_at(workspace, batch_size=batch_size)
    first, second = deliveries(workspace)
    result = feedback_of(workspace, first)
    assert COUNTS not in result
    assert "maar telt nu niet mee; versie 2 van 10-07-2021 telt mee, die daarna kwam." in result
    assert f"Na dit bestand ontvingen wij van u v2.xlsx ({second})." in result
    assert "U hoeft niets te doen." in result
    assert COUNTS in feedback_of(workspace, second)
    assert "Zij vervangt versie 1 van 10-07-2021." in feedback_of(workspace, second)
    assert not ask(workspace, "SELECT rule FROM record.finding WHERE rule = 'R-ORDER-01'")
    assert_invariants(workspace)


def test_versions_in_two_batches_are_reported_what_counted_then(workspace: Workspace) -> None:
    send(workspace, "AM12", GREEN)
    send(workspace, "AM12", ORANGE)
    assert all(COUNTS in feedback_of(workspace, each) for each in deliveries(workspace))


def test_a_rejected_file_with_an_accepted_one_after_it_needs_no_correction(
    workspace: Workspace,
) -> None:
    drop_two(workspace, UNKNOWN, GREEN)
    ingest_at(workspace)
    first, second = deliveries(workspace)
    result = feedback_of(workspace, first)
    assert "Uw bestand telt niet mee; versie 1 van 10-07-2021 telt mee, die daarna kwam." in result
    assert f"v2.xlsx ({second})" in result
    assert "U hoeft niets te doen." in result
    assert "stuur het hele bestand" not in result


def test_an_accepted_file_with_a_rejected_one_after_it_counts(workspace: Workspace) -> None:
    drop_two(workspace, GREEN, UNKNOWN)
    ingest_at(workspace)
    first, second = deliveries(workspace)
    assert COUNTS in feedback_of(workspace, first)
    assert "versie 1 van 10-07-2021 blijft gelden" in feedback_of(workspace, second)


@pytest.mark.parametrize("batch_size", [1, 10])
def test_a_sender_is_asked_which_of_two_versions_is_right(
    batch_size: int, workspace: Workspace
) -> None:
    """The file that arrives last was written first, as after copying an old version."""
    drop_two(workspace, GREEN, ORANGE)
    os.utime(workspace.inbox / "AM12" / "v2.xlsx", (0, 0))
    ingest_at(workspace, batch_size=batch_size)
    first, second = deliveries(workspace)
    query = "SELECT delivery, found, expected FROM record.finding WHERE rule = 'R-ORDER-01'"
    assert ask(workspace, query) == [(second, "v2.xlsx", ["v1.xlsx"])]
    assert ask(workspace, "SELECT delivery FROM summary.submission_in_force") == [(second,)]
    result = feedback_of(workspace, second)
    assert "Van uw rapportage kwamen meerdere versies tegelijk binnen" in result
    assert "wij ontvingen ook v1.xlsx" in result
    assert "R-ORDER-01" not in feedback_of(workspace, first)
    assert_invariants(workspace)
    assert send(workspace, "AM12", GREEN) == "accepted"  # the answer: the first one is right
    assert ask(workspace, "SELECT count(*) FROM summary.open_query('2021-H1')") == [(0,)]


def test_only_versions_of_one_period_are_asked_about(workspace: Workspace) -> None:
    drop_two(workspace, GREEN, form(period="2020-H2"))
    os.utime(workspace.inbox / "AM12" / "v2.xlsx", (0, 0))
    ingest_at(workspace)
    assert ask(workspace, "SELECT count(*) FROM record.delivery WHERE tie IS NOT NULL") == [(2,)]
    assert not ask(workspace, "FROM record.finding WHERE rule = 'R-ORDER-01'")
