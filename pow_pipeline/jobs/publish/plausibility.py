"""Runs the plausibility suite on staged figures and stops a release with unapproved findings."""

import json
import logging
import shutil
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from shlex import quote
from typing import Final

from pow_pipeline.durable import make_folder, sync_folder, sync_tree
from pow_pipeline.errors import PublicationBlockedError
from pow_pipeline.faults import fault_point
from pow_pipeline.publication.assessment import Approval, Assessment, CheckResult, find_approval
from pow_pipeline.publication.files.release import DATABASE, ReleasePlan
from pow_pipeline.publication.plausibility_page import (
    DATA,
    PAGE,
    describe_rows,
    write_assessment,
)
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme

_LOG: Final = logging.getLogger(__name__)
_SHOWN: Final = 5


@dataclass(frozen=True)
class Stopped:
    """Findings that stopped the last attempt to publish a period.

    Attributes:
        figures: hash of the staged figures.
        found: hash of the findings that stopped the publication.
        checks: codes of the failed checks.
        defects: names of those failed checks that can never be approved.
    """

    figures: str
    found: str
    checks: tuple[str, ...]
    defects: tuple[str, ...]


def assess(
    workspace: Workspace, staged: Path, plan: ReleasePlan, programme: Programme
) -> Assessment:
    """Check staged figures, store the assessment next to them, and stop implausible figures.

    Args:
        workspace: the workspace; it keeps the assessment pages of a stopped attempt.
        staged: the folder of the staged release.
        plan: the release to be made.
        programme: the programme, with the limits and severities of the checks.

    Raises:
        PublicationBlockedError: a check failed that stops the publication, and the findings were
            not approved.
    """
    blocked = blocked_folder(workspace, plan.period)
    for folder in (blocked, _aside(blocked)):
        shutil.rmtree(folder, ignore_errors=True)
    assessment = examine(staged, plan, programme)
    if assessment.outcome == "stopped":
        _keep(staged / "public", blocked)
        _LOG.info("stopped", extra={"release": plan.name})
        raise PublicationBlockedError(_report(workspace, plan, assessment))
    return assessment


def examine(staged: Path, plan: ReleasePlan, programme: Programme) -> Assessment:
    """Run the suite on staged figures, write the assessment next to them, and return it."""
    # Great Expectations takes seconds to import; most publications end before it is needed.
    from pow_pipeline.publication.check import check_snapshot

    full = staged / "restricted" / DATABASE
    assessment = Assessment(check_snapshot(full, period=plan.period, programme=programme))
    if assessment.stopping and not assessment.defects:
        approval = _approval(full, plan, programme, assessment)
        assessment = replace(assessment, approval=approval)
    write_assessment(staged / "public", assessment, plan=plan, programme=programme)
    return assessment


def blocked_folder(workspace: Workspace, period: str) -> Path:
    """Return the folder with the assessment pages of the last stopped attempt."""
    return workspace.published / "blocked" / period


def stopped_page(workspace: Workspace, period: str) -> Path | None:
    """Return the assessment page of the last stopped attempt to publish a period, if any."""
    page = blocked_folder(workspace, period) / PAGE
    return page if page.is_file() else None


def last_stopped(workspace: Workspace, period: str) -> Stopped | None:
    """Return the findings that stopped the last attempt to publish a period; None without any."""
    path = blocked_folder(workspace, period) / DATA
    if not path.is_file():
        return None
    assessment = json.loads(path.read_bytes())
    failed = [check for check in assessment["checks"] if not check["holds"]]
    stopping = [check for check in failed if check["severity"] != "warns"]
    return Stopped(
        assessment["figures"],
        assessment["found"],
        tuple(check["check"] for check in stopping),
        tuple(check["name"] for check in stopping if check["severity"] == "defect"),
    )


def describe_failed(result: CheckResult) -> str:
    """Return a description of a failed check, its figures and its remedy, as lines of text."""
    lines = [f"  {'warning' if result.severity == 'warns' else 'FAILED':<8}{result.name}"]
    lines += [f"            {row}" for row in describe_rows(result.rows, _SHOWN)]
    if result.count > _SHOWN:
        lines.append(f"            and {result.count - _SHOWN} more")
    return "\n".join([*lines, f"            what to do: {result.remedy}"])


def _approval(
    full: Path, plan: ReleasePlan, programme: Programme, assessment: Assessment
) -> Approval | None:
    approved = find_approval(full, plan.period, figures=plan.figures, found=assessment.found)
    if approved is None:
        return None
    why, at = approved
    return Approval(why, at.replace(tzinfo=UTC).astimezone(programme.zone).date())


def _keep(public: Path, blocked: Path) -> None:
    """Copy the assessment pages to a folder where an operator can open them."""
    aside = _aside(blocked)
    make_folder(aside)
    for name in (PAGE, DATA):
        shutil.copyfile(public / name, aside / name)
    sync_tree(aside)
    fault_point("blocked")
    aside.rename(blocked)
    sync_folder(blocked.parent)


def _aside(blocked: Path) -> Path:
    return blocked.with_name(f".{blocked.name}")


def _report(workspace: Workspace, plan: ReleasePlan, assessment: Assessment) -> str:
    held = sum(result.holds for result in assessment.results)
    home = quote(str(workspace.home))
    if assessment.defects:
        through = "a failed check that shows a bug cannot be approved"
    else:
        through = (
            "or, if the figures are correct, approve exactly these: "
            f"pow decide approve {plan.period} --why … --home {home}"
        )
    return "\n".join(
        [
            f"{plan.period} is not published: checks of its figures failed.",
            *map(describe_failed, (*assessment.stopping, *assessment.warnings)),
            f"  {held} other checks passed",
            f"  see {blocked_folder(workspace, plan.period) / PAGE}",
            f"  correct the data; {through}",
        ]
    )
