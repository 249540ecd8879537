"""What a run shows in Prefect: tables of what came of it, with what to do next."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from pow_pipeline.jobs.backfill import Backfilled
from pow_pipeline.model import Alarm, Verdict
from pow_pipeline.record.reminders import Reminded

_MOST_ROWS: Final = 500


def show_outcomes(verdicts: Sequence[Verdict], *, outbox: Path) -> None:
    """Show what became of deliveries: one row a delivery, those that need work first."""
    if not verdicts:
        return
    order = ("failed", "rejected", "duplicate", "accepted")
    sorted_verdicts = sorted(verdicts, key=lambda verdict: order.index(verdict.outcome))
    create_table_artifact(
        key="outcomes",
        table=[_outcome(verdict, outbox) for verdict in sorted_verdicts[:_MOST_ROWS]],
        description=f"What became of {len(verdicts)} deliveries",
    )


def _outcome(verdict: Verdict, outbox: Path) -> dict[str, Any]:
    sender = verdict.delivery.partition("-")[0]
    feedback = (outbox / sender / verdict.delivery / "feedback.html").as_uri()
    return {
        "delivery": verdict.delivery,
        "outcome": verdict.outcome,
        "period": verdict.period or "",
        "errors": verdict.errors,
        "queries": verdict.queries,
        "feedback": f"[feedback]({feedback})",
        "next": _next_step(verdict),
    }


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


def show_figures(table: str, *, period: str, folder: Path | None) -> None:
    """Show the distribution of a period, and where its release stands."""
    where = f"\n\n[release]({folder.as_uri()})" if folder else ""
    create_markdown_artifact(
        key=f"figures-{period.lower()}",
        markdown=f"```\n{table}\n```{where}",
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
