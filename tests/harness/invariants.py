"""What must always hold in a workspace, and what it holds, event numbers aside."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

from pow_pipeline.jobs.operate.rebuild import rebuild_warehouse
from pow_pipeline.record.decisions import Erased
from pow_pipeline.record.events import ErasureCompleted, Pruned, Received, Validated
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from tests.harness.builders import ask, run_at, verify_now

# The name of a delivery holds an event number; the n-th delivery of a sender does not.
_NUMBERED = """
    WITH named AS (
        SELECT
            delivery,
            sender || ' ' || row_number() OVER (PARTITION BY sender ORDER BY sequence) AS nth
        FROM record.delivery
    )
"""
_FACTS = {
    "deliveries": """
        SELECT nth, sender, name, sha256, size, channel, received_at, received_on,
            arrived_at, arrival_evidence
        FROM record.delivery JOIN named USING (delivery)
    """,
    "results": """
        SELECT
            named.nth, outcome, stage, region_code, period, activities, errors, queries, notices,
            original.nth, error, code_version, attempts, rerun_by, rerun_why
        FROM record.result
        JOIN named USING (delivery)
        LEFT JOIN named AS original ON original.delivery = result.duplicate_of
    """,
    "submissions": """
        SELECT nth, region_code, period, version, received_on
        FROM record.submission JOIN named USING (delivery)
    """,
    "activities": """
        SELECT nth, activity_status.* EXCLUDE (submission)
        FROM record.activity_status
        JOIN record.submission USING (submission)
        JOIN named USING (delivery)
    """,
    "answers": """
        SELECT nth, answer.* EXCLUDE (submission)
        FROM record.answer
        JOIN record.submission USING (submission)
        JOIN named USING (delivery)
    """,
    "findings": """
        SELECT nth, finding.* EXCLUDE (delivery, event)
        FROM record.finding JOIN named USING (delivery)
    """,
    "query_answers": """
        SELECT nth, query_answer.* EXCLUDE (delivery, event)
        FROM record.query_answer JOIN named USING (delivery)
    """,
    "decisions": """
        SELECT
            nth, decision, region_code, period, until, rule, cell, decided_by, why, decided_at
        FROM record.decision
        LEFT JOIN named USING (delivery)
    """,
    "in force": """
        SELECT nth, region_code, period, version
        FROM summary.submission_in_force JOIN named USING (delivery)
    """,
    "open queries": """
        SELECT nth, open_query.* EXCLUDE (delivery, query)
        FROM summary.open_query JOIN named USING (delivery)
    """,
    "answered queries": """
        SELECT nth, answered_query.* EXCLUDE (delivery, event)
        FROM summary.answered_query JOIN named USING (delivery)
    """,
    "programmes": "SELECT code, digest FROM reference.programme",
    "releases": "SELECT period, version, figures FROM record.release",
    "distribution": "FROM summary.status_distribution",
    "overview": "FROM summary.activity_overview",
    "rate": "FROM summary.reporting_rate",
    "answers in all": "FROM summary.answer_distribution",
    "targets in all": "FROM summary.target_realisation",
    "found in all": "FROM summary.finding_summary",
    "outcomes": """
        SELECT nth, submission_outcomes.* EXCLUDE (delivery, duplicate_of)
        FROM summary.submission_outcomes JOIN named USING (delivery)
    """,
}


def facts(workspace: Workspace) -> dict[str, list[Any]]:
    """Return everything that the warehouse holds, without event numbers, sorted."""
    with duckdb.connect(workspace.warehouse, read_only=True) as connection:
        held = {
            name: sorted(connection.execute(_NUMBERED + query).fetchall(), key=repr)
            for name, query in _FACTS.items()
        }
        nth = dict(connection.execute(f"{_NUMBERED} SELECT delivery, nth FROM named").fetchall())
    result = [path.name.partition(".") for path in feedback_folders(workspace)]
    return held | {"notified": sorted((nth[name], attempt) for name, _, attempt in result)}


def assert_survives_rebuild(workspace: Workspace) -> None:
    """Check that the warehouse made again from the record, in its place, says the same.

    `assert_invariants` makes one next to it, and compares each table row for row.
    """
    assert_invariants(workspace)
    before = facts(workspace)
    rebuild_warehouse(run_at(workspace))
    assert facts(workspace) == before


def feedback_folders(workspace: Workspace) -> list[Path]:
    """Return the folders in the outboxes but those of reminders; forms are files."""
    folders = [path for path in workspace.outbox.glob("*/*") if path.is_dir()]
    return [path for path in folders if not path.name.lstrip(".").startswith("reminder-")]


def assert_invariants(workspace: Workspace) -> None:
    """Check what holds after any fault and one restart."""
    verify_now(workspace)  # I0, I2, I3 and that the warehouse is what the record says
    events = list(Journal(workspace.journal).read())
    received = [each.delivery for e in events if isinstance(e, Received) for each in e.deliveries()]
    validated = Counter(
        each.delivery for e in events if isinstance(e, Validated) for each in e.results
    )
    erased = {each for e in events if isinstance(e, Erased) for each in e.files}
    assert set(validated) <= set(received) <= {*validated, *erased}  # I1
    latest = ask(workspace, "SELECT delivery, attempts FROM summary.latest_result()")
    assert dict(latest) == validated
    assert len(latest) == len(validated)
    decided = [e.number for e in events if isinstance(e, Erased)]
    assert [e.decided for e in events if isinstance(e, ErasureCompleted)] == decided
    assert not list(workspace.claims.iterdir())
    folders = [path for path in feedback_folders(workspace) if not path.name.startswith(".")]
    again = [path.name.partition(".") for path in folders if "." in path.name]
    assert all(1 < int(attempt) <= validated[delivery] for delivery, _, attempt in again)
    first = [path.name for path in folders if "." not in path.name]
    assert sorted(first) == sorted({*validated} - erased)  # I5
    for path in folders:
        payload = json.loads((path / "feedback.json").read_bytes())
        files = {
            "feedback.html",
            "feedback.json",
            *(["feedback.xlsx"] if payload["findings"] else []),
        }
        assert {file.name for file in path.iterdir() if file.stat().st_size} == files
    assert not ask(  # I4
        workspace,
        """
        SELECT submission FROM record.activity_status
        ANTI JOIN record.submission USING (submission)
        UNION ALL
        SELECT submission FROM record.answer
        ANTI JOIN record.submission USING (submission)
        UNION ALL
        SELECT event FROM record.query_answer
        ANTI JOIN record.result USING (delivery, event)
        UNION ALL
        SELECT submission FROM record.submission
        ANTI JOIN record.delivery USING (delivery)
        """,
    )
    pruned = {name for e in events if isinstance(e, Pruned) for name in e.releases}
    for release in (workspace.published / "releases").glob("*"):
        manifest = json.loads((release / "public" / "manifest.json").read_bytes())
        there = {str(path.relative_to(release)) for path in release.rglob("*") if path.is_file()}
        is_pruned = release.name in pruned
        assert there == {*({} if is_pruned else manifest["files"]), "public/manifest.json"}
