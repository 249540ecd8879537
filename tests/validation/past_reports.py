"""Reports of many cases at once, about two periods: a case is a region, a period an ingest."""

from collections.abc import Sequence
from typing import Any

from pow_pipeline.workspace import Workspace
from tests.corpus.history import BEFORE
from tests.harness.builders import drop, form, ingest_at

Rows = Sequence[Sequence[Any]]


def send_histories(workspace: Workspace, cases: Sequence[tuple[Rows, Rows]]) -> list[str]:
    """Let a region for each case report; return the regions, in the order of the cases.

    Args:
        workspace: where they report.
        cases: for each its activities in 2020-H2 and in 2021-H1.
    """
    regions = sorted(path.name for path in workspace.inbox.iterdir())[: len(cases)]
    for region, (before, _) in zip(regions, cases, strict=True):
        drop(workspace, region, form(region, "2020-H2", before), "before.xlsx")
    ingest_at(workspace, BEFORE)
    for region, (_, now) in zip(regions, cases, strict=True):
        drop(workspace, region, form(region, rows=now), "now.xlsx")
    ingest_at(workspace)
    return regions
