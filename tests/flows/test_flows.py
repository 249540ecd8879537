"""The flows on a real Prefect server, and the deployments that `prefect.yaml` describes."""

import importlib
import re
import socket
import time
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

import flows
from pow_pipeline.cli.decide.decide import decide as decide_commands
from pow_pipeline.errors import PublicationBlockedError, VerifyError
from pow_pipeline.jobs.notify.submissions import Notifications, notifications_since
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.reminders import CalendarTaskDone
from pow_pipeline.warehouse.lock import try_lock
from pow_pipeline.workspace import Workspace
from tests.harness.builders import NOW, ask, command, drop, form, ingest_at, run_at, send
from tests.harness.story import copy_workspace, let_purple_be_red

ROOT = Path(flows.__file__).parents[1]
PLANTED = "Geheimenwinkel"
LAST_FIRST = {
    "logs": "TIMESTAMP_DESC",
    "flow_runs": "START_TIME_DESC",
    "task_runs": "EXPECTED_START_TIME_DESC",
}


@pytest.mark.usefixtures("server")
def test_a_form_of_the_server_shows_what_each_parameter_is():
    from prefect import Flow

    from flows import decide
    from flows.backfill import backfill_periods
    from flows.follow_calendar import follow_calendar
    from flows.rerun_deliveries import rerun_deliveries
    from flows.verify_record import verify_record

    decisions = [flow for flow in vars(decide).values() if isinstance(flow, Flow)]
    assert len(decisions) == 10
    others = (rerun_deliveries, backfill_periods, follow_calendar, verify_record)
    for flow in (*decisions, *others):
        for name, parameter in flow.parameters.properties.items():
            assert parameter["description"].endswith("."), (flow.name, name)


@pytest.mark.usefixtures("server")
def test_what_an_operator_decides_counts_at_once(workspace):
    from flows.decide import decide_exempt, decide_extend, decide_final, decide_withdraw

    drop(workspace, "AM12", form("AM12"))
    ingest_at(workspace)
    home, who = str(workspace.home), {"by": "Jansen", "why": "by telephone"}
    until = date(2021, 8, 15)
    decide_extend(region="AM13", period="2021-H1", until=until, home=home, **who)
    decide_exempt(region="AM14", period="2021-H1", home=home, **who)
    decide_withdraw(region="AM12", period="2021-H1", home=home, **who)
    decide_final(period="2021-H1", home=home, **who)
    result = ask(workspace, "SELECT decision FROM record.decision ORDER BY event")
    assert result == [("extend",), ("exempt",), ("withdraw",), ("final",)]
    assert ask(workspace, "SELECT count(*) FROM summary.submission_in_force('2021-H1')") == [(0,)]


@pytest.mark.usefixtures("server")
def test_the_calendar_reminds_reports_who_is_late_and_publishes_on_the_day(workspace, monkeypatch):
    from flows.follow_calendar import follow_calendar

    regions = sorted(path.name for path in workspace.inbox.iterdir())
    for region in regions[:30]:
        drop(workspace, region, form(region))
    home, began = str(workspace.home), datetime.now(UTC)
    monkeypatch.setenv("POW_NOW", "2021-08-01T09:00:00Z")
    assert follow_calendar(home=home) is None
    assert follow_calendar(home=home) is None
    assert len([*workspace.outbox.glob("*/reminder-*/reminder.html")]) == 5
    monkeypatch.setenv("POW_NOW", "2021-09-15T09:00:00Z")
    assert follow_calendar(home=home) == "2021-H1.v1"
    assert emitted("pow.release.published", since=began)["payload"]["version"] == 1
    assert follow_calendar(home=home) is None
    done = [e.done for e in Journal(workspace.journal).read() if isinstance(e, CalendarTaskDone)]
    assert done == ["forms", "overdue", "published"]


