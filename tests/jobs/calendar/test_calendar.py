"""The calendar kept in a real workspace: forms, reminders, what they say, and who gets none."""

import shutil
from datetime import date
from threading import Thread

import pytest

from pow_pipeline.jobs.calendar.record_done import record_done
from pow_pipeline.jobs.calendar.remind import record_reminder
from pow_pipeline.jobs.calendar.state import current_state
from pow_pipeline.jobs.decide.decide import exempt, extend
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.corpus.marked import marked
from tests.harness.builders import command, drop, form, run_at, send
from tests.harness.invariants import assert_invariants
from tests.jobs.calendar.calendar_runs import at, reminded_in, reminders_in, run_calendar_at

WHO = {"by": "me", "why": "a test"}
ASKED = [("1", "Jobhunters", "Aanbod", "rood", ""), ("2", "Markt", "Vraag", "groen", "")]


@pytest.fixture(scope="module")
def opened(template, tmp_path_factory) -> Workspace:
    """A workspace in which the first period has opened, with its forms; only to be copied."""
    home = tmp_path_factory.mktemp("opened") / "work"
    shutil.copytree(template, home, symlinks=True)
    workspace = Workspace(home)
    assert run_calendar_at(workspace, "2021-06-01").forms == ("2021-H1",)
    return workspace


@pytest.fixture
def workspace(opened, tmp_path) -> Workspace:
    shutil.copytree(opened.home, tmp_path / "work", symlinks=True)
    return Workspace(tmp_path / "work")


def text_of(workspace, region: str) -> str:
    (path,) = workspace.outbox.glob(f"{region}/reminder-*/reminder.txt")
    return path.read_text(encoding="utf-8")


def test_when_a_period_opens_each_region_gets_its_form_once(workspace):
    forms = sorted(path.name for path in workspace.outbox.glob("*/*.xlsx"))
    assert len(forms) == 35
    assert forms[0] == "AM01_2021-H1.xlsx"
    (workspace.outbox / "AM12" / "AM12_2021-H1.xlsx").unlink()  # its region has taken it
    head = Journal(workspace.journal).head()
    assert run_calendar_at(workspace, "2021-06-01").forms == ()
    assert run_calendar_at(workspace, "2021-06-30").forms == ()
    assert not list(workspace.outbox.glob("AM12/*"))
    assert Journal(workspace.journal).head() == head
    assert run_calendar_at(workspace, "2021-12-01").forms == ("2021-H2",)


def test_forms_that_cannot_be_written_are_named_and_tried_again(template, tmp_path):
    shutil.copytree(template, tmp_path / "work", symlinks=True)
    workspace = Workspace(tmp_path / "work")
    (workspace.outbox / "AM12").rmdir()
    (workspace.outbox / "AM12").touch()
    run_result = run_calendar_at(workspace, "2021-07-17")
    assert run_result.forms == ()
    assert "AM12_2021-H1.xlsx" in run_result.problems[0]
    assert "AM12/reminder-2021-H1-" in run_result.problems[1]
    assert len(reminders_in(workspace)) == 34  # nobody waits for it
    (workspace.outbox / "AM12").unlink()
    run_result = run_calendar_at(workspace, "2021-07-17")
    assert (run_result.forms, run_result.problems, run_result.reminded) == (("2021-H1",), (), ())
    assert len(reminders_in(workspace)) == 35


def test_who_has_nothing_to_do_is_not_reminded(workspace):
    for region, content in (
        ("AM13", form("AM13", rows=ASKED)),
        ("AM14", b"nonsense"),
        ("AM12", form("AM12")),
    ):
        drop(workspace, region, content)  # taken in first, by the calendar itself
    exempt(run_at(workspace, at("2021-07-01")), "AM15", "2021-H1", **WHO)
    extend(run_at(workspace, at("2021-07-01")), "AM17", "2021-H1", until=date(2021, 8, 15), **WHO)
    run_result = run_calendar_at(workspace, "2021-07-17")
    outcomes = {result.delivery[:4]: result.outcome for result in run_result.results}
    assert outcomes == {"AM12": "accepted", "AM13": "accepted", "AM14": "rejected"}
    (reminded,) = run_result.reminded
    assert len(reminded.regions) == 35 - 3
    assert not {"AM12", "AM15", "AM17"} & set(reminded.regions)
    others, later = run_calendar_at(workspace, "2021-08-01").reminded
    assert (others.days, later.days, later.regions) == (1, -14, ("AM17",))
    assert_invariants(workspace)


