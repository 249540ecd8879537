"""Writes the page of each region in every language, and the page with links."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from pow_pipeline.model.findings import Finding
from pow_pipeline.publication.figures import Figures, read_figures
from pow_pipeline.publication.files.release import ReleasePlan
from pow_pipeline.publication.regions.compose import compose_region
from pow_pipeline.publication.regions.edition import Question, RegionEdition
from pow_pipeline.publication.regions.index import compose_index, file_name, forms_of
from pow_pipeline.publication.regions.reading import RegionData, read_regions
from pow_pipeline.publication.sheet.blocks import SheetContent
from pow_pipeline.publication.sheet.document import Documents, writing_documents
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.page import fonts_style, sheet_page
from schemas.language import Language, read_language
from schemas.programme.programme import Programme

FOLDER: Final = "regions"
INDEX: Final = "index.html"
FONTS: Final = "fonts.css"
PutIntoWords = Callable[[Iterable[Finding], Language], Sequence[Question]]


def write_regions(
    public: Path,
    restricted: Path,
    *,
    plan: ReleasePlan,
    programme: Programme,
    put_into_words: PutIntoWords,
) -> None:
    """Write the pages of the regions next to the restricted database, in `regions/`.

    There is `<code>.<language>.html` for each region, `index.html`, and the fonts of all pages.

    A region has a page if it is, or ever was, expected to report. Pages are also written as `.pdf`
    if the programme asks for `region_documents`.

    Args:
        public: the staged public database.
        restricted: the staged restricted database.
        plan: the planned release.
        programme: the programme of the regions.
        put_into_words: the function that puts open queries into words in a language.
    """
    figures = read_figures(public, plan.period)
    data = read_regions(restricted, plan.period, period_before=figures[None].period_before)
    place = restricted.parent / FOLDER
    place.mkdir()
    (place / FONTS).write_text(fonts_style(programme), encoding="utf-8")
    with writing_documents(programme) as documents:
        for code in programme.published_languages:
            country = Edition(figures[None], plan, programme, read_language(code))
            pages = list(_pages(country, figures, data, put_into_words))
            _write_pages(pages, country, place, documents)
            if code == programme.language:
                _write_page(place / INDEX, compose_index(country, pages), country)


def _write_pages(
    pages: Iterable[RegionEdition], country: Edition, place: Path, documents: Documents
) -> None:
    """Write the pages of all regions in one language, in the forms of the programme."""
    language = country.language
    for page in pages:
        content, region = compose_region(page), page.region.code
        _write_page(place / file_name(region, language.code, "html"), content, country)
        if "pdf" in forms_of(country.programme):
            path = place / file_name(region, language.code, "pdf")
            documents.add(path, content, language=language, issued=country.plan.issued)


def _pages(
    country: Edition,
    figures: Mapping[str | None, Figures],
    data: RegionData,
    put_into_words: PutIntoWords,
) -> Iterator[RegionEdition]:
    for region in country.programme.regions:
        if own := figures.get(region.code):
            queries = data.queries.get(region.code, ())
            yield RegionEdition(
                region=region,
                own=replace(country, figures=own),
                country=country,
                report=data.reports.get(region.code),
                activities=data.activities.get(region.code, ()),
                questions=tuple(put_into_words(queries, country.language)),
            )


def _write_page(path: Path, content: SheetContent, edition: Edition) -> None:
    page = sheet_page(
        content, programme=edition.programme, language=edition.language, fonts_address=FONTS
    )
    path.write_text(page, encoding="utf-8")
