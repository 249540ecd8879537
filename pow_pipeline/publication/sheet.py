"""The periodieke sheet as one self-contained HTML page, from the staged public database alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from pow_pipeline.publication.bounds import bounds_in_words
from pow_pipeline.publication.release import ReleasePlan
from schemas.language import Language
from schemas.programme import TOTAL, Programme

_TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class SheetRow:
    """One row of the table: a category, or the total, with a text for each status."""

    label: str
    is_total: bool
    denominator: int
    shares: tuple[str, ...]


def write_sheet(
    public: Path,
    folder: Path,
    *,
    plan: ReleasePlan,
    programme: Programme,
    language: Language,
) -> None:
    """Write `sheet.<language>.html`."""
    with duckdb.connect(public, read_only=True) as connection:
        rows = sheet_rows(connection, plan.period, programme=programme, language=language)
        rate = _reporting_rate(connection, plan.period)
        silent = _regions_that_are("silent", connection, plan.period, programme)
        exempt = _regions_that_are("exempt", connection, plan.period, programme)
        bounds = bounds_in_words(connection, plan.period, programme=programme, language=language)
        is_final = _is_final(connection, plan.period)
    period = programme.period(plan.period)
    page = _template().render(
        language=language,
        words=language.sheet,
        programme=programme,
        plan=plan,
        period=language.period(plan.period),
        reference=language.day(period.reference if period else date.max),
        issued=language.day(plan.issued),
        rows=rows,
        rate=language.sheet["reporting_rate"].format(**rate),
        silent=language.sheet["silent"].format(regions=", ".join(silent)) if silent else "",
        exempt=language.sheet["exempt"].format(regions=", ".join(exempt)) if exempt else "",
        bounds=bounds,
        revised=language.sheet["revised"].format(before=plan.revises) if plan.revises else "",
        standing=language.sheet["final" if is_final else "provisional"],
        small=language.sheet["small"].format(minimum=programme.thresholds.minimum_denominator),
    )
    (folder / f"sheet.{language.code}.html").write_text(page, encoding="utf-8")


def sheet_rows(
    connection: duckdb.DuckDBPyConnection,
    period: str,
    *,
    programme: Programme,
    language: Language,
) -> list[SheetRow]:
    """Return the rows of the sheet's table, the total first, with its texts."""
    found = connection.execute(
        """
        SELECT category, status, count, denominator, percentage
        FROM summary.status_distribution
        WHERE period = ? AND scope = 'programme'
        """,
        [period],
    ).fetchall()
    shares = {(category, status): rest for category, status, *rest in found}
    labels = {TOTAL: programme.total} | {each.code: each.label for each in programme.categories}
    return [
        SheetRow(
            label[language.code],
            is_total=code == TOTAL,
            denominator=shares[code, programme.scale[0].code][1],
            shares=tuple(
                _share_as_text(shares[code, status.code], programme, language)
                for status in programme.scale
            ),
        )
        for code, label in labels.items()
    ]


def _share_as_text(share: Sequence[int], programme: Programme, language: Language) -> str:
    count, denominator, percentage = share
    if not denominator:
        return language.sheet["no_figures"]
    if denominator < programme.thresholds.minimum_denominator:
        return language.sheet["share_in_numbers"].format(count=count, denominator=denominator)
    if percentage == 0 and count:
        return language.sheet["almost_none"]
    if percentage == 100 and count < denominator:  # noqa: PLR2004 -- percent
        return language.sheet["almost_all"]
    return f"{percentage}%"


def _reporting_rate(connection: duckdb.DuckDBPyConnection, period: str) -> Mapping[str, Any]:
    found = connection.execute(
        """
        SELECT expected - exempt AS expected, in_force, coalesce(percentage, 0)
        FROM summary.reporting_rate
        WHERE period = ? AND scope = 'programme'
        """,
        [period],
    ).fetchone()
    return dict(zip(("expected", "in_force", "percentage"), found or (0, 0, 0), strict=True))


def _regions_that_are(
    column: Literal["silent", "exempt"],
    connection: duckdb.DuckDBPyConnection,
    period: str,
    programme: Programme,
) -> list[str]:
    found = connection.execute(
        f"""
        SELECT region_code
        FROM summary.reporting_rate
        WHERE period = ? AND scope = 'region' AND {column} = 1
        """,
        [period],
    ).fetchall()
    codes = {code for (code,) in found}
    return [region.name for region in programme.regions if region.code in codes]


def _is_final(connection: duckdb.DuckDBPyConnection, period: str) -> bool:
    found = connection.execute(
        "SELECT bool_or(flag LIKE '%p%') FROM summary.status_distribution WHERE period = ?",
        [period],
    ).fetchone()
    return found == (False,)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("sheet.html.j2")
