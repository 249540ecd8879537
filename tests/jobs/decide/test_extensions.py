"""An extension moves the deadline of a region and the day on which the period closes for it."""

import json
from collections.abc import Mapping, Sequence
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
from tests.harness.story import copy_workspace

UNKNOWN = [("1", "x", "Aanbod", "paars", "")]


@pytest.fixture(scope="module")
def closing(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose period 2021-H1 closes three days after its deadline."""
    home = copy_workspace(template, tmp_path_factory.mktemp("closing")).home
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
    return copy_workspace(closing, tmp_path)


def on(day: int) -> datetime:
    return datetime(2021, 8, day, 9, 0, tzinfo=UTC)


def extend(workspace: Workspace, until: str, region: str = "AM12") -> None:
    command(workspace, "decide", "extend", region, "2021-H1", "--until", until, "--why", "illness")


def last_delivery(workspace: Workspace) -> str:
    ((delivery,),) = ask(workspace, "SELECT max_by(delivery, sequence) FROM record.delivery")
    return str(delivery)


def send_by_day(workspace: Workspace, sent: Mapping[str, Sequence[int]]) -> dict[str, list[str]]:
    """Send the form of each region on its days, those of one day together.

    Args:
        workspace: The workspace.
        sent: By region, the days on which it sends its form, in order.

    Returns:
        By region, its outcomes in order.
    """
    outcomes: dict[str, list[str]] = {region: [] for region in sent}
    for day in sorted({day for days in sent.values() for day in days}):
        most = max(days.count(day) for days in sent.values())
        for number in range(most):
            for region, days in sent.items():
                if days.count(day) > number:
                    drop(workspace, region, form(region))
            for result in ingest_at(workspace, on(day)).results:
                outcomes[result.delivery.partition("-")[0]].append(result.outcome)
    return outcomes


# By region: its extensions, the day on which it reports, and the outcome.
REPORTS = {
    "AM01": ((), 3, "accepted"),
    "AM02": ((), 4, "rejected"),
    "AM03": (("2021-08-02",), 3, "accepted"),  # an extension never makes a period close earlier
    "AM05": (("2021-08-02",), 4, "rejected"),
    "AM06": (("2021-08-05",), 5, "accepted"),
    "AM07": (("2021-08-05",), 6, "rejected"),
    "AM08": (("2021-08-10", "2021-08-05"), 6, "rejected"),  # the last one counts
}


@pytest.fixture(scope="module")
def reported(closing: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The outcomes of `REPORTS`; AM02 has no extension while others have one."""
    workspace = copy_workspace(closing, tmp_path_factory.mktemp("reported"))
    for region, (extensions, _, _) in REPORTS.items():
        for until in extensions:
            extend(workspace, until, region)
    return send_by_day(workspace, {region: [day] for region, (_, day, _) in REPORTS.items()})


@pytest.mark.parametrize("region", REPORTS)
def test_a_region_may_report_until_its_closing_day_or_its_own_extension(
    region: str, reported: dict[str, list[str]]
) -> None:
    assert reported[region] == [REPORTS[region][-1]]


def test_a_refused_file_sent_again_after_an_extension_is_validated_again(
    workspace: Workspace,
) -> None:
    contents = {"AM12": form(), "AM13": form("AM13", rows=UNKNOWN)}

    def send_both() -> list[str]:
        for region, content in contents.items():
            drop(workspace, region, content)
        return [result.outcome for result in ingest_at(workspace, on(4)).results]

    assert send_both() == ["rejected", "rejected"]
    assert send_both() == ["duplicate", "duplicate"]
    for region in contents:
        extend(workspace, "2021-08-05", region)
    assert send_both() == ["accepted", "rejected"]
    assert ask(
        workspace,
        "SELECT sender, rule FROM record.finding JOIN record.delivery USING (delivery) "
        "WHERE severity = 'error' ORDER BY ALL",
    ) == [
        ("AM12", "R-PERIOD-06"),
        ("AM13", "R-PERIOD-06"),
        ("AM13", "R-STATUS-01"),  # both of its files are rejected, and differ
    ]
    assert send_both() == ["duplicate", "duplicate"]
    assert_invariants(workspace)


# By region: its extension, the days on which it sends its form, and the outcomes.
REFUSED = {
    "AM01": (None, (4, 6), ["rejected", "duplicate"]),
    "AM02": ("2021-08-02", (4, 6), ["rejected", "duplicate"]),  # the closing day stays the same
    "AM03": ("2021-08-05", (4, 6), ["rejected", "rejected"]),
    "AM05": ("2021-08-05", (4, 5, 6), ["rejected", "accepted", "rejected"]),
    "AM06": ("2021-08-05", (4, 6, 6), ["rejected", "rejected", "duplicate"]),
}


@pytest.mark.parametrize("batch", [1, 100])
def test_a_refused_file_is_answered_anew_when_another_day_counts(
    batch: int, workspace: Workspace
) -> None:
    outcomes = send_by_day(
        workspace, {region: days[:1] for region, (_, days, _) in REFUSED.items()}
    )
    for region, (until, _, _) in REFUSED.items():
        if until:
            extend(workspace, until, region)
    for region, (_, days, _) in REFUSED.items():
        for number, day in enumerate(days[1:]):
            drop(workspace, region, form(region), f"{number}.xlsx")
            receive_inbox(workspace, clock=lambda day=day: on(day), batch_size=10, stable_seconds=0)
    last: dict[str, str] = {}
    for result in ingest_at(workspace, on(6), batch).results:
        region = result.delivery.partition("-")[0]
        outcomes[region].append(result.outcome)
        last[region] = result.delivery
    assert outcomes == {region: expected for region, (_, _, expected) in REFUSED.items()}
    for region, expected in outcomes.items():
        if expected[-1] == "rejected":
            assert "tot en met 05-08-2021" in feedback_of(workspace, last[region])


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
    assert [result.outcome for result in ingest_at(workspace, on(4)).results] == [
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


# By region: the days on which it sends its form, its extension, and how many files can count.
EXTENDED = {
    "AM01": ((3,), "2021-08-05", 0),  # accepted
    "AM02": ((4,), "2021-08-03", 0),  # too short for it
    "AM03": ((4,), "2021-08-04", 1),
    "AM05": ((4, 4), "2021-08-04", 1),  # its duplicate changes nothing
    "AM06": ((6,), "2021-08-05", 0),
    "AM07": ((3, 4), "2021-08-05", 1),
}


@pytest.fixture(scope="module")
def refused(closing: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace in which `EXTENDED` was sent, and nothing is extended yet."""
    workspace = copy_workspace(closing, tmp_path_factory.mktemp("refused"))
    send_by_day(workspace, {region: days for region, (days, _, _) in EXTENDED.items()})
    return workspace


@pytest.mark.parametrize("region", EXTENDED)
def test_extending_prints_how_a_refused_file_can_count(
    region: str, refused: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    _, until, number = EXTENDED[region]
    expected = ask(
        refused,
        "SELECT delivery FROM record.result WHERE outcome = 'rejected' AND region_code = ?",
        region,
    )
    capsys.readouterr()
    extend(refused, until, region)
    output = capsys.readouterr().out.splitlines()[1:]
    assert [(line.split(" ")[0],) for line in output] == expected[:number]
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
# By region: its rows, its extension, the days it is received and validated, and the closing day.
ANSWERED: dict[str, tuple[Sequence[Sequence[str]], str | None, int, int, int | None]] = {
    "AM01": (UNKNOWN, None, 3, 3, None),
    "AM02": (UNKNOWN, None, 3, 4, 3),  # received in time, refused after the closing day
    "AM03": (UNKNOWN, None, 4, 4, 3),
    "AM05": (UNKNOWN, "2021-08-05", 5, 5, None),
    "AM06": (UNKNOWN, "2021-08-05", 6, 6, 5),
    "AM07": (QUERIED, None, 3, 3, None),
    "AM08": (QUERIED, None, 3, 4, 3),
}


@pytest.fixture(scope="module")
def answered(closing: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace in which `ANSWERED` was received and validated, day by day."""
    workspace = copy_workspace(closing, tmp_path_factory.mktemp("answered"))
    for region, (_, until, _, _, _) in ANSWERED.items():
        if until:
            extend(workspace, until, region)
    for validated in sorted({row[3] for row in ANSWERED.values()}):
        for region, (rows, _, received, day, _) in ANSWERED.items():
            if day == validated:
                drop(workspace, region, form(region, rows=rows))
                moment = on(received)
                receive_inbox(
                    workspace, clock=lambda moment=moment: moment, batch_size=10, stable_seconds=0
                )
        ingest_at(workspace, on(validated))
    return workspace


@pytest.mark.parametrize("region", ANSWERED)
def test_feedback_after_the_closing_day_asks_for_nothing_that_is_refused(
    region: str, answered: Workspace
) -> None:
    closed = ANSWERED[region][-1]
    ((delivery,),) = ask(answered, "SELECT delivery FROM record.delivery WHERE sender = ?", region)
    page = feedback_of(answered, delivery)
    steps = ("stuur het hele bestand opnieuw in", "zo snel mogelijk", "dat bestand insturen")
    shown = [text for text in steps if text in page]
    assert (CLOSED.format(closed) in page) == (closed is not None)
    assert ("uitstel" in page, not shown) == (closed is not None, closed is not None)


def test_a_check_knows_of_an_extension(
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("POW_NOW", on(4).isoformat())
    extend(workspace, "2021-08-05")
    ingest_at(workspace, on(4))
    acceptable = {}
    for region in ("AM12", "AM13"):
        (file := tmp_path / f"{region}.xlsx").write_bytes(form(region))
        capsys.readouterr()
        run(["check", str(file), "--json", "--home", str(workspace.home)])
        acceptable[region] = json.loads(capsys.readouterr().out)[0]["acceptable"]
    assert acceptable == {"AM12": True, "AM13": False}


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
