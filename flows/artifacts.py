"""Creates the artifacts of a flow run in Prefect: tables of results with the next steps."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from pow_pipeline.feedback.files import PAGE
from pow_pipeline.feedback.outbox import feedback_folder
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.rerun.backfill import Backfilled
from pow_pipeline.jobs.rerun.rerun import Revalidated
from pow_pipeline.model.alarms import Alarm
from pow_pipeline.model.findings import ValidationResult
from pow_pipeline.record.reminders import Reminded

_MOST_ROWS: Final = 500


def show_outcomes(run: Run, results: Sequence[ValidationResult]) -> None:
    """Show the outcomes of deliveries, one row per delivery, those that need work first."""
    if not results:
        return
    order = ("failed", "rejected", "duplicate", "accepted")
    sorted_results = sorted(results, key=lambda result: order.index(result.outcome))
    create_table_artifact(
        key="outcomes",
        table=[_outcome(run, result) for result in sorted_results[:_MOST_ROWS]],
        description=f"Outcomes of {len(results)} deliveries",
    )


def _outcome(run: Run, result: ValidationResult) -> dict[str, Any]:
    return {
        "delivery": result.delivery,
        "outcome": result.outcome,
        "period": result.period or "",
        "errors": result.errors,
        "queries": result.queries,
        "feedback": _feedback(run, result),
        "next": _next_step(result),
    }


def _feedback(run: Run, result: ValidationResult) -> str:
    folder = feedback_folder(run.workspace.outbox, result.delivery, result.attempts)
    return _link(run, folder / PAGE, "feedback")


def _link(run: Run, path: Path, name: str) -> str:
    """Return a link to a path in the workspace, or the path if no server is configured for it.

    Browsers do not follow a link from a web page to a local file.
    """
    place, address = path.relative_to(run.workspace.home).as_posix(), run.settings.files_url
    return f"[{name}]({address.rstrip('/')}/{place})" if address else place


def _next_step(result: ValidationResult) -> str:
    if result.outcome == "failed":
        return f"bug in the program: {result.error}; after the fix, run: pow rerun --failed"
    if result.outcome == "rejected":
        return f"the sender must correct it; for the reasons, run: pow trace {result.delivery}"
    return ""


def show_reminders(reminded: Sequence[Reminded]) -> None:
    """Show the reminders that were sent, one row per reminder."""
    rows = [
        {
            "period": reminder.period,
            "deadline": str(reminder.deadline),
            "days": reminder.days,
            "regions": ", ".join(reminder.regions),
        }
        for reminder in reminded
    ]
    if rows:
        create_table_artifact(key="reminders", table=rows, description="Regions that were reminded")


def show_changes(run: Run, revalidation: Revalidated) -> None:
    """Show changed validation results, one row per delivery; link the feedback if recorded."""
    rows = [
        {
            "delivery": change.delivery,
            "before": change.before,
            "after": change.after,
            "rules with new findings": ", ".join(change.rules_added),
            "rules with fewer findings": ", ".join(change.rules_removed),
            "activities changed": change.activities,
            "feedback": _feedback(run, change.result) if revalidation.is_recorded else "",
        }
        for change in revalidation.changes[:_MOST_ROWS]
    ]
    if rows:
        description = f"{len(revalidation.changes)} deliveries are validated differently"
        create_table_artifact(key="rerun", table=rows, description=description)


def show_figures(run: Run, table: str, *, period: str, folder: Path | None) -> None:
    """Show the status distribution of a period and a link to the folder of its release."""
    link = _link(run, folder, folder.name) if folder else ""
    create_markdown_artifact(
        key=f"figures-{period.lower()}",
        markdown=f"{table}\n\n{link}",
        description=f"Status distribution of {period}",
    )


def show_blocked(message: str, *, period: str) -> None:
    """Show why a publication was stopped, and what to do."""
    create_markdown_artifact(
        key=f"blocked-{period.lower()}",
        markdown=f"```\n{message}\n```",
        description=f"{period} was not published",
    )


def show_backfill(done: Backfilled) -> None:
    """Show what a backfill changes, one row per period."""
    new_releases = {name.rpartition(".")[0]: name for name in done.published}
    rows = [
        {
            "period": plan.period,
            "deliveries": plan.deliveries,
            "validated differently": len(plan.changes),
            "release before": plan.release or "",
            "release now": new_releases.get(plan.period, plan.release or ""),
        }
        for plan in done.planned
    ]
    description = "What was changed" if done.is_done else "What would change; nothing is recorded"
    create_table_artifact(key="backfill", table=rows, description=description)


def show_problems(problems: Sequence[Alarm]) -> None:
    """Show the problems found by a verification, one row per problem, with the remedy."""
    create_table_artifact(
        key="problems",
        table=[asdict(problem) for problem in problems[:_MOST_ROWS]],
        description=f"{len(problems)} problems",
    )
