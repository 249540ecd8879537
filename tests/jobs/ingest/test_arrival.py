"""What the moment and the order of arrival decide, and what senders are told about it."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.intake.receive import scan_inbox
from pow_pipeline.workspace import Workspace
from tests.harness.builders import ask, drop, feedback_of, form, ingest_at, send, wait_for_tick
from tests.harness.invariants import assert_invariants
from tests.harness.story import copy_workspace

LAST_DAY = datetime(2021, 7, 31, 21, 59, tzinfo=UTC)  # a minute before midnight in Amsterdam
AFTER = datetime(2021, 8, 2, 9, 0, tzinfo=UTC)
COUNTS = "geaccepteerd – telt mee"


# By region: when its file was seen, whether it is on time, and what its feedback says.
SEEN = {
    "AM12": (LAST_DAY, 1, "Ontvangen 31-07-2021 23:59"),
    "AM13": (LAST_DAY.replace(hour=22, minute=0), 0, "na de uiterste datum (31-07-2021)"),
}


@pytest.fixture(scope="module")
def received_late(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace that received the files of `SEEN` days after they were seen."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("late"))
    for region, (seen, _, _) in SEEN.items():
        drop(workspace, region, form(region))
        scan_inbox(workspace, clock=lambda seen=seen: seen)
    ingest_at(workspace, AFTER)
    assert_invariants(workspace)
    return workspace


def delivery_of(workspace: Workspace, region: str) -> str:
    ((delivery,),) = ask(workspace, "SELECT delivery FROM record.delivery WHERE sender = ?", region)
    return str(delivery)


@pytest.mark.parametrize("region", SEEN)
def test_a_file_that_was_there_before_the_deadline_is_on_time(
    region: str, received_late: Workspace
) -> None:
    seen, on_time, expected = SEEN[region]
    rate = "SELECT on_time FROM summary.reporting_rate('2021-H1') WHERE region_code = ?"
    assert ask(received_late, rate, region) == [(on_time,)]
    delivery = delivery_of(received_late, region)
    assert expected in feedback_of(received_late, delivery)
    folder = received_late.outbox / region / delivery
    payload = json.loads((folder / "feedback.json").read_bytes())
    assert payload["arrived_at"] == seen.isoformat()
    assert (payload["received_at"], payload["arrival_evidence"]) == (AFTER.isoformat(), "seen")


def test_the_trace_of_a_delivery_shows_when_it_arrived(
    received_late: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    name = delivery_of(received_late, "AM12")
    assert run(["trace", name, "--json", "--home", str(received_late.home)]) == 0
    (delivery,) = json.loads(capsys.readouterr().out)["deliveries"]
    assert delivery["arrival_evidence"] == "seen"
    assert datetime.fromisoformat(delivery["arrived_at"]) == LAST_DAY


def content(region: str, status: str, period: str = "2021-H1") -> bytes:
    return form(region, period, [("1", "x", "Aanbod", status, "Later in het jaar.")])


def drop_two(workspace: Workspace, region: str, first: bytes, second: bytes) -> None:
    """Drop two files, the second of which clearly comes later."""
    wait_for_tick(drop(workspace, region, first, "v1.xlsx"))
    drop(workspace, region, second, "v2.xlsx")


def deliveries(workspace: Workspace, region: str = "AM12") -> list[str]:
    names = "SELECT delivery FROM record.delivery WHERE sender = ? ORDER BY sequence"
    return [delivery for (delivery,) in ask(workspace, names, region)]


@pytest.fixture(scope="module")
def together(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace in which regions sent two files each, all validated in one batch.

    Of AM13 and AM17 the one that arrives last was written first, as after copying an old version.
    """
    workspace = copy_workspace(template, tmp_path_factory.mktemp("together"))
    drop_pairs(workspace)
    drop_two(workspace, "AM14", content("AM14", "paars"), content("AM14", "groen"))
    drop_two(workspace, "AM15", content("AM15", "groen"), content("AM15", "paars"))
    drop_two(workspace, "AM17", content("AM17", "groen"), content("AM17", "groen", "2020-H2"))
    os.utime(workspace.inbox / "AM17" / "v2.xlsx", (0, 0))
    ingest_at(workspace, batch_size=10)
    assert_invariants(workspace)
    return workspace


