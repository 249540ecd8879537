"""Shared terminal output of the publish commands: findings of the checks."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pow_pipeline.publication.assessment import Assessment


def print_plausibility(found: "Assessment | None") -> None:
    """Print the failed checks, and the approval if there is one."""
    from pow_pipeline.jobs.publish.plausibility import describe_failed

    if found is None:
        return
    if found.approval:
        print(f"approved on {found.approval.on} in spite of what stopped it: {found.approval.why}")
    for result in (*found.stopping, *found.warnings):
        print(describe_failed(result))
