"""What must always hold in a workspace, and what it holds, event numbers aside."""

import json
from collections import Counter
from typing import Any

from building import ask, verify_now

from pow_pipeline.record.events import Judged, Received
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace

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
        SELECT nth, sender, name, sha256, size, channel, received_at, received_on
        FROM record.delivery JOIN named USING (delivery)
    """,
    "verdicts": """
        SELECT
            named.nth, outcome, stage, region_code, period, activities, errors, queries, notices,
            original.nth, error, code_version
        FROM record.verdict
        JOIN named USING (delivery)
        LEFT JOIN named AS original ON original.delivery = verdict.duplicate_of
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
    "findings": """
        SELECT nth, finding.* EXCLUDE (delivery, event)
        FROM record.finding JOIN named USING (delivery)
    """,
    "decisions": """
        SELECT nth, decision, decided_by, why FROM record.decision JOIN named USING (delivery)
    """,
    "releases": "SELECT period, version, figures FROM record.release",
    "distribution": "FROM summary.status_distribution",
    "rate": "FROM summary.reporting_rate",
}


def facts(workspace: Workspace) -> dict[str, list[Any]]:
    """Return everything that the warehouse holds, without event numbers, sorted."""
    return {
        name: sorted(ask(workspace, _NUMBERED + query), key=repr) for name, query in _FACTS.items()
    }


def assert_invariants(workspace: Workspace) -> None:
    """Check what holds after any fault and one restart."""
    verify_now(workspace)  # I0, I2, I3 and that the warehouse is what the record says
    events = list(Journal(workspace.journal).read())
    received = [each.delivery for e in events if isinstance(e, Received) for each in e.deliveries()]
    judged = [each.delivery for e in events if isinstance(e, Judged) for each in e.verdicts]
    assert Counter(judged) == Counter(received)  # I1
    assert not list(workspace.claims.iterdir())
    folders = [path for path in workspace.outbox.glob("*/*") if not path.name.startswith(".")]
    assert sorted(path.name for path in folders) == sorted(received)  # I5
    assert all((path / "receipt.txt").stat().st_size for path in folders)
    assert not ask(  # I4
        workspace,
        """
        SELECT submission FROM record.activity_status
        ANTI JOIN record.submission USING (submission)
        UNION ALL
        SELECT submission FROM record.submission
        ANTI JOIN record.delivery USING (delivery)
        """,
    )
    for release in (workspace.published / "releases").glob("*"):
        manifest = json.loads((release / "public" / "manifest.json").read_bytes())
        there = {str(path.relative_to(release)) for path in release.rglob("*") if path.is_file()}
        assert there == {*manifest["files"], "public/manifest.json"}
