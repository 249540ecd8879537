"""The flows on a real Prefect server, and the deployments that `prefect.yaml` describes."""

import importlib
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from building import NOW, drop, form

import flows
from pow_pipeline.errors import PublicationBlockedError

ROOT = Path(flows.__file__).parents[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    with (
        prefect_test_harness(server_startup_timeout=90),
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        yield


@pytest.mark.usefixtures("server")
def test_the_flows_take_in_and_publish(workspace):
    from flows.ingest_submissions import ingest_submissions
    from flows.publish_release import publish_release

    for folder in workspace.inbox.iterdir():
        drop(workspace, folder.name, form(folder.name))
    counts = ingest_submissions(home=workspace.home, now=NOW)
    assert counts == {"received": 35, "accepted": 35, "rejected": 0, "duplicate": 0, "failed": 0}
    assert publish_release("2021-H1", home=workspace.home, now=NOW) == "2021-H1.v1"
    assert publish_release("2021-H1", home=workspace.home, now=NOW) == "2021-H1.v1"
    assert runs_on_the_server() == {"ingest-submissions": 1, "publish-release": 2}


def runs_on_the_server() -> dict[str, int]:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        names = {flow.id: flow.name for flow in client.read_flows()}
        runs = [run for run in client.read_flow_runs() if run.state and run.state.is_completed()]
    return {name: sum(names[run.flow_id] == name for run in runs) for name in names.values()}


def told(event: str, **said: str) -> list[dict]:
    """Return the events of a kind whose payload says so, once the server has one."""
    from prefect.client.orchestration import get_client

    asked = {"filter": {"event": {"name": [event]}}}
    until = time.monotonic() + 60
    with get_client(sync_client=True) as client:
        while True:
            every = client.request("POST", "/events/filter", json=asked).json()["events"]
            found = [each for each in every if said.items() <= each["payload"].items()]
            if found or time.monotonic() > until:
                return found
            time.sleep(1)


@pytest.mark.usefixtures("server")
def test_others_are_told_by_ids_and_hashes_once_a_release_is_where_it_says(
    workspace, tmp_path, monkeypatch
):
    from flows.ingest_submissions import ingest_submissions
    from flows.publish_release import publish_release

    monkeypatch.setenv("POW_DELIVER_TO", f"file://{tmp_path}/delivered")
    for folder in list(workspace.inbox.iterdir())[:20]:
        drop(workspace, folder.name, form(folder.name))
    ingest_submissions(home=workspace.home, now=NOW)
    with pytest.raises(PublicationBlockedError):
        publish_release("2021-H1", home=workspace.home, now=NOW)
    (blocked,) = told("pow.release.blocked", period="2021-H1")
    assert blocked["payload"] == {"period": "2021-H1"}
    for folder in list(workspace.inbox.iterdir())[20:]:
        drop(workspace, folder.name, form(folder.name))
    ingest_submissions(home=workspace.home, now=NOW)
    publish_release("2021-H1", home=workspace.home, now=NOW, embargo="2021-08-20")
    assert not (tmp_path / "delivered").exists()
    ingest_submissions(home=workspace.home, now=datetime(2021, 8, 20, tzinfo=UTC))
    publish_release("2021-H1", home=workspace.home, now=datetime(2021, 8, 21, tzinfo=UTC))
    public = tmp_path / "delivered" / "releases" / "2021-H1.v1" / "public"
    (published,) = told("pow.release.published", address=public.as_uri())
    assert published["resource"]["prefect.resource.id"] == "pow.release.2021-H1.v1"
    assert published["payload"] == {
        "period": "2021-H1",
        "version": 1,
        "address": public.as_uri(),
        "manifest": sha256((public / "manifest.json").read_bytes()).hexdigest(),
    }


def test_the_deployments_name_flows_that_exist():
    said = yaml.safe_load((ROOT / "prefect.yaml").read_text())
    assert {each["name"] for each in said["deployments"]} == {"ingest", "publish"}
    for deployment in said["deployments"]:
        path, _, name = deployment["entrypoint"].partition(":")
        module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
        assert getattr(module, name).name
