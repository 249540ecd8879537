"""Whether staged figures may be published: what the suite finds, and whether that was approved."""

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
    """What the last attempt to publish a period was stopped by.

    Attributes:
        figures: the hash of the figures that were staged.
        found: the hash of what stopped them.
        checks: the codes of the checks that did.
        defects: the names of those of them that can never be approved.
    """

    figures: str
    found: str
    checks: tuple[str, ...]
    defects: tuple[str, ...]


def assess(
    workspace: Workspace, staged: Path, plan: ReleasePlan, programme: Programme
) -> Assessment:
    """Hold staged figures against the suite, keep its findings with them, and stop the incredible.

    Args:
        workspace: where; the pages of an attempt that is stopped are kept there.
        staged: the folder of the staged release.
        plan: what is about to be released.
        programme: whose limits and severities count.

    Raises:
        PublicationBlockedError: something stops them, and that was not approved.
    """
    blocked = blocked_folder(workspace, plan.period)
    for folder in (blocked, _aside(blocked)):
        shutil.rmtree(folder, ignore_errors=True)
    found = examine(staged, plan, programme)
    if found.outcome == "stopped":
        _keep(staged / "public", blocked)
        _LOG.info("stopped", extra={"release": plan.name})
        raise PublicationBlockedError(_report(workspace, plan, found))
    return found


def examine(staged: Path, plan: ReleasePlan, programme: Programme) -> Assessment:
    """Return what the suite finds in staged figures, and put it beside them."""
    # Great Expectations takes seconds to import; most publications end before it is needed.
    from pow_pipeline.publication.check import check_snapshot

    full = staged / "restricted" / DATABASE
    found = Assessment(check_snapshot(full, period=plan.period, programme=programme))
    if found.stopping and not found.defects:
        found = replace(found, approval=_approval(full, plan, programme, found))
    write_assessment(staged / "public", found, plan=plan, programme=programme)
    return found


def blocked_folder(workspace: Workspace, period: str) -> Path:
    """Return where the pages of the last attempt that was stopped are kept."""
    return workspace.published / "blocked" / period


def stopped_page(workspace: Workspace, period: str) -> Path | None:
    """Return the page on what stopped the last attempt to publish a period, if something did."""
    page = blocked_folder(workspace, period) / PAGE
    return page if page.is_file() else None


def last_stopped(workspace: Workspace, period: str) -> Stopped | None:
    """Return what stopped the last attempt to publish a period, if something did."""
    path = blocked_folder(workspace, period) / DATA
    if not path.is_file():
        return None
    said = json.loads(path.read_bytes())
    failed = [each for each in said["checks"] if not each["holds"]]
    stopping = [each for each in failed if each["severity"] != "warns"]
    return Stopped(
        said["figures"],
        said["found"],
        tuple(each["check"] for each in stopping),
        tuple(each["name"] for each in stopping if each["severity"] == "defect"),
    )


def describe_failed(result: CheckResult) -> str:
    """Return a check that does not hold, its figures and what to do, as lines."""
    lines = [f"  {'warning' if result.severity == 'warns' else 'FAILED':<8}{result.name}"]
    lines += [f"            {row}" for row in describe_rows(result.rows, _SHOWN)]
    if result.count > _SHOWN:
        lines.append(f"            and {result.count - _SHOWN} more")
    return "\n".join([*lines, f"            what to do: {result.cure}"])


def _approval(
    full: Path, plan: ReleasePlan, programme: Programme, assessment: Assessment
) -> Approval | None:
    approved = find_approval(full, plan.period, figures=plan.figures, found=assessment.found)
    if approved is None:
        return None
    why, at = approved
    return Approval(why, at.replace(tzinfo=UTC).astimezone(programme.zone).date())


def _keep(public: Path, blocked: Path) -> None:
    """Keep the pages where a person can open them; they are no release."""
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
    held = sum(each.holds for each in assessment.results)
    home = quote(str(workspace.home))
    if assessment.defects:
        through = "what is an error of ours cannot be approved"
    else:
        through = (
            "or, if they are right all the same, let exactly these figures through: "
            f"pow decide approve {plan.period} --why … --home {home}"
        )
    return "\n".join(
        [
            f"{plan.period} is not published: its figures are not plausible enough.",
            *map(describe_failed, (*assessment.stopping, *assessment.warnings)),
            f"  {held} other checks hold",
            f"  see {blocked_folder(workspace, plan.period) / PAGE}",
            f"  mend what is wrong; {through}",
        ]
    )
