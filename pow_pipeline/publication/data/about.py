"""Writes `release.json`: the release, the certainty of its figures, and the contact."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pow_pipeline.publication.data.codes import flag_labels
from pow_pipeline.publication.data.tables import Table
from pow_pipeline.publication.files.release import ReleasePlan
from schemas.language import read_language
from schemas.programme.programme import TOTAL, Programme
from schemas.published import SCHEMA_CHANGES, SCHEMA_VERSION

ABOUT: Final = "release.json"
_REPORTED: Final = (
    *("expected", "exempt", "exempt_reported", "in_force"),
    *("on_time", "silent", "percentage"),
)
_COUNTED: Final = ("known", "measured", "missing", "coverage")


def write_about(
    folder: Path, tables: Iterable[Table], *, plan: ReleasePlan, programme: Programme
) -> None:
    """Write `release.json` from the published tables, the plan and the programme."""
    by_name = {table.name: table for table in tables}
    period = programme.period(plan.period)
    following = programme.next_publication(plan.period, plan.issued)
    facts: dict[str, Any] = {
        "programme": programme.code,
        "name": programme.name,
        "release": plan.name,
        "is_draft": plan.is_draft,
        "period": plan.period,
        "version": plan.version,
        "revises": plan.revises,
        "state": "provisional" if is_provisional(by_name, plan.period) else "final",
        "reference_date": period.reference.isoformat() if period else None,
        "issued": plan.issued.isoformat(),
        "next": {"period": following.code, "on": following.publication.isoformat()}
        if following
        else None,
        "publisher": programme.colophon.publisher,
        "contact": programme.colophon.contact,
        "contact_link": programme.colophon.contact_link,
        "licence": programme.catalogue.licence,
        "address": programme.catalogue.address,
        "coverage": _coverage(by_name, plan.period),
        "flags": {code: flag_labels(read_language(code)) for code in programme.languages},
        "schema_version": SCHEMA_VERSION,
        "schema_changes": {str(version): change for version, change in SCHEMA_CHANGES.items()},
        "signed_off_on": plan.signed_off_on.isoformat() if plan.signed_off_on else None,
        "reopened": [
            {"on": reopening.on.isoformat(), "why": reopening.why} for reopening in plan.reopened
        ],
        "as_of": plan.as_of,
        "figures": plan.figures,
    }
    content = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    (folder / ABOUT).write_text(content, encoding="utf-8")


def is_provisional(tables: Mapping[str, Table], period: str) -> bool:
    """Return whether a figure of the period itself may still change before it is final."""
    rows = _rows(tables["status_distribution"], period=period)
    return any("p" in row["flag"] for row in rows)


def _coverage(tables: Mapping[str, Table], period: str) -> dict[str, Any]:
    """Return the number of regions by outcome, and of known, measured and missing activities."""
    of_all = {"period": period, "scope": "programme"}
    regions = next(iter(_rows(tables["reporting_rate"], **of_all)), {})
    counted = next(iter(_rows(tables["activity_overview"], category=TOTAL, **of_all)), {})
    return {
        "regions": {name: regions.get(name) for name in _REPORTED},
        "activities": {name: counted.get(name) for name in _COUNTED},
    }


def _rows(table: Table, **wanted: str) -> list[dict[str, Any]]:
    rows = (dict(zip(table.names, row, strict=True)) for row in table.rows)
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]
