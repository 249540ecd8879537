"""Writes the sheet of a release in both forms and every language, with its charts."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from pow_pipeline.publication.figures import Figures
from pow_pipeline.publication.files.release import ReleasePlan
from pow_pipeline.publication.revised_figure import RevisedFigure
from pow_pipeline.publication.sheet.blocks import SheetContent
from pow_pipeline.publication.sheet.chart_files import write_charts
from pow_pipeline.publication.sheet.compose import compose_sheet
from pow_pipeline.publication.sheet.document import Documents, writing_documents
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.page import sheet_page
from pow_pipeline.publication.sheet.parts.editorial import editorial_sections
from schemas.language import read_language
from schemas.programme.editorial import Piece
from schemas.programme.programme import Programme


def write_sheets(
    figures: Figures,
    folder: Path,
    *,
    plan: ReleasePlan,
    programme: Programme,
    revised: Sequence[RevisedFigure] | None,
    approved_on: date | None,
    editorial: Mapping[str, Sequence[Piece]],
) -> None:
    """Write `sheet.<language>.html` and `.pdf`, and `charts/`.

    Args:
        figures: the figures of all regions together.
        folder: the folder to write into.
        plan: the planned release.
        programme: the programme of the figures.
        revised: the figures that differ from the previous release; None if there is none.
        approved_on: the day on which it was approved despite failed checks.
        editorial: the texts that people wrote, by language.

    Raises:
        PublicationBlockedError: such a text names a figure that does not exist.
    """
    editions = [
        Edition(
            figures,
            plan,
            programme,
            read_language(code),
            None if revised is None else tuple(revised),
            approved_on,
        )
        for code in programme.published_languages
    ]
    contents = {
        edition.language.code: compose_sheet(
            edition,
            editorial=editorial_sections(edition, editorial.get(edition.language.code, ())),
        )
        for edition in editions
    }
    with writing_documents(programme) as documents:
        for edition in editions:
            _write_forms(folder, contents[edition.language.code], edition, documents)
        write_charts(folder / "charts", contents, edition=editions[0])


def _write_forms(
    folder: Path, content: SheetContent, edition: Edition, documents: Documents
) -> None:
    language = edition.language
    document = folder / f"sheet.{language.code}.pdf"
    documents.add(document, content, language=language, issued=edition.plan.issued)
    page = sheet_page(content, programme=edition.programme, language=language)
    (folder / f"sheet.{language.code}.html").write_text(page, encoding="utf-8")
