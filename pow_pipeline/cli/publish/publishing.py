"""Shared terminal output of the publish commands: progress and findings of the checks."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pow_pipeline.publication.assessment import Assessment


def print_plausibility(found: "Assessment | None") -> None:
    """Say what did not hold, and whether it was approved."""
    from pow_pipeline.jobs.publish.plausibility import describe_failed

    if found is None:
        return
    if found.approval:
        print(f"approved on {found.approval.on} in spite of what stopped it: {found.approval.why}")
    for result in (*found.stopping, *found.warnings):
        print(describe_failed(result))


def print_step(step: str, done: int, total: int) -> None:
    """Say on a terminal what takes a while; a bar would be in the way of the question."""
    if sys.stderr.isatty() and done < total:
        print(f"{step} …", file=sys.stderr)