@pytest.fixture(scope="module")
def apart(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same of AM12 and AM13, each file validated in a batch of its own."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("apart"))
    drop_pairs(workspace)
    ingest_at(workspace, batch_size=1)
    assert_invariants(workspace)
    return workspace


def drop_pairs(workspace: Workspace) -> None:
    for region in ("AM12", "AM13"):
        drop_two(workspace, region, content(region, "groen"), content(region, "oranje"))
    os.utime(workspace.inbox / "AM13" / "v2.xlsx", (0, 0))


@pytest.fixture(params=["apart", "together"])
def in_pairs(request: pytest.FixtureRequest) -> Workspace:
    workspace = request.getfixturevalue(request.param)
    assert isinstance(workspace, Workspace)
    return workspace


def test_of_two_versions_one_counts_and_the_other_names_it(in_pairs: Workspace) -> None:
    first, second = deliveries(in_pairs)
    page = feedback_of(in_pairs, first)
    assert COUNTS not in page
    assert "maar telt nu niet mee; versie 2 van 10-07-2021 telt mee, die daarna kwam." in page
    assert f"Na dit bestand ontvingen wij van u v2.xlsx ({second})." in page
    assert "U hoeft niets te doen." in page
    assert COUNTS in feedback_of(in_pairs, second)
    assert "Zij vervangt versie 1 van 10-07-2021." in feedback_of(in_pairs, second)


def test_feedback_on_versions_in_two_batches_says_what_counted_then(workspace: Workspace) -> None:
    for status in ("groen", "oranje"):
        send(workspace, "AM12", content("AM12", status))
    assert all(COUNTS in feedback_of(workspace, name) for name in deliveries(workspace))


def test_a_rejected_file_with_an_accepted_one_after_it_needs_no_correction(
    together: Workspace,
) -> None:
    first, second = deliveries(together, "AM14")
    page = feedback_of(together, first)
    assert "Uw bestand telt niet mee; versie 1 van 10-07-2021 telt mee, die daarna kwam." in page
    assert f"v2.xlsx ({second})" in page
    assert "U hoeft niets te doen." in page
    assert "stuur het hele bestand" not in page


def test_an_accepted_file_with_a_rejected_one_after_it_counts(together: Workspace) -> None:
    first, second = deliveries(together, "AM15")
    assert COUNTS in feedback_of(together, first)
    assert "versie 1 van 10-07-2021 blijft gelden" in feedback_of(together, second)


def test_a_sender_is_asked_which_of_two_versions_is_right(
    in_pairs: Workspace, tmp_path: Path
) -> None:
    first, second = deliveries(in_pairs, "AM13")
    query = "SELECT delivery, found, expected FROM record.finding WHERE rule = 'R-ORDER-01'"
    assert ask(in_pairs, query) == [(second, "v2.xlsx", ["v1.xlsx"])]
    counted = "SELECT delivery FROM summary.submission_in_force WHERE region_code = 'AM13'"
    assert ask(in_pairs, counted) == [(second,)]
    page = feedback_of(in_pairs, second)
    assert "Van uw rapportage kwamen meerdere versies tegelijk binnen" in page
    assert "wij ontvingen ook v1.xlsx" in page
    assert "R-ORDER-01" not in feedback_of(in_pairs, first)
    answered = copy_workspace(in_pairs.home, tmp_path)  # the first one is right
    assert send(answered, "AM13", content("AM13", "groen")) == "accepted"
    open_query = "SELECT count(*) FROM summary.open_query('2021-H1') WHERE rule = 'R-ORDER-01'"
    assert (ask(in_pairs, open_query), ask(answered, open_query)) == ([(1,)], [(0,)])


def test_only_versions_of_one_period_are_asked_about(together: Workspace) -> None:
    ties = "SELECT sender, count(*) FROM record.delivery WHERE tie IS NOT NULL GROUP BY ALL"
    assert sorted(ask(together, ties)) == [("AM13", 2), ("AM17", 2)]
    senders = (
        "SELECT DISTINCT sender FROM record.finding JOIN record.delivery USING (delivery) "
        "WHERE rule = 'R-ORDER-01'"
    )
    assert ask(together, senders) == [("AM13",)]
