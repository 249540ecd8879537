"""Flow runs that completed and are executed again, as Retry on the server's page does."""

from datetime import timedelta

import pytest
from prefect.client.orchestration import get_client
from prefect.flow_engine import run_flow
from prefect.states import AwaitingRetry

from pow_pipeline.record.decisions import Decision
from pow_pipeline.record.events import Released, Validated
from pow_pipeline.record.journal import Journal
from tests.harness.builders import NOW, drop, form, ingest_at, send

WHO = {"by": "Jansen", "why": "sent by mistake"}
VERSIONS = ("groen", "oranje", "rood")


def execute(flow, parameters, run=None):
    """Execute a run of a flow: a new one, or one that completed before; return it."""
    with get_client(sync_client=True) as client:
        if run is None:
            run = client.create_flow_run(flow, parameters=parameters)
        else:
            client.set_flow_run_state(run.id, AwaitingRetry(), force=True)
            run = client.read_flow_run(run.id)
        run_flow(flow, flow_run=run, parameters=parameters)
        run = client.read_flow_run(run.id)
    assert run.state.is_completed()
    return run


def events(workspace, kind):
    return [event for event in Journal(workspace.journal).read() if isinstance(event, kind)]


@pytest.mark.usefixtures("server")
@pytest.mark.prove
def test_a_withdrawal_that_is_retried_or_scheduled_twice_is_one(workspace, monkeypatch):
    from flows.decide import decide_extend, decide_withdraw

    monkeypatch.setenv("POW_NOW", NOW.isoformat())
    for status in VERSIONS:
        send(workspace, "AM12", form(rows=[("1", "Jobhunters", "Aanbod", status, "Uitleg.")]))
    asked = {"region": "AM12", "period": "2021-H1", "home": str(workspace.home), **WHO}
    first = execute(decide_withdraw, asked)
    execute(decide_withdraw, asked, first)
    execute(decide_withdraw, asked)
    assert [each.run for each in events(workspace, Decision)] == [str(first.id)]
    execute(decide_withdraw, asked | {"version": 2})
    assert len(events(workspace, Decision)) == 2

    early, late = ({"until": f"2021-08-{day}"} for day in (15, 20))
    extended = execute(decide_extend, asked | early)
    execute(decide_extend, asked | late)
    execute(decide_extend, asked | early, extended)
    assert [each.until.day for each in events(workspace, Decision)[2:]] == [15, 20]


@pytest.mark.usefixtures("server")
def test_a_publication_that_is_retried_after_a_correction_publishes_nothing(published, monkeypatch):
    from flows.publish_release import publish_release

    monkeypatch.setenv("POW_NOW", NOW.isoformat())
    asked = {"period": "2021-H1", "home": str(published.home)}
    run = execute(publish_release, asked)
    rows = [("AM01-001", "Activiteit 1", "Aanbod", "rood", "Uitleg.")]
    drop(published, "AM01", form("AM01", rows=rows), "correction.xlsx")
    ingest_at(published, NOW + timedelta(hours=1))
    execute(publish_release, asked, run)
    assert [each.version for each in events(published, Released)] == [1]
    execute(publish_release, asked)
    assert [each.version for each in events(published, Released)] == [1, 2]


@pytest.mark.usefixtures("server")
@pytest.mark.prove
def test_a_rerun_that_is_retried_after_another_programme_validates_nothing(workspace, monkeypatch):
    from flows.rerun_deliveries import rerun_deliveries
    from tests.harness.builders import command

    monkeypatch.setenv("POW_NOW", NOW.isoformat())
    send(workspace, "AM12", form("AM12", rows=[("1", "Jobhunters", "Aanbod", "paars", "")]))
    asked = {"period": "2021-H1", "is_recorded": True, "home": str(workspace.home), **WHO}
    run = execute(rerun_deliveries, asked)
    path = workspace.programme / "programme.toml"
    text = path.read_text()
    path.write_text(text.replace('["achter", "r"]', '["achter", "r", "paars"]'))
    command(workspace, "programme", "activate", "--yes")
    before = len(events(workspace, Validated))
    execute(rerun_deliveries, asked, run)
    assert len(events(workspace, Validated)) == before
    execute(rerun_deliveries, asked)
    assert len(events(workspace, Validated)) == before + 1
