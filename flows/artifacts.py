"""What a run shows in Prefect: tables of what came of it, with what to do next."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from pow_pipeline.feedback.outbox import PAGE, feedback_folder
from pow_pipeline.jobs.rerun.backfill import Backfilled
from pow_pipeline.jobs.rerun.rerun import JudgedAgain
from pow_pipeline.model import Alarm, Verdict
from pow_pipeline.record.reminders import Reminded
from pow_pipeline.settings import Settings
from pow_pipeline.workspace import Workspace

_MOST_ROWS: Final = 500


def show_outcomes(verdicts: Sequence[Verdict], workspace: Workspace, settings: Settings) -> None:
    """Show what became of deliveries: one row a delivery, those that need work first."""
    if not verdicts:
        return
    order = ("failed", "rejected", "duplicate", "accepted")
    sorted_verdicts = sorted(verdicts, key=lambda verdict: order.index(verdict.outcome))
    create_table_artifact(
        key="outcomes",
        table=[_outcome(each, workspace, settings) for each in sorted_verdicts[:_MOST_ROWS]],
        description=f"What became of {len(verdicts)} deliveries",
    )


def _outcome(verdict: Verdict, workspace: Workspace, settings: Settings) -> dict[str, Any]:
    return {
        "delivery": verdict.delivery,
        "outcome": verdict.outcome,
        "period": verdict.period or "",
        "errors": verdict.errors,
        "queries": verdict.queries,
        "feedback": _feedback(verdict, workspace, settings),
        "next": _next_step(verdict),
    }


def _feedback(verdict: Verdict, workspace: Workspace, settings: Settings) -> str:
    folder = feedback_folder(workspace.outbox, verdict.delivery, verdict.attempts)
    return _place(folder / PAGE, "feedback", workspace, settings)


def _place(path: Path, name: str, workspace: Workspace, settings: Settings) -> str:
    """Return a link to what stands in the workspace, or its path where nothing serves it.

    No browser follows a link from the page of a server to a file.
    """
    place = path.relative_to(workspace.home).as_posix()
    return f"[{name}]({settings.files_url.rstrip('/')}/{place})" if settings.files_url else place


def _next_step(verdict: Verdict) -> str:
    if verdict.outcome == "failed":
        return f"a bug: {verdict.error}; once it is mended: pow rerun --failed"
    if verdict.outcome == "rejected":
        return f"the sender mends it; why: pow explain {verdict.delivery}"
    return ""


def show_reminders(reminded: Sequence[Reminded]) -> None:
    """Show who was reminded: one row a reminder."""
    rows = [
        {
            "period": each.period,
            "deadline": str(each.deadline),
            "days": each.days,
            "regions": ", ".join(each.regions),
        }
        for each in reminded
    ]
    if rows:
        create_table_artifact(key="reminders", table=rows, description="Who was reminded")


def show_changes(again: JudgedAgain, workspace: Workspace, settings: Settings) -> None:
    """Show what is judged differently: one row a delivery, with its feedback if that counts."""
    rows = [
        {
            "delivery": each.delivery,
            "before": each.before,
            "after": each.after,
            "rules that ask now": ", ".join(each.rules_added),
            "rules that no longer ask": ", ".join(each.rules_removed),
            "activities changed": each.activities,
            "feedback": _feedback(each.verdict, workspace, settings) if again.is_recorded else "",
        }
        for each in again.changes[:_MOST_ROWS]
    ]
    if rows:
        said = f"{len(again.changes)} deliveries are judged differently"
        create_table_artifact(key="rerun", table=rows, description=said)


def show_figures(
    table: str, workspace: Workspace, settings: Settings, *, period: str, folder: Path | None
) -> None:
    """Show the distribution of a period, a table of Markdown, and where its release stands."""
    where = _place(folder, folder.name, workspace, settings) if folder else ""
    create_markdown_artifact(
        key=f"figures-{period.lower()}",
        markdown=f"{table}\n\n{where}",
        description=f"The distribution of {period}",
    )


def show_blocked(said: str, *, period: str) -> None:
    """Show why a publication was stopped, and what can be done."""
    create_markdown_artifact(
        key=f"blocked-{period.lower()}",
        markdown=f"```\n{said}\n```",
        description=f"{period} was not published",
    )


def show_backfill(done: Backfilled) -> None:
    """Show what a backfill changes: one row a period."""
    made = {name.rpartition(".")[0]: name for name in done.published}
    rows = [
        {
            "period": each.period,
            "deliveries": each.deliveries,
            "judged differently": len(each.changes),
            "release before": each.release or "",
            "release now": made.get(each.period, each.release or ""),
        }
        for each in done.planned
    ]
    said = "What was changed" if done.is_done else "What would change; nothing is recorded"
    create_table_artifact(key="backfill", table=rows, description=said)


def show_problems(problems: Sequence[Alarm]) -> None:
    """Show what is not as it must be: one row a problem, with what to do."""
    create_table_artifact(
        key="problems",
        table=[asdict(each) for each in problems[:_MOST_ROWS]],
        description=f"{len(problems)} problems",
    )
