"""Writes the data of a release, in both tiers, from the staged databases alone."""

from pathlib import Path

from pow_pipeline.publication.data.about import write_about
from pow_pipeline.publication.data.book import make_book
from pow_pipeline.publication.data.catalogue_entry import write_entry
from pow_pipeline.publication.data.changelog import write_changelog
from pow_pipeline.publication.data.excel import as_excel
from pow_pipeline.publication.data.files import write_columns, write_tables
from pow_pipeline.publication.data.opendocument import as_opendocument
from pow_pipeline.publication.data.package import write_package
from pow_pipeline.publication.data.tables import read_tables
from pow_pipeline.publication.files.release import DATABASE, ReleasePlan
from pow_pipeline.warehouse.connection import PUBLISHED_SUMMARIES
from schemas.programme.programme import Programme


def write_data(staged: Path, plan: ReleasePlan, programme: Programme) -> None:
    """Write the tables of each tier in the formats of the programme, and their descriptions."""
    public, restricted = staged / "public", staged / "restricted"
    forms = programme.publication.forms
    for folder in (public, restricted):
        tables = read_tables(folder / DATABASE)
        write_columns(folder, tables)
        if "tables" in forms:
            write_tables(folder / DATABASE, folder, tables)
            write_package(folder, tables, plan=plan, programme=programme)
        if "workbooks" in forms:
            # Tables in the public workbook are not written twice, because that takes seconds.
            leave_out = () if folder == public else PUBLISHED_SUMMARIES
            sheets = make_book(tables, plan=plan, programme=programme, leave_out=leave_out)
            (folder / "summary.xlsx").write_bytes(as_excel(sheets))
            (folder / "summary.ods").write_bytes(as_opendocument(sheets))
        if folder == public:
            write_about(folder, tables, plan=plan, programme=programme)
            if "tables" in forms:
                write_entry(folder, tables, plan=plan, programme=programme)
    write_changelog(restricted / DATABASE, public, plan=plan, programme=programme)