def test_a_reminder_says_what_is_open_and_what_to_do(workspace):
    drop(workspace, "AM13", form("AM13", rows=ASKED))
    drop(workspace, "AM14", b"nonsense")
    (reminded,) = run_calendar_at(workspace, "2021-07-28").reminded
    number = reminded.number
    assert text_of(workspace, "AM12") == (
        "Herinnering: rapportage eerste halfjaar 2021 – Perspectief op Werk\n\n"
        "Denkt u aan de rapportage van uw regio? U bent op tijd tot en met 31-07-2021.\n\n"
        "Van uw regio hebben wij over deze periode nog niets ontvangen.\n\n"
        "Vul het formulier AM12_2021-H1.xlsx in. Het staat in de map van uw regio "
        "(outbox/AM12).\n\n"
        "Sla het bestand op en zet het in de map van uw regio (inbox/AM12), of doe zoals met u "
        "is afgesproken.\n\n"
        "Hebt u het bestand al ingestuurd? Dan hoeft u niets meer te doen.\n\n"
        "Regio: AM12 Gooi en Vechtstreek\n"
        "Periode: eerste halfjaar 2021\n"
        "Inzenden t/m: 31-07-2021\n"
        f"Kenmerk: reminder-2021-H1-{number}\n"
    )
    assert (workspace.outbox / "AM12" / "AM12_2021-H1.xlsx").is_file()
    asked = text_of(workspace, "AM13")
    (delivery,) = (path.name for path in workspace.outbox.glob("AM13/AM13-*"))
    assert "Er is nog 1 vraag zonder antwoord. Uw rapportage telt intussen mee." in asked
    assert f"in de map outbox/AM13/{delivery}." in asked
    assert (workspace.outbox / "AM13" / delivery / "feedback.xlsx").is_file()
    assert "telt over deze periode nog geen rapportage mee. Waarom" in text_of(workspace, "AM14")
    page = (workspace.outbox / "AM12" / f"reminder-2021-H1-{number}" / "reminder.html").read_text()
    assert "tot en met 31-07-2021" in page
    assert "<h1>" in page


def test_after_the_deadline_it_says_so(workspace):
    run_calendar_at(workspace, "2021-08-01")
    text = text_of(workspace, "AM12")
    assert "De uiterste datum voor de rapportage van uw regio was 31-07-2021." in text
    assert "Doe het zo snel mogelijk, dan kan uw regio nog meetellen." in text


def test_a_query_that_is_answered_is_not_reminded_of(workspace):
    assert send(workspace, "AM13", form("AM13", rows=ASKED), at("2021-07-01")) == "accepted"
    answered = marked(
        [("R-EXPLANATION-01", "1", "De werkgever is failliet.")], ASKED, region="AM13"
    )
    drop(workspace, "AM13", answered, "answer.xlsx")
    (reminded,) = run_calendar_at(workspace, "2021-07-17").reminded
    assert "AM13" not in reminded.regions


def test_what_was_taken_from_an_outbox_does_not_come_back(workspace):
    run_calendar_at(workspace, "2021-07-17")
    shutil.rmtree(next(workspace.outbox.glob("AM12/reminder-*")))
    run_calendar_at(workspace, "2021-07-18")
    assert not list(workspace.outbox.glob("AM12/reminder-*"))


def test_a_report_that_comes_in_between_is_seen(workspace):
    """Whom to remind is decided on all events before: another one in between, and it is anew."""
    run = run_at(workspace, at("2021-07-17"))
    calendar = current_state(run)
    ((period, reminder),) = calendar.due_reminders()
    assert "AM12" in reminder.regions
    assert send(workspace, "AM12", form("AM12"), run.clock()) == "accepted"
    assert record_reminder(run, period, reminder, last=calendar.last) is None
    ((_, reminder),) = current_state(run, earlier=calendar).due_reminders()
    assert "AM12" not in reminder.regions


