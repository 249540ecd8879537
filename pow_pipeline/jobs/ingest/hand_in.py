"""Checks files handed in by people, and forwards acceptable ones to an inbox.

A file is stored only if it is forwarded.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from pow_pipeline.intake.handing_in import hand_in
from pow_pipeline.intake.receive import scan_inbox
from pow_pipeline.intake.tokens import region_of_token
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.ingest.check import Checked, Offered, Rules, check_offered
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from schemas.programme.programme import Programme


@dataclass(frozen=True)
class Handed:
    """A handed-in file, in memory."""

    name: str
    content: bytes


class HandIn:
    """Checks and forwards handed-in files. It owns the parsing processes until `close`.

    Check and send all files from one thread, because the system ends the parsing processes together
    with the thread that started them. Other threads may call `programme` and `region_of`.
    """

    def __init__(
        self,
        run: Run,
        rules: Callable[[], Rules],
        *,
        region: str,
        receives: bool,
    ) -> None:
        """Prepare for files of one region or of all.

        Args:
            run: the run; its workspace need not exist if files are only checked files.
            rules: returns the rules to check files against.
            region: code of the region that sends all files; '' to take it from each file.
            receives: whether acceptable files are put into the inboxes of the workspace.
        """
        self._source = rules
        self._one_at_a_time = Lock()  # the source caches the programme
        self._run = run
        self._workspace = run.workspace if receives else None
        self._region = region
        self._sandbox = Sandbox(run.limits)

    def _rules(self) -> Rules:
        with self._one_at_a_time:
            return self._source()

    def programme(self) -> Programme:
        """Return the programme in force."""
        return self._rules().programme

    def region_of(self, token: str) -> str | None:
        """Return the region that a token belongs to; None if the token gives no access."""
        return region_of_token(self._workspace, token) if self._workspace else None

    def check(self, handed: Handed, *, region: str | None = None) -> Checked:
        """Validate a file and return the result.

        History rules reveal earlier submissions, so they run only if `region` is given, that is,
        for a region that has authenticated itself.
        """
        rules = self._rules()
        offered = Offered(Path(handed.name), len(handed.content), lambda: handed.content)
        (checked,) = check_offered(
            [offered],
            rules=rules if region else replace(rules, compares_history=False),
            sender=region or self._region,
            requested=None,
            now=self._run.clock(),
            sandbox=self._sandbox,
        )
        return checked

    def send(self, handed: Handed, *, region: str) -> tuple[Checked, bool]:
        """Check a file, and put it into the inbox of its region if it would be accepted.

        Returns:
            The validation result, and whether the file was forwarded to the inbox.
        """
        checked = self.check(handed, region=region)
        is_sent = bool(self._workspace and checked.is_acceptable)
        if self._workspace and is_sent:
            hand_in(self._workspace, region, name=handed.name, content=handed.content)
            scan_inbox(self._workspace, clock=self._run.clock)
        return checked, is_sent

    def close(self) -> None:
        """End the parsing processes."""
        self._sandbox.close()
