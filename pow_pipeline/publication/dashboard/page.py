"""Writes the dashboard as one self-contained page: plain tables, extended by scripts."""

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

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
from pow_pipeline.publication.dashboard.tables import coverage_rows, overview_rows
from pow_pipeline.publication.figures import Figures, read_figures
from pow_pipeline.publication.files.release import DATABASE, ReleasePlan
from pow_pipeline.publication.sheet.edition import Edition
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
    figures = read_figures(release / "public" / DATABASE, plan.period)[None]
    for tier in ("public", "restricted"):
        write_dashboard(
            figures,
            release / tier / DATABASE,
            release / tier,
            plan=plan,
            programme=programme,
            language=language,
            names_activities=tier == "restricted",
        )


def write_dashboard(
    figures: Figures,
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
        figures: the figures of all regions together.
        staged: the database that the page carries.
        folder: the folder to write into.
        plan: the planned release.
        programme: the programme with the categories, statuses and regions.
        language: the language of the texts.
        names_activities: whether it lists activities, and therefore must not be public.
    """
    tables = (*PUBLISHED_SUMMARIES, *(_RESTRICTED if names_activities else ()))
    edition = Edition(figures, plan, programme, language)
    setting = _setting(plan, programme, language, figures.reported_periods, tables)
    page = (
        templates_in(_TEMPLATES)
        .get_template("dashboard.html.j2")
        .render(
            overview=overview_rows(figures, programme, language),
            coverage=coverage_rows(figures, language),
            release_state="final" if figures.is_final else "provisional",
            rows=_distribution_rows(edition),
            **_texts(plan, programme, language),
            **_embedded(programme, setting),
            names_activities=names_activities,
            database=embedded_database(staged, tables),
        )
    )
    (folder / "dashboard.html").write_text(page, encoding="utf-8")


def _distribution_rows(edition: Edition) -> list[dict[str, Any]]:
    """Return the rows of the table of the sheet, with their texts."""
    return [
        {
            "label": label,
            "is_total": code == TOTAL,
            "denominator": edition.figures.on_scale[code],
            "shares": [
                edition.share(share_of(edition, code, status)) for status in edition.programme.scale
            ],
        }
        for code, label in edition.categories.items()
    ]


def _texts(plan: ReleasePlan, programme: Programme, language: Language) -> dict[str, Any]:
    """Return the texts of the page."""
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


def _embedded(programme: Programme, setting: dict[str, Any]) -> dict[str, Any]:
    """Return the scripts, style and engine of the page, and its content security policy."""
    stylesheet = style(programme)
    code = scripts()
    return {
        "style": Markup(stylesheet),  # noqa: S704 -- our own file, and colours
        "scripts": [Markup(script) for script in code],  # noqa: S704 -- our own files
        "setting": Markup(_as_data(setting)),  # noqa: S704 -- contains no character that ends the script
        "engine": embedded_engine(),
        "policy": _policy(stylesheet, code),
    }


def _setting(
    plan: ReleasePlan,
    programme: Programme,
    language: Language,
    periods: tuple[str, ...],
    tables: tuple[str, ...],
) -> dict[str, Any]:
    """Return the data that the scripts need besides the figures."""
    code = language.code
    categories = [(TOTAL, programme.total), *((e.code, e.label) for e in programme.categories)]
    return {
        "language": code,
        "words": language.sheet | language.dashboard,
        "period": plan.period,
        "minimum": programme.thresholds.minimum_denominator,
        "periods": [{"code": period, "label": language.period(period)} for period in periods],
        "categories": [{"code": category, "label": label[code]} for category, label in categories],
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
        "regions": [{"code": region.code, "label": region.name} for region in programme.regions],
        "charts": chart_specifications(programme, language),
        "questions": saved_questions(programme, language, tables),
        "tables": list(tables),
    }


def _as_data(setting: dict[str, Any]) -> str:
    """Return the data for the scripts as JSON that is safe inside a page."""
    text = json.dumps(setting, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _policy(stylesheet: str, code: list[str]) -> str:
    """Return the content security policy: only these scripts and this style, and no requests."""
    allowed = " ".join(hash_source(script) for script in code)
    return (
        f"default-src 'none'; script-src {allowed} 'wasm-unsafe-eval'; "
        f"style-src {hash_source(stylesheet)}; img-src data:; base-uri 'none'; form-action 'none'"
    )
