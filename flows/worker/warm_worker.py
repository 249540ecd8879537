"""Prefect's process worker, except that a fork server starts the runs."""

import os
import signal
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

import anyio
import anyio.abc
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import DeploymentResponse
from prefect.events import Event
from prefect.events.clients import get_events_subscriber
from prefect.events.filters import EventFilter, EventNameFilter
from prefect.flows import load_flow_from_flow_run
from prefect.logging import get_logger
from prefect.runner._control_channel import ControlChannel
from prefect.runner._flow_run_executor import FlowRunExecutor, FlowRunExecutorContext
from prefect.runner._process_manager import ProcessHandle, create_isolated_termination_scope
from prefect.runner._starter_engine import EngineCommandStarter
from prefect.utilities.processutils import sanitize_subprocess_env
from prefect.workers.process import (
    ProcessJobConfiguration,
    ProcessWorker,
    ProcessWorkerResult,
)

from flows.worker.fork_client import ForkServer, ForkServerError

_CHOOSE_FOLDER: Final = "prefect.deployments.steps.set_working_directory"
_COMMIT_SECONDS: Final = 0.1  # the server sends the event just before its transaction ends
_RECONNECT_SECONDS: Final = 10


class _Configuration(ProcessJobConfiguration):
    """Configuration of a run, with the place of its flow if nothing has to be fetched first."""

    def prepare_for_flow_run(
        self,
        flow_run: FlowRun,
        deployment: DeploymentResponse | None = None,
        *arguments: Any,
        **options: Any,
    ) -> None:
        """Prepare a run; without the place of its flow, the run asks the server for it."""
        super().prepare_for_flow_run(flow_run, deployment, *arguments, **options)
        if deployment and (folder := _folder_of(deployment)):
            self.working_dir = folder
            self.env["PREFECT__FLOW_ENTRYPOINT"] = deployment.entrypoint


def _folder_of(deployment: DeploymentResponse) -> Path | None:
    """Return the folder of a deployment whose only pull step is to choose it."""
    steps = deployment.pull_steps or []
    if [list(step) for step in steps] != [[_CHOOSE_FOLDER]]:
        return None
    return Path(steps[0][_CHOOSE_FOLDER]["directory"])


with warnings.catch_warnings():
    # Prefect warns that this class replaces its own one, which is the purpose.
    warnings.filterwarnings("ignore", message=".*matches existing registered type")

    class WarmWorker(ProcessWorker):
        """Worker of the type `process` that forks a process per run from a fork server."""

        job_configuration = _Configuration

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._server = ForkServer()

        async def __aenter__(self) -> Self:
            self._server.start()
            await super().__aenter__()
            return self

        async def __aexit__(self, *exc_info: object) -> None:
            try:
                await super().__aexit__(*exc_info)
            finally:
                self._server.stop()

        async def start(self, *arguments: Any, **options: Any) -> None:
            """Run the worker; look for runs at intervals, and as soon as one is scheduled."""
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_call_when_scheduled, self.get_and_submit_flow_runs)
                await super().start(*arguments, **options)
                tasks.cancel_scope.cancel()

        async def run(
            self,
            flow_run: FlowRun,
            configuration: ProcessJobConfiguration,
            task_status: anyio.abc.TaskStatus[int] | None = None,
        ) -> ProcessWorkerResult:
            """Execute a run in a forked process; as `ProcessWorker.run` does in a new one."""
            async with FlowRunExecutorContext() as context:
                executor = context.create_executor(
                    flow_run,
                    _ForkStarter(self._server, configuration, context.control_channel),
                    resolve_flow=load_flow_from_flow_run,
                    propose_submitting=False,
                )
                return await _execute(executor, task_status or anyio.TASK_STATUS_IGNORED)


async def _call_when_scheduled(look: Callable[[], Awaitable[object]]) -> None:
    """Call a function whenever the server reports that a run was scheduled, until cancelled.

    The reports only make the worker faster: without them, it finds the run at its next look.
    """
    while True:
        with suppress(Exception):  # as many kinds as a connection to a server has
            async for _ in _scheduled_runs():
                await anyio.sleep(_COMMIT_SECONDS)
                await look()
        await anyio.sleep(_RECONNECT_SECONDS)


async def _scheduled_runs() -> AsyncIterator[Event]:
    """Yield the event of each run that is scheduled."""
    names = EventNameFilter(name=["prefect.flow-run.Scheduled"])
    async with get_events_subscriber(EventFilter(event=names)) as events:
        async for event in events:
            yield event


async def _execute(
    executor: FlowRunExecutor, started: anyio.abc.TaskStatus[int]
) -> ProcessWorkerResult:
    """Execute a run, and report the id of its process as soon as it has one.

    Raises:
        RuntimeError: no process could be started; the executor has reported that.
    """
    result = None

    async def execute(*, task_status: anyio.abc.TaskStatus[ProcessHandle]) -> None:
        nonlocal result
        result = await executor.submit(task_status=task_status)

    async with anyio.create_task_group() as tasks:
        handle = await tasks.start(execute)
        started.started(handle.pid)
    if result is None or result.status_code is None:
        raise RuntimeError("the process of the flow run could not be started")
    return ProcessWorkerResult(status_code=result.status_code, identifier=str(handle.pid))


class _ForkStarter:
    """Starts the process of one run, as Prefect's `ProcessStarter` requires."""

    def __init__(
        self, server: ForkServer, configuration: ProcessJobConfiguration, control: ControlChannel
    ) -> None:
        self._server = server
        self._control = control
        self._folder = configuration.working_dir or Path.cwd()
        self._environment = sanitize_subprocess_env(configuration.env)
        self._new_process = EngineCommandStarter(
            cwd=self._folder,
            env=configuration.env,
            control_channel=control,
            isolate_process_group=True,
        )

    async def start(
        self,
        flow_run: FlowRun,
        task_status: anyio.abc.TaskStatus[ProcessHandle] = anyio.TASK_STATUS_IGNORED,
    ) -> None:
        """Start the process, report it, and wait for its end."""
        try:
            run = await self._server.fork(self._environment_of(flow_run), self._folder)
        except ForkServerError as error:
            get_logger("worker").warning("a flow run starts in a new process: %s", error)
            await self._new_process.start(flow_run, task_status=task_status)
            return
        scope = create_isolated_termination_scope(run.pid)
        task_status.started(ProcessHandle(run, termination_scope=scope))  # type: ignore[arg-type]
        try:
            await run.wait()
        except BaseException:  # the worker ends
            with suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)
            raise

    def _environment_of(self, flow_run: FlowRun) -> dict[str, str]:
        port, token = self._control.register(flow_run.id)
        return self._environment | {
            "PREFECT__FLOW_RUN_ID": str(flow_run.id),
            "PREFECT__ENABLE_CANCELLATION_AND_CRASHED_HOOKS": "false",  # the worker runs them
            "PREFECT__CONTROL_PORT": str(port),
            "PREFECT__CONTROL_TOKEN": token,
        }
