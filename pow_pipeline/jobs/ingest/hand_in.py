"""The desk: files that people hand over are checked, and sent on to an inbox when they may be.

Nothing of a file is kept, unless it is sent on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from pow_pipeline.intake.handing_in import hand_in
from pow_pipeline.intake.receive import look_at_inbox
from pow_pipeline.intake.tokens import region_of_token
from pow_pipeline.jobs.ingest.check import Checked, Offered, Rules, check_offered
from pow_pipeline.limits import WorkLimits
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme


@dataclass(frozen=True)
class Handed:
    """A file that somebody handed over, in memory."""

    name: str
    content: bytes


class Desk:
    """Where files are handed over; it holds the processes that read them until `close`.

    Files are checked by one thread, since the system ends those processes with the thread that made
    them; what else it tells may be asked by another.
    """

    def __init__(
        self,
        rules: Callable[[], Rules],
        *,
        workspace: Workspace | None,
        region: str,
        clock: Callable[[], datetime],
        limits: WorkLimits,
    ) -> None:
        """Make a desk.

        Args:
            rules: gives what files are checked by.
            workspace: where files are sent on; none where they are only checked.
            region: the region that all files are from, '' for the one that each names.
            clock: the present moment.
            limits: what a file may hold, and what reading it may cost.
        """
        self._source = rules
        self._one_at_a_time = Lock()  # the source keeps what it has read
        self._workspace = workspace
        self._region = region
        self._clock = clock
        self._sandbox = Sandbox(limits)

    def _rules(self) -> Rules:
        with self._one_at_a_time:
            return self._source()

    def programme(self) -> Programme:
        """Return the programme in force."""
        return self._rules().programme

    def region_of(self, token: str) -> str | None:
        """Return the region that a token is of, if it is of one that may hand in files."""
        return region_of_token(self._workspace, token) if self._workspace else None

    def check(self, handed: Handed, *, region: str | None = None) -> Checked:
        """Return what the rules say of a file.

        Those of history speak only to a region that has shown that it is the one, since they tell
        what was reported before.
        """
        rules = self._rules()
        offered = Offered(Path(handed.name), len(handed.content), lambda: handed.content)
        (checked,) = check_offered(
            [offered],
            rules=rules if region else replace(rules, compares_history=False),
            sender=region or self._region,
            asked=None,
            now=self._clock(),
            sandbox=self._sandbox,
        )
        return checked

    def send(self, handed: Handed, *, region: str) -> tuple[Checked, bool]:
        """Check a file, and put it into the inbox of its region if it would be accepted.

        Returns:
            What the rules say, and whether it was sent on.
        """
        checked = self.check(handed, region=region)
        is_sent = bool(self._workspace and checked.is_acceptable)
        if self._workspace and is_sent:
            hand_in(self._workspace, region, name=handed.name, content=handed.content)
            look_at_inbox(self._workspace, clock=self._clock)
        return checked, is_sent

    def close(self) -> None:
        """End the processes that read files."""
        self._sandbox.close()
