"""Writes the page of each region in every language, and the page with links."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from pow_pipeline.model.findings import Finding
from pow_pipeline.publication.figures import Figures
from pow_pipeline.publication.files.release import ReleasePlan
from pow_pipeline.publication.regions.compose import compose_region
from pow_pipeline.publication.regions.edition import Question, RegionEdition
from pow_pipeline.publication.regions.index import compose_index, file_name, forms_of
from pow_pipeline.publication.regions.reading import RegionData, read_regions
from pow_pipeline.publication.sheet.blocks import SheetContent
from pow_pipeline.publication.sheet.document import writing_documents
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.page import fonts_style, sheet_page
from schemas.language import Language, read_language
from schemas.programme.programme import Programme

FOLDER: Final = "regions"
INDEX: Final = "index.html"
FONTS: Final = "fonts.css"
PutIntoWords = Callable[[Iterable[Finding], Language], Sequence[Question]]


def write_regions(
    figures: Mapping[str | None, Figures],
    restricted: Path,
    folder: Path,
    *,
    plan: ReleasePlan,
    programme: Programme,
    put_into_words: PutIntoWords,
) -> None:
    """Write `regions/<code>.<language>.html` for each region, `regions/index.html`, and the fonts.

    A region has a page if it is, or ever was, expected to report. Pages are also written as `.pdf`
    if the programme asks for `region_documents`.

    Args:
        figures: the figures of each region; the key None is for all together.
        restricted: the staged restricted database.
        folder: the folder to create `regions` in.
        plan: the planned release.
        programme: the programme of the regions.
        put_into_words: the function that puts open queries into words in a language.
    """
    data = read_regions(restricted, plan.period, period_before=figures[None].period_before)
    place = folder / FOLDER
    place.mkdir()
    (place / FONTS).write_text(fonts_style(programme), encoding="utf-8")
    forms = forms_of(programme)
    with writing_documents(programme) as documents:
        for code in programme.published_languages:
            country = Edition(figures[None], plan, programme, read_language(code))
            pages = list(_pages(country, figures, data, put_into_words))
            for page in pages:
                content, region = compose_region(page), page.region.code
                _write_page(place / file_name(region, code, "html"), content, country)
                if "pdf" in forms:
                    path = place / file_name(region, code, "pdf")
                    documents.add(path, content, language=country.language, issued=plan.issued)
            if code == programme.language:
                _write_page(place / INDEX, compose_index(country, pages), country)


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
