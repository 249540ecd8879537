"""Writes the page of each region in both forms and every language, and the page with links."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from pow_pipeline.model.findings import Finding
from pow_pipeline.publication.figures import Figures
from pow_pipeline.publication.files.release import ReleasePlan
from pow_pipeline.publication.regions.compose import compose_region
from pow_pipeline.publication.regions.edition import Question, RegionEdition
from pow_pipeline.publication.regions.index import compose_index, file_name
from pow_pipeline.publication.regions.reading import RegionData, read_regions
from pow_pipeline.publication.sheet.blocks import SheetContent
from pow_pipeline.publication.sheet.document import writing_documents
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.page import sheet_page
from schemas.language import Language, read_language
from schemas.programme.programme import Programme

FOLDER: Final = "regions"
INDEX: Final = "index.html"
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
    """Write `regions/<code>.<language>.html` and `.pdf` for each region, and `regions/index.html`.

    A region has a page if it is, or ever was, expected to report.

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
    with writing_documents(programme) as documents:
        for code in programme.published_languages:
            country = Edition(figures[None], plan, programme, read_language(code))
            pages = list(_pages(country, figures, data, put_into_words))
            for page in pages:
                content = compose_region(page)
                name = file_name(page.region.code, code, "pdf")
                documents.add(place / name, content, language=country.language, issued=plan.issued)
                _write_page(place / file_name(page.region.code, code, "html"), content, country)
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
    page = sheet_page(content, programme=edition.programme, language=edition.language)
    path.write_text(page, encoding="utf-8")
