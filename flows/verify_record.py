"""Flow that verifies the workspace every night."""

from collections.abc import Sequence

from prefect import flow

from flows.artifacts import show_problems
from flows.begin import open_flow_run, run_logs
from flows.events import notify_alarm
from pow_pipeline.errors import VerifyError
from pow_pipeline.jobs.operate.verify.verify import check_everything
from pow_pipeline.model.alarms import Alarm


@flow(name="verify-record")
@run_logs()
def verify_record(*, share: float = 0.1, home: str = "") -> int:
    """Verify the workspace; raise an alarm and fail if there are problems.

    Return how many blobs were hashed again.

    Args:
        share: share of the stored bytes to hash again, a different part each day.
        home: the workspace; empty: that of the worker.
    """
    run = open_flow_run(home)
    health = check_everything(run, share=share)
    if health.problems:
        show_problems(health.problems)
        notify_alarm(run, sorted({problem.code for problem in health.problems}))
        raise VerifyError(_in_words(health.problems))
    return health.hashed


def _in_words(problems: Sequence[Alarm]) -> str:
    lines = (
        f"{problem.code}: {problem.where}: {problem.found}; {problem.remedy}"
        for problem in problems
    )
    return "\n".join([f"{len(problems)} problems; see them all with: pow verify", *lines])
