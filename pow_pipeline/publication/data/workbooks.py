"""Writes the workbooks of a release, one for each tier, in two formats."""

from pathlib import Path

from pow_pipeline.publication.data.book import make_book
from pow_pipeline.publication.data.excel import as_excel
from pow_pipeline.publication.data.opendocument import as_opendocument
from pow_pipeline.publication.data.tables import open_tables, tables_of_tier
from pow_pipeline.publication.files.release import ReleasePlan
from schemas.programme.programme import Programme


def write_workbooks(folder: Path, plan: ReleasePlan, programme: Programme) -> None:
    """Write `summary.xlsx` and `summary.ods` in the folder of one tier of a staged release."""
    with open_tables(folder) as tables:
        own = tables_of_tier(folder, tables)
        sheets = make_book(own, tables, plan=plan, programme=programme)
        (folder / "summary.xlsx").write_bytes(as_excel(sheets))
        (folder / "summary.ods").write_bytes(as_opendocument(sheets))
