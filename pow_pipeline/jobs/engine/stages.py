"""Declares the stages of the jobs: their names, and on which errors and how often each is retried.

A stage is retried only if a second attempt continues the first one or replaces what it wrote:
`receive` continues from its claims, and `upload` records a release once per destination. `load` and
`publish` are not retried; the next run continues from the record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from pow_pipeline.errors import LockedError, SandboxError, UploadError
from pow_pipeline.machine_faults import MachineFaultError

Result = TypeVar("Result")

Progress = Callable[[int, int], None]
"""Called within a stage with the amount of work done and the total."""

_MACHINE: Final = (OSError, MachineFaultError)


@dataclass(frozen=True)
class Stage:
    """One stage of a job.

    Attributes:
        name: name of the stage, as shown to users.
        retries: number of times that it may be repeated after a failure.
        retry_seconds: pause before each repetition.
        retry_on: errors after which a repetition can succeed; other errors end the stage at once.
    """

    name: str
    retries: int = 0
    retry_seconds: float = 0
    retry_on: tuple[type[Exception], ...] = ()

    def may_succeed_after(self, error: Exception) -> bool:
        """Return whether repeating the stage can succeed after an error."""
        return isinstance(error, self.retry_on)


class RunStage(Protocol):
    """Runs the work of a stage, presents it to the caller, and returns its result.

    The work is called in the thread of the caller, once or, as the stage allows, several times. If
    it fails, the error that it raised is raised.
    """

    def __call__(self, stage: Stage, work: Callable[[], Result], /) -> Result:
        """Run the work of a stage and return its result."""


def be_silent(done: int, total: int, /) -> None:
    """Report no progress."""
    del done, total


def run_directly(_: Stage, work: Callable[[], Result], /) -> Result:
    """Run the work of a stage without presenting it."""
    return work()


LOCK: Final = Stage("lock", retries=5, retry_seconds=60, retry_on=(LockedError,))

RECEIVE: Final = Stage("receive", retries=3, retry_seconds=10, retry_on=_MACHINE)
PARSE: Final = Stage("parse", retries=3, retry_seconds=10, retry_on=(*_MACHINE, SandboxError))
VALIDATE: Final = Stage("validate")
LOAD: Final = Stage("load")
FEEDBACK: Final = Stage("feedback", retries=3, retry_seconds=10, retry_on=_MACHINE)
# In this order: `ingest` receives, and the worker (worker.py) does the rest.
INGEST: Final = (RECEIVE, PARSE, VALIDATE, LOAD, FEEDBACK)

STAGING: Final = Stage("staging")
CHECK: Final = Stage("check")
RENDER: Final = Stage("render")
VERIFY: Final = Stage("verify")
PUBLISH: Final = Stage("publish")
UPLOAD: Final = Stage(
    "upload", retries=3, retry_seconds=30, retry_on=(*_MACHINE, LockedError, UploadError)
)
PUBLICATION: Final = (STAGING, CHECK, RENDER, VERIFY, PUBLISH, UPLOAD)

FORMS: Final = Stage("forms")
REMIND: Final = Stage("remind")
MAIL: Final = Stage("mail")

REBUILD: Final = Stage("rebuild")
COPY: Final = Stage("copy")
VERIFY_RECORD: Final = Stage("verify record")
VERIFY_WAREHOUSE: Final = Stage("verify warehouse")
VERIFY_RELEASES: Final = Stage("verify releases")
