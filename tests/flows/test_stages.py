"""Stages of a flow run, which the Prefect server shows as tasks."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import TaskRun
from prefect.client.schemas.sorting import FlowRunSort

import flows
from flows import stages as presenting
from flows.redact_errors import BugError
from pow_pipeline.errors import LockedError, UploadError
from pow_pipeline.jobs.engine.stages import INGEST, PUBLICATION, Result, Stage
from pow_pipeline.workspace import Workspace
from tests.flows.test_flows import last_stored_on_the_server
from tests.harness.builders import NOW, drop, form, send

PLANTED = "Geheimenwinkel"
pytestmark = pytest.mark.usefixtures("server")
TWICE = Stage("twice", retries=1, retry_seconds=0, retry_on=(OSError,))


def last_tasks(count: int) -> list[TaskRun]:
    """Return the tasks of the last flow run in order, once the server has that many."""
    with get_client(sync_client=True) as client:
        (run,) = client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=1)
        only = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
        for _ in range(300):
            tasks = [
                task
                for task in client.read_task_runs(flow_run_filter=only)
                if task.state and task.state.is_final() and task.start_time
            ]
            if len(tasks) >= count:
                break
            wait_for_events()
    return sorted(tasks, key=lambda task: (task.start_time, task.name))


def wait_for_events() -> None:
    """Give the server a moment: it takes in the states of tasks as events."""
    import time

    time.sleep(0.1)


def names(tasks: list[TaskRun]) -> list[str]:
    """Return the names of tasks, without the suffix that Prefect adds to make them unique."""
    return [re.sub(r"-\w+$", "", task.name) for task in tasks]


def in_a_flow(work: Callable[[], Result]) -> Result:
    return flow(name="trial")(work)()


def completed_runs() -> Counter[str]:
    """Return how many runs of each flow completed."""
    with get_client(sync_client=True) as client:
        names = {flow.id: flow.name for flow in client.read_flows()}
        runs = client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC)
    return Counter(names[run.flow_id] for run in runs if run.state and run.state.is_completed())


def test_the_flows_ingest_and_publish_and_show_their_stages(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.ingest_submissions import ingest_submissions
    from flows.publish_release import publish_release

    monkeypatch.setenv("POW_UPLOAD_TO", f"file://{tmp_path}/uploaded")
    home = str(workspace.home)
    runs = completed_runs()
    for folder in workspace.inbox.iterdir():
        drop(workspace, folder.name, form(folder.name))
    counts = ingest_submissions(home=home, now=NOW)
    assert counts == {"received": 35, "accepted": 35, "rejected": 0, "duplicate": 0, "failed": 0}
    assert names(last_tasks(5)) == [stage.name for stage in INGEST]
    assert publish_release("2021-H1", home=home, now=NOW) == "2021-H1.v1"
    tasks = last_tasks(7)
    assert names(tasks) == ["lock", *(stage.name for stage in PUBLICATION)]
    assert all(task.state and task.state.is_completed() for task in tasks)
    assert all(task.estimated_run_time for task in tasks)
    assert publish_release("2021-H1", home=home, now=NOW) == "2021-H1.v1"
    assert completed_runs() - runs == {"ingest-submissions": 1, "publish-release": 2}


def test_a_failed_stage_is_retried_and_named(
    published: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.publish_release import publish_release
    from pow_pipeline.jobs.engine import stages
    from pow_pipeline.jobs.publish import upload

    (tmp_path / "a file").write_text("where a folder should be")
    monkeypatch.setenv("POW_UPLOAD_TO", str(tmp_path / "a file" / "uploaded"))
    again = Stage("upload", retries=2, retry_seconds=0, retry_on=stages.UPLOAD.retry_on)
    monkeypatch.setattr(upload, "UPLOAD", again)
    send(published, "AM12", form("AM12"))  # a revision, so there is something to publish
    with pytest.raises(UploadError):
        publish_release("2021-H1", home=str(published.home), now=NOW)
    tasks = last_tasks(7)
    failed = [task for task in tasks if task.state and task.state.is_failed()]
    assert (names(failed), failed[0].run_count) == (["upload"], 3)


def test_a_stage_is_retried_only_after_an_error_that_passes() -> None:
    attempts: list[Exception] = []

    def fail(error: Exception) -> None:
        attempts.append(error)
        raise error

    passes, stays = OSError("busy"), LockedError("held")
    with pytest.raises(OSError, match="busy") as raised:
        in_a_flow(lambda: presenting.run_as_task(TWICE, lambda: fail(passes)))
    assert raised.value is passes  # the job sees its own error
    assert attempts == [passes, passes]
    with pytest.raises(LockedError):
        in_a_flow(lambda: presenting.run_as_task(TWICE, lambda: fail(stays)))
    assert attempts[2:] == [stays]


def test_prefect_gets_no_words_of_an_error() -> None:
    def fail() -> None:
        raise ValueError(PLANTED)

    def present() -> str:
        with pytest.raises(ValueError, match=PLANTED):
            presenting.run_as_task(TWICE, fail)
        return "failed, as the job expected"

    assert in_a_flow(present) == "failed, as the job expected"
    stored = last_stored_on_the_server()
    assert f"{BugError.__name__}: ValueError" in stored
    assert PLANTED not in stored


def test_a_stage_returns_what_its_work_returns() -> None:
    errors = [OSError("busy")]

    def work() -> str:
        if errors:
            raise errors.pop()
        return "second"

    assert in_a_flow(lambda: presenting.run_as_task(TWICE, work)) == "second"


def test_only_stages_are_tasks() -> None:
    sources = (path for path in Path(flows.__file__).parent.glob("*.py"))
    assert [path.name for path in sources if "@task" in path.read_text()] == ["stages.py"]
