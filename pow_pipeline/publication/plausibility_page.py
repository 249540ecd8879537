"""Writes the result of the plausibility checks as an HTML page and as JSON.

The files contain no creation time and no operator, so they are reproducible and can be part of the
public tier of a release.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pow_pipeline.publication.assessment import Assessment
from pow_pipeline.publication.files.release import ReleasePlan
from pow_pipeline.templates import templates_in
from schemas.programme.programme import Programme

PAGE: Final = "plausibility.html"
DATA: Final = "plausibility.json"

_TEMPLATES: Final = Path(__file__).parent / "templates"
_SHOWN: Final = 20


def write_assessment(
    folder: Path, assessment: Assessment, *, plan: ReleasePlan, programme: Programme
) -> None:
    """Write `plausibility.html` and `plausibility.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    data = _as_data(assessment, plan=plan, programme=programme)
    content = json.dumps(data, indent=2, ensure_ascii=False, default=str) + "\n"
    (folder / DATA).write_text(content, encoding="utf-8")
    page = (
        templates_in(_TEMPLATES)
        .get_template("plausibility.html.j2")
        .render(
            programme=programme.name.get("en", programme.code),
            plan=plan,
            assessment=assessment,
            failed=(*assessment.stopping, *assessment.warnings),
            held=[result for result in assessment.results if result.holds],
            shown=_SHOWN,
            cell=_as_text,
        )
    )
    (folder / PAGE).write_text(page, encoding="utf-8")


def describe_rows(rows: Sequence[dict[str, Any]], most: int) -> list[str]:
    """Return one line for each of the first rows."""
    return [
        ", ".join(f"{name} {_as_text(value)}" for name, value in row.items()) for row in rows[:most]
    ]


def _as_data(assessment: Assessment, *, plan: ReleasePlan, programme: Programme) -> dict[str, Any]:
    approval = assessment.approval
    return {
        "programme": plan.programme,
        "period": plan.period,
        "figures": plan.figures,
        "outcome": assessment.outcome,
        "found": assessment.found,
        "approval": {"why": approval.why, "on": approval.on.isoformat()} if approval else None,
        "limits": programme.plausibility.model_dump(mode="json", exclude={"checks"})
        | programme.thresholds.model_dump(include={"minimum_reporting_rate", "minimum_coverage"}),
        "checks": [
            {
                "check": result.code,
                "name": result.name,
                "means": result.means,
                "severity": result.severity,
                "holds": result.holds,
                "count": result.count,
                "rows": result.rows,
                "remedy": result.remedy,
            }
            for result in assessment.results
        ],
    }


def _as_text(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:g}" if isinstance(value, float) else str(value)
