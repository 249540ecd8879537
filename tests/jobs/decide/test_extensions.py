"""An extension moves the deadline of a region and the day on which the period closes for it."""

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.intake.receive import receive_inbox
from pow_pipeline.jobs.calendar.due import DueReminder, is_lapsed
from pow_pipeline.record.decisions import Extended
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme
from tests.harness.builders import NOW, ask, command, drop, feedback_of, form, ingest_at, send
from tests.harness.invariants import assert_invariants

UNKNOWN = [("1", "x", "Aanbod", "paars", "")]


@pytest.fixture(scope="module")
def closing(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose period 2021-H1 closes three days after its deadline."""
    home = tmp_path_factory.mktemp("closing") / "work"
    shutil.copytree(template, home, symlinks=True)
    path = home / "programme" / "programme.toml"
    text = path.read_text(encoding="utf-8")
    deadline = "deadline = 2021-07-31\n"
    path.write_text(text.replace(deadline, f"{deadline}closes = 2021-08-03\n"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("POW_NOW", NOW.isoformat())
        command(Workspace(home), "programme", "activate", "--yes")
    return home


@pytest.fixture
def workspace(closing: Path, tmp_path: Path) -> Workspace:
    home = tmp_path / "work"
    shutil.copytree(closing, home, symlinks=True)
    return Workspace(home)


def on(day: int) -> datetime:
    return datetime(2021, 8, day, 9, 0, tzinfo=UTC)


def extend(workspace: Workspace, until: str, region: str = "AM12") -> None:
    command(workspace, "decide", "extend", region, "2021-H1", "--until", until, "--why", "illness")


def last_delivery(workspace: Workspace) -> str:
    ((delivery,),) = ask(workspace, "SELECT max_by(delivery, sequence) FROM record.delivery")
    return str(delivery)


def rules_of(workspace: Workspace) -> list[str]:
    found = ask(workspace, "SELECT rule FROM record.finding WHERE severity = 'error' ORDER BY ALL")
    return [rule for (rule,) in found]


@pytest.mark.parametrize(
    ("until", "day", "outcome"),
    [
        (None, 3, "accepted"),
        (None, 4, "rejected"),
        ("2021-08-02", 3, "accepted"),  # an extension never makes a period close earlier
        ("2021-08-02", 4, "rejected"),
        ("2021-08-05", 5, "accepted"),
        ("2021-08-05", 6, "rejected"),
    ],
)
def test_a_region_may_report_until_its_closing_day_or_its_extension(
    until: str | None, day: int, outcome: str, workspace: Workspace
) -> None:
    if until:
        extend(workspace, until)
    assert send(workspace, "AM12", form(), on(day)) == outcome


def test_an_extension_holds_for_its_region_alone(workspace: Workspace) -> None:
    extend(workspace, "2021-08-05")
    assert send(workspace, "AM13", form("AM13"), on(4)) == "rejected"


def test_of_two_extensions_the_last_counts(workspace: Workspace) -> None:
    extend(workspace, "2021-08-10")
    extend(workspace, "2021-08-05")
    assert send(workspace, "AM12", form(), on(6)) == "rejected"


@pytest.mark.parametrize(
    ("rows", "outcome", "rules"),
    [
        (None, "accepted", ["R-PERIOD-06"]),
        (UNKNOWN, "rejected", ["R-PERIOD-06", "R-STATUS-01"]),  # both are rejected, and differ
    ],
)
def test_a_refused_file_sent_again_after_an_extension_is_validated_again(
    rows: Sequence[Sequence[str]] | None, outcome: str, rules: list[str], workspace: Workspace
) -> None:
    content = form(rows=rows) if rows else form()
    assert send(workspace, "AM12", content, on(4)) == "rejected"
    assert send(workspace, "AM12", content, on(4)) == "duplicate"
    extend(workspace, "2021-08-05")
    assert send(workspace, "AM12", content, on(4)) == outcome
    assert rules_of(workspace) == rules
    assert send(workspace, "AM12", content, on(4)) == "duplicate"
    assert_invariants(workspace)


@pytest.mark.parametrize(
    ("until", "days", "outcomes"),
    [
        (None, (4, 6), ["rejected", "duplicate"]),
        ("2021-08-02", (4, 6), ["rejected", "duplicate"]),  # the closing day stays the same
        ("2021-08-05", (4, 6), ["rejected", "rejected"]),
        ("2021-08-05", (4, 5, 6), ["rejected", "accepted", "rejected"]),
        ("2021-08-05", (4, 6, 6), ["rejected", "rejected", "duplicate"]),
    ],
)
@pytest.mark.parametrize("batch", [1, 100])
def test_a_refused_file_is_answered_anew_when_another_day_counts(
    until: str | None, days: Sequence[int], outcomes: list[str], batch: int, workspace: Workspace
) -> None:
    seen = [send(workspace, "AM12", form(), on(days[0]))]
    if until:
        extend(workspace, until)
    for number, day in enumerate(days[1:]):
        drop(workspace, "AM12", form(), f"{number}.xlsx")
        receive_inbox(workspace, clock=lambda day=day: on(day), batch_size=10, stable_seconds=0)
    seen += [each.outcome for each in ingest_at(workspace, on(days[-1]), batch).results]
    assert seen == outcomes
    if outcomes[-1] == "rejected":
        assert "tot en met 05-08-2021" in feedback_of(workspace, last_delivery(workspace))


def test_an_extension_does_not_count_for_what_was_received_before_it(
    workspace: Workspace,
) -> None:
    """However late the validation: a batch may hold what came before the decision and after it."""
    decided = Extended(
        at=on(4),
        by="me",
        why="illness",
        region_code="AM12",
        period="2021-H1",
        until=date(2021, 8, 5),
    )
    for number in range(2):
        drop(workspace, "AM12", form(), f"{number}.xlsx")
        receive_inbox(workspace, clock=lambda: on(4), batch_size=10, stable_seconds=0)
        if not number:
            Journal(workspace.journal).append(decided)
    assert [each.outcome for each in ingest_at(workspace, on(4)).results] == [
        "rejected",
        "accepted",
    ]


def test_a_rerun_accepts_a_refused_file_after_an_extension(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POW_NOW", on(4).isoformat())
    assert send(workspace, "AM12", form(), on(4)) == "rejected"
    refused = last_delivery(workspace)
    rerun = ("rerun", "2021-H1", "--yes", "--why", "more time")
    command(workspace, *rerun)
    assert ask(workspace, "SELECT count(*) FROM summary.submission_in_force") == [(0,)]
    extend(workspace, "2021-08-05")
    command(workspace, *rerun)
    assert ask(workspace, "SELECT delivery FROM summary.submission_in_force") == [(refused,)]
    assert ask(
        workspace,
        "SELECT on_time FROM summary.reporting_rate('2021-H1') WHERE region_code = 'AM12'",
    ) == [(1,)]
    assert_invariants(workspace)


@pytest.mark.parametrize(
    ("sent", "until", "named"),
    [
        ((3,), "2021-08-05", []),  # accepted
        ((4,), "2021-08-03", []),  # too short for it
        ((4,), "2021-08-04", ["AM12-6-1"]),
        ((4, 4), "2021-08-04", ["AM12-6-1"]),  # its duplicate changes nothing
        ((6,), "2021-08-05", []),
        ((3, 4), "2021-08-05", ["AM12-9-1"]),
    ],
)
def test_who_extends_is_reported_how_a_refused_file_can_count(
    sent: tuple[int, ...],
    until: str,
    named: list[str],
    workspace: Workspace,
    capsys: pytest.CaptureFixture[str],
) -> None:
    send(workspace, "AM13", form("AM13"), on(4))
    for day in sent:
        send(workspace, "AM12", form(), on(day))
    capsys.readouterr()
    extend(workspace, until)
    output = capsys.readouterr().out.splitlines()[1:]
    assert [line.split(" ")[0] for line in output] == named
    assert all("pow rerun 2021-H1" in line and "send it again" in line for line in output)


def test_feedback_names_one_deadline_and_one_closing_day(workspace: Workspace) -> None:
    extend(workspace, "2021-08-05")
    send(workspace, "AM12", form(rows=UNKNOWN), on(4))
    result = feedback_of(workspace, last_delivery(workspace))
    assert "U bent op tijd tot en met 05-08-2021." in result
    assert "Na 05-08-2021 kunt u niets meer insturen over deze periode." in result
    assert "03-08-2021" not in result
    assert "31-07-2021" not in result


QUERIED = [("1", "x", "Aanbod", "rood", "")]
CLOSED = "Over deze periode kunt u niets meer insturen. Dat kon tot en met 0{}-08-2021."


@pytest.mark.parametrize(
    ("rows", "until", "received", "validated", "closed"),
    [
        (UNKNOWN, None, 3, 3, None),
        (UNKNOWN, None, 3, 4, 3),  # received in time, refused after the closing day
        (UNKNOWN, None, 4, 4, 3),
        (UNKNOWN, "2021-08-05", 5, 5, None),
        (UNKNOWN, "2021-08-05", 6, 6, 5),
        (QUERIED, None, 3, 3, None),
        (QUERIED, None, 3, 4, 3),
    ],
)
def test_feedback_after_the_closing_day_asks_for_nothing_that_is_refused(
    rows: Sequence[Sequence[str]],
    until: str | None,
    received: int,
    validated: int,
    closed: int | None,
    workspace: Workspace,
) -> None:
    if until:
        extend(workspace, until)
    drop(workspace, "AM12", form(rows=rows))
    receive_inbox(workspace, clock=lambda: on(received), batch_size=10, stable_seconds=0)
    ingest_at(workspace, on(validated))
    result = feedback_of(workspace, last_delivery(workspace))
    steps = ("stuur het hele bestand opnieuw in", "zo snel mogelijk", "dat bestand insturen")
    shown = [text for text in steps if text in result]
    assert (CLOSED.format(closed) in result) == (closed is not None)
    assert ("uitstel" in result, not shown) == (closed is not None, closed is not None)


@pytest.mark.parametrize(("region", "acceptable"), [("AM12", True), ("AM13", False)])
def test_a_check_knows_of_an_extension(
    region: str,
    acceptable: bool,  # noqa: FBT001 -- one of the two
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("POW_NOW", on(4).isoformat())
    extend(workspace, "2021-08-05")
    ingest_at(workspace, on(4))
    (file := tmp_path / "form.xlsx").write_bytes(form(region))
    capsys.readouterr()
    run(["check", str(file), "--json", "--home", str(workspace.home)])
    assert json.loads(capsys.readouterr().out)[0]["acceptable"] == acceptable


@pytest.mark.parametrize(
    ("deadline", "day", "lapsed"),
    [("2021-07-31", 3, False), ("2021-07-31", 4, True), ("2021-08-05", 5, False)],
)
def test_a_region_with_an_extension_is_reminded_until_it_closes(
    deadline: str,
    day: int,
    lapsed: bool,  # noqa: FBT001 -- one of the two
    programme: Programme,
) -> None:
    period = programme.period("2021-H1")
    assert period
    period = period.model_copy(update={"closes": date(2021, 8, 3)})
    reminder = DueReminder(date.fromisoformat(deadline), 0, ("AM12",))
    assert is_lapsed(period, reminder, date(2021, 8, day)) == lapsed