@pytest.fixture(scope="module")
def purple_once(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that rejected a report of a purple activity, which it would now accept."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("purple"))
    send(workspace, "AM12", form("AM12", rows=[("1", "Jobhunters", "Aanbod", "paars", "")]))
    let_purple_be_red(workspace)
    command(workspace, "programme", "activate", "--yes")
    return workspace.home


@pytest.fixture
def purple(purple_once: Path, tmp_path: Path) -> Workspace:
    return copy_workspace(purple_once, tmp_path)


WHO = {"by": "Jansen", "why": "purple is red"}


@pytest.mark.usefixtures("server")
def test_a_rerun_counts_only_when_it_is_stated(purple: Workspace) -> None:
    from flows.rerun_deliveries import rerun_deliveries

    options = WHO | {"home": str(purple.home)}
    assert rerun_deliveries(period="2021-H1", **options) == 1
    assert rerun_deliveries(period="2021-H1", is_recorded=True, **options) == 1
    assert rerun_deliveries(period="2021-H1", is_recorded=True, **options) == 0
    assert rerun_deliveries(**options) == 0  # nothing has failed


@pytest.mark.usefixtures("server")
def test_a_backfill_counts_only_when_it_is_stated(purple: Workspace) -> None:
    from flows.backfill import backfill_periods

    options = WHO | {"home": str(purple.home), "first": "2020-H2", "last": "2021-H1"}
    accepted = "SELECT count(*) FROM summary.submission_in_force('2021-H1')"
    assert backfill_periods(**options) == []
    assert ask(purple, accepted) == [(0,)]
    assert backfill_periods(**options, is_recorded=True) == []  # nothing had been published
    assert ask(purple, accepted) == [(1,)]


def emitted(event: str, *, since: datetime) -> dict:
    """Return the one event of a kind that the server has since a moment, once it is there."""
    (one,) = all_emitted(event, since=since)
    return one


def all_emitted(event: str, *, since: datetime) -> list[dict]:
    """Return the events of a kind that the server has since a moment, once there are any."""
    from prefect.client.orchestration import get_client

    occurred = {"since": since.isoformat()}
    query = {"filter": {"event": {"name": [event]}, "occurred": occurred}}
    until = time.monotonic() + 60
    with get_client(sync_client=True) as client:
        while True:
            events = client.request("POST", "/events/filter", json=query).json()["events"]
            if events or time.monotonic() > until:
                return events
            time.sleep(0.05)


@pytest.mark.usefixtures("server")
def test_a_release_is_notified_by_ids_and_hashes_after_its_upload(workspace, tmp_path, monkeypatch):
    from flows.ingest_submissions import ingest_submissions
    from flows.publish_release import publish_release

    began = datetime.now(UTC)
    monkeypatch.setenv("POW_UPLOAD_TO", f"file://{tmp_path}/uploaded")
    with pytest.raises(PublicationBlockedError):
        publish_release("2021-H1", home=str(workspace.home), now=NOW)
    blocked = emitted("pow.release.blocked", since=began)
    assert blocked["payload"] == {"period": "2021-H1"}
    for folder in workspace.inbox.iterdir():
        drop(workspace, folder.name, form(folder.name))
    ingest_submissions(home=str(workspace.home), now=NOW)
    publish_release("2021-H1", home=str(workspace.home), now=NOW, embargo="2021-08-20")
    ingest_at(workspace, datetime(2021, 8, 20, tzinfo=UTC))  # a command, which lets it end
    assert not (tmp_path / "uploaded").exists()
    ingest_submissions(home=str(workspace.home), now=datetime(2021, 8, 21, tzinfo=UTC))
    published = emitted("pow.release.published", since=began)
    public = tmp_path / "uploaded" / "releases" / "2021-H1.v1" / "public"
    assert published["resource"]["prefect.resource.id"] == "pow.release.2021-H1.v1"
    assert published["payload"] == {
        "period": "2021-H1",
        "version": 1,
        "address": public.as_uri(),
        "manifest": sha256((public / "manifest.json").read_bytes()).hexdigest(),
    }


@pytest.mark.usefixtures("server")
def test_a_period_is_complete_anyone_who_worked_the_last_report_off(workspace, monkeypatch):
    from flows.decide import decide_exempt
    from flows.ingest_submissions import ingest_submissions

    began = datetime.now(UTC)
    monkeypatch.setenv("POW_NOW", NOW.isoformat())
    home = str(workspace.home)
    ingest_submissions(home=home)
    first, *others = sorted(path.name for path in workspace.inbox.iterdir())
    for region in others:
        drop(workspace, region, form(region))
    ingest_at(workspace)  # as a command does, which tells nobody
    decide_exempt(region=first, period="2021-H1", by="Jansen", why="has no plan", home=home)
    assert emitted("pow.period.complete", since=began)["payload"] == {"period": "2021-H1"}
    ingest_submissions(home=home)
    assert len(all_emitted("pow.submission.accepted", since=began)) == len(others)


def test_nobody_waits_to_report_while_another_is_at_work(workspace):
    since = Journal(workspace.journal).head()
    send(workspace, "AM12", form("AM12"))
    with try_lock(workspace):
        assert notifications_since(run_at(workspace), since) == Notifications(since)
    assert len(notifications_since(run_at(workspace), since).validated) == 1


def test_what_could_not_be_reported_is_reported_by_the_next_run(workspace, monkeypatch):
    """A server that hangs holds nothing up for long; that nobody was told is known afterwards."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows import events, notify

    monkeypatch.setattr(events, "_PATIENCE", 1)
    run, result = run_at(workspace), []
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        url = f"http://127.0.0.1:{hanging.getsockname()[1]}/api"
        with (
            temporary_settings({PREFECT_API_URL: url}),
            notify.notifying(run),
        ):
            send(workspace, "AM12", form("AM12"))
    with (
        temporary_settings({PREFECT_API_URL: None}),
        notify.notifying(run),
    ):
        pass  # no server at all, and none is started for it
    monkeypatch.setattr(
        notify,
        "notify_submissions",
        lambda _, notifications, **_others: result.append(notifications),
    )
    with notify.notifying(run):
        pass
    assert [each.results[0].outcome for batch in result for each in batch.validated] == ["accepted"]


@pytest.mark.usefixtures("server")
def test_what_does_not_hold_raises_an_alarm_and_fails_where_people_look(workspace, monkeypatch):
    from flows.verify_record import verify_record

    monkeypatch.setenv("POW_NOW", NOW.isoformat())
    home, began = str(workspace.home), datetime.now(UTC)
    send(workspace, "AM12", form("AM12"))
    assert verify_record(share=1, home=home) > 0
    (workspace.inbox / "form.xlsx").write_bytes(form())
    Blobs(workspace.blobs).path(sha256(form("AM12")).hexdigest()).write_bytes(b"something else")
    with pytest.raises(VerifyError, match="not the bytes that were kept"):
        verify_record(share=1, home=home)
    alarm = emitted("pow.alarm", since=began)
    assert alarm["payload"] == {"codes": ["blob", "inbox"]}


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("corrects", [VerifyError, None], ids=["person", "nobody"])
def test_the_server_is_given_a_remedy_and_no_text_of_a_bug(corrects, workspace, monkeypatch):
    from flows import verify_record
    from flows.redact_errors import BugError

    def fail(*_, **__):
        if corrects:
            raise corrects("fix this") from ValueError(PLANTED)
        raise ValueError(PLANTED)

    monkeypatch.setattr(verify_record, "check_everything", fail)
    result = "fix this" if corrects else "ValueError"
    with pytest.raises(corrects or BugError, match=f"^{result}"):
        verify_record.verify_record(home=str(workspace.home))
    stored = last_stored_on_the_server()
    assert f"Error: {result}" in stored
    assert "Traceback" in stored
    assert PLANTED not in stored


def last_stored_on_the_server() -> str:
    """Return the last lines that are logged there, and the states of the last runs."""
    from prefect.client.orchestration import get_client
    from prefect.logging.handlers import APILogWorker

    APILogWorker.drain_all()
    with get_client(sync_client=True) as client:
        return "\n".join(
            client.request("POST", f"/{kind}/filter", json={"sort": sort}).text
            for kind, sort in LAST_FIRST.items()
        )


def test_every_flow_and_task_redacts_errors():
    for path in (ROOT / "flows").glob("*.py"):
        for kind, begins in re.findall(
            r"^@(flow|task)\(.*\)\n(.*)$", path.read_text(), re.MULTILINE
        ):
            wanted = "@run_logs()" if kind == "flow" else "@redact_errors()"
            is_decision = begins.startswith(
                "def decide_"
            )  # all that it does is done by one function
            assert begins == wanted or is_decision, (path.name, begins)


def test_the_deployments_name_flows_that_exist():
    text = yaml.safe_load((ROOT / "prefect.yaml").read_text())
    decisions = {name for name in decide_commands if not name.startswith("-")} - {"erase"}
    assert {each["name"] for each in text["deployments"]} == {
        "ingest",
        "calendar",
        "publish",
        "rerun",
        "backfill",
        "verify",
        *decisions,
    }
    for deployment in text["deployments"]:
        path, _, name = deployment["entrypoint"].partition(":")
        module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
        assert getattr(module, name).name
