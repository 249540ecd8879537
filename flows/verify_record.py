"""Flow that verifies the workspace every night."""

from collections.abc import Sequence

from prefect import flow, get_run_logger, task

from flows.artifacts import show_problems
from flows.begin import run_logs, without_words
from flows.events import notify_alarm
from pow_pipeline.errors import VerifyError
from pow_pipeline.jobs.engine.progress import log_progress
from pow_pipeline.jobs.operate.verify.verify import Health, look_at_everything
from pow_pipeline.model import Alarm
from pow_pipeline.settings import read_settings
from pow_pipeline.workspace import open_workspace


@flow(name="verify-record")
@run_logs()
def verify_record(*, share: float = 0.1, home: str = "") -> int:
    """Look whether all that must hold does; raise an alarm and fail where it does not.

    Return how many blobs were hashed again.

    Args:
        share: of which part of what is kept the bytes are hashed again; another part every day.
        home: the workspace; empty: that of the worker.
    """
    health = look_at_all(share, home)
    if health.problems:
        show_problems(health.problems)
        notify_alarm(
            open_workspace(read_settings().workspace(home)),
            sorted({problem.code for problem in health.problems}),
        )
        raise VerifyError(_in_words(health.problems))
    return health.hashed


@task(name="verify", retries=0)
@without_words()
def look_at_all(share: float, home: str) -> Health:
    """Run the verify job."""
    settings = read_settings()
    return look_at_everything(
        open_workspace(settings.workspace(home)),
        share=share,
        clock=settings.clock,
        limits=settings.limits(),
        lock_seconds=settings.lock_seconds,
        waiting_minutes=settings.waiting_minutes,
        progress=log_progress(get_run_logger()),
    )


def _in_words(problems: Sequence[Alarm]) -> str:
    lines = (
        f"{problem.code}: {problem.where}: {problem.found}; {problem.remedy}"
        for problem in problems
    )
    return "\n".join([f"{len(problems)} problems; see them all with: pow verify", *lines])
