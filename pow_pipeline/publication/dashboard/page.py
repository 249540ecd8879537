"""The dashboard as one self-contained page: readable tables first, and what scripts add to them."""

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
from markupsafe import Markup

from pow_pipeline.publication.dashboard.charts import chart_specifications
from pow_pipeline.publication.dashboard.embedding import (
    embedded_database,
    embedded_engine,
    hash_source,
    scripts,
    style,
)
from pow_pipeline.publication.dashboard.questions import saved_questions
from pow_pipeline.publication.dashboard.tables import (
    coverage_rows,
    overview_rows,
    reported_periods,
    standing,
)
from pow_pipeline.publication.files.release import DATABASE, ReleasePlan
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.figures import read_figures
from pow_pipeline.publication.sheet.parts.distribution import share_of
from pow_pipeline.templates import templates_in
from pow_pipeline.warehouse.connection import PUBLISHED_SUMMARIES
from schemas.language import Language, read_language
from schemas.programme.programme import TOTAL, Programme

_TEMPLATES: Final = Path(__file__).parent / "templates"
_RESTRICTED: Final = ("activity_history", "finding_summary", "submission_outcomes")


def write_dashboards(release: Path, *, plan: ReleasePlan, programme: Programme) -> None:
    """Write the `dashboard.html` of both tiers of a staged release, in the first language."""
    language = read_language(programme.language)
    for tier in ("public", "restricted"):
        write_dashboard(
            release / tier / DATABASE,
            release / tier,
            plan=plan,
            programme=programme,
            language=language,
            names_activities=tier == "restricted",
        )


def write_dashboard(
    staged: Path,
    folder: Path,
    *,
    plan: ReleasePlan,
    programme: Programme,
    language: Language,
    names_activities: bool,
) -> None:
    """Write `dashboard.html`.

    Args:
        staged: the database from which all its figures come.
        folder: where it goes.
        plan: what is released.
        programme: whose categories, statuses and regions it shows.
        language: of its texts.
        names_activities: whether it lists activities, so that it must not be public.
    """
    tables = (*PUBLISHED_SUMMARIES, *(_RESTRICTED if names_activities else ()))
    with duckdb.connect(staged, read_only=True) as connection:
        periods = reported_periods(connection, plan.period)
        shown = _shown(connection, plan.period, periods, programme, language)
    edition = Edition(read_figures(staged, plan.period, total=TOTAL), plan, programme, language)
    setting = _setting(plan, programme, language, periods, tables)
    page = (
        templates_in(_TEMPLATES)
        .get_template("dashboard.html.j2")
        .render(
            **shown,
            rows=_standing_rows(edition),
            **_said(plan, programme, language),
            **_carried(programme, setting),
            names_activities=names_activities,
            database=embedded_database(staged, tables),
        )
    )
    (folder / "dashboard.html").write_text(page, encoding="utf-8")


def _shown(
    connection: duckdb.DuckDBPyConnection,
    period: str,
    periods: list[str],
    programme: Programme,
    language: Language,
) -> dict[str, Any]:
    """Return the tables that can be read without scripts."""
    return {
        "overview": overview_rows(connection, period, programme, language),
        "coverage": coverage_rows(connection, periods, language),
        "standing": standing(connection, period),
    }


def _standing_rows(edition: Edition) -> list[dict[str, Any]]:
    """Return the table of the sheet, with its texts."""
    return [
        {
            "label": label,
            "is_total": code == TOTAL,
            "denominator": edition.figures.measured[code],
            "shares": [
                edition.share(share_of(edition, code, status)) for status in edition.programme.scale
            ],
        }
        for code, label in edition.categories.items()
    ]


def _said(plan: ReleasePlan, programme: Programme, language: Language) -> dict[str, Any]:
    """Return the words of the page."""
    period = programme.period(plan.period)
    return {
        "language": language,
        "programme": programme,
        "plan": plan,
        "words": language.dashboard,
        "sheet": language.sheet,
        "period": language.period(plan.period),
        "reference": language.day(period.reference if period else date.max),
        "issued": language.day(plan.issued),
        "small": language.sheet["small"].format(minimum=programme.thresholds.minimum_denominator),
    }


def _carried(programme: Programme, setting: dict[str, Any]) -> dict[str, Any]:
    """Return what makes the page work, and the policy under which it does."""
    looks = style(programme)
    code = scripts()
    return {
        "style": Markup(looks),  # noqa: S704 -- a file of ours, and colours
        "scripts": [Markup(each) for each in code],  # noqa: S704 -- files of ours
        "setting": Markup(_as_data(setting)),  # noqa: S704 -- holds no sign that ends it
        "engine": embedded_engine(),
        "policy": _policy(looks, code),
    }


def _setting(
    plan: ReleasePlan,
    programme: Programme,
    language: Language,
    periods: list[str],
    tables: tuple[str, ...],
) -> dict[str, Any]:
    """Return what the scripts must know beside the figures."""
    code = language.code
    categories = [(TOTAL, programme.total), *((e.code, e.label) for e in programme.categories)]
    return {
        "language": code,
        "words": language.sheet | language.dashboard,
        "period": plan.period,
        "minimum": programme.thresholds.minimum_denominator,
        "periods": [{"code": each, "label": language.period(each)} for each in periods],
        "categories": [{"code": each, "label": label[code]} for each, label in categories],
        "statuses": [
            {
                "code": status.code,
                "label": status.label[code],
                "symbol": status.symbol,
                "kind": status.kind,
                "isOnScale": status.kind == "scale",
            }
            for status in programme.statuses
        ],
        "regions": [{"code": each.code, "label": each.name} for each in programme.regions],
        "charts": chart_specifications(programme, language),
        "questions": saved_questions(programme, language, tables),
        "tables": list(tables),
    }


def _as_data(setting: dict[str, Any]) -> str:
    """Return what scripts must know as JSON that can stand in a page as it is."""
    said = json.dumps(setting, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        said = said.replace(sign, f"\\u{ord(sign):04x}")
    return said


def _policy(looks: str, code: list[str]) -> str:
    """Return what the page may do: run these scripts, look like this, and ask for nothing."""
    allowed = " ".join(hash_source(each) for each in code)
    return (
        f"default-src 'none'; script-src {allowed} 'wasm-unsafe-eval'; "
        f"style-src {hash_source(looks)}; img-src data:; base-uri 'none'; form-action 'none'"
    )