def test_two_at_once_remind_once(workspace):
    runs = [Thread(target=run_calendar_at, args=(workspace, "2021-07-17")) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(reminded_in(workspace)) == 35
    assert len(reminders_in(workspace)) == 35


def test_overdue_and_publication_are_stated_until_they_are_noted(workspace):
    assert run_calendar_at(workspace, "2021-07-31").overdue == ()
    extend(run_at(workspace, at("2021-07-01")), "AM13", "2021-H1", until=date(2021, 8, 15), **WHO)
    for region in ("AM12", "AM14"):
        drop(workspace, region, form(region))
    (overdue,) = run_calendar_at(workspace, "2021-08-01").overdue
    assert (overdue.period, len(overdue.regions), overdue.is_notified) == ("2021-H1", 32, False)
    assert not {"AM12", "AM13", "AM14"} & set(overdue.regions)
    assert overdue.deadline == date(2021, 7, 31)
    now = at("2021-08-01")
    assert record_done(run_at(workspace, now), "2021-H1", "overdue", day=overdue.deadline)
    assert not record_done(run_at(workspace, now), "2021-H1", "overdue", day=overdue.deadline)
    (overdue,) = current_state(run_at(workspace, at("2021-08-15"))).overdue()
    assert (len(overdue.regions), overdue.is_notified) == (32, True)
    # The time of AM13 is over as well.
    (overdue,) = current_state(run_at(workspace, at("2021-08-16"))).overdue()
    assert (len(overdue.regions), overdue.is_notified) == (33, False)
    assert record_done(run_at(workspace, now), "2021-H1", "overdue", day=overdue.deadline)
    # Nobody reported about 2020-H2.
    assert current_state(run_at(workspace, at("2021-09-14"))).period_to_publish() is None
    assert run_calendar_at(workspace, "2021-09-15").publication == "2021-H1"
    assert record_done(run_at(workspace, now), "2021-H1", "publication", day=date(2021, 9, 15))
    assert not record_done(run_at(workspace, now), "2021-H1", "publication", day=date(2021, 9, 15))
    assert current_state(run_at(workspace, at("2021-09-15"))).period_to_publish() is None
    # Stopped yesterday.
    assert current_state(run_at(workspace, at("2021-09-16"))).period_to_publish() == "2021-H1"


def test_the_command_says_what_it_did(workspace, monkeypatch, capsys):
    monkeypatch.setenv("POW_NOW", "2021-07-17T09:00:00Z")
    capsys.readouterr()
    command(workspace, "remind")
    assert "2021-H1: reminded AM01, AM02" in capsys.readouterr().out
    command(workspace, "remind")
    assert capsys.readouterr().out == "nothing is due\n"
    command(workspace, "remind", "--json")
    assert '"reminded": []' in capsys.readouterr().out


def shown(workspace, capsys, *arguments: str) -> list[str]:
    capsys.readouterr()
    command(workspace, "calendar", *arguments)
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_the_calendar_shows_what_was_done_is_due_and_is_to_come(workspace, monkeypatch, capsys):
    extend(run_at(workspace, at("2021-07-01")), "AM13", "2021-H1", until=date(2021, 8, 15), **WHO)
    for path in sorted(workspace.inbox.iterdir()):
        if path.name not in {"AM12", "AM13"}:
            drop(workspace, path.name, form(path.name))
    run_calendar_at(workspace, "2021-07-17")
    monkeypatch.setenv("POW_NOW", "2021-08-01T09:00:00Z")
    assert shown(workspace, capsys, "2021-H1") == [
        "2021-06-01 2021-H1 done opens: the forms go to the regions",
        "2021-07-17 2021-H1 done reminder, 14 days before the deadline: AM12",
        "2021-07-28 2021-H1 past reminder, 3 days before the deadline: nobody",
        "2021-07-31 2021-H1 past deadline; silent: AM12",
        "2021-08-01 2021-H1 due reminder, 1 day after the deadline: AM12",
        "2021-08-01 2021-H1 due reminder, 14 days before the deadline: AM13",
        "2021-08-07 2021-H1 to come reminder, 7 days after the deadline: AM12",
        "2021-08-12 2021-H1 to come reminder, 3 days before the deadline: AM13",
        "2021-08-15 2021-H1 to come deadline; silent: AM13",
        "2021-08-16 2021-H1 to come reminder, 1 day after the deadline: AM13",
        "2021-08-22 2021-H1 to come reminder, 7 days after the deadline: AM13",
        "2021-09-15 2021-H1 to come publication: the figures are released",
        f"Next: pow remind --home {workspace.home}",
    ]
    assert len(shown(workspace, capsys)) == 8  # those of the next 30 days
    assert len(shown(workspace, capsys, "--days", "6")) == 4
    assert shown(workspace, capsys, "2020-H2")[-1].split()[2] == "past"
    monkeypatch.setenv("POW_NOW", "2021-10-01T09:00:00Z")
    assert shown(workspace, capsys)[0] == (
        "2021-09-15 2021-H1 due publication: the figures are released"
    )
    now = at("2021-10-01")
    record_done(run_at(workspace, now), "2021-H1", "published", day=now.date())
    run_calendar_at(workspace, now)
    assert shown(workspace, capsys) == ["nothing is due, and nothing comes in the next 30 days"]
    assert shown(workspace, capsys, "2021-H1")[-1].split()[2] == "done"
