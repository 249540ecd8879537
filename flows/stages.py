"""Runs the stages of a job as Prefect tasks, which retry as `jobs/engine/stages.py` states."""

from collections.abc import Callable
from typing import TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.redact_errors import redact_errors
from pow_pipeline.jobs.engine.stages import Stage

Result = TypeVar("Result")


def run_as_task(stage: Stage, work: Callable[[], Result], /) -> Result:
    """Run the work of a stage as a task, in this thread; retry it as the stage allows.

    The timeline of the flow run shows each task.

    The task returns nothing, because Prefect would keep a large result in memory until the flow
    ends. Prefect sees a redacted error; the job sees the original one.
    """
    results: list[Result] = []
    errors: list[Exception] = []

    @task(
        name=stage.name,
        retries=stage.retries,
        retry_delay_seconds=stage.retry_seconds,
        retry_condition_fn=lambda *_: stage.may_succeed_after(errors[-1]),
        persist_result=False,
        cache_policy=NO_CACHE,
        log_prints=False,
    )
    @redact_errors()
    def attempt() -> None:
        try:
            results.append(work())
        except Exception as error:
            errors.append(error)
            raise

    try:
        attempt()
    except Exception:
        if errors and not results:
            raise errors[-1] from None
        raise  # an error of Prefect itself
    return results[-1]
