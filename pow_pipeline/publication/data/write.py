"""Writes the data of a release, in both tiers, from the staged databases alone."""

from pathlib import Path

from pow_pipeline.publication.data.about import write_about
from pow_pipeline.publication.data.changelog import write_changelog
from pow_pipeline.publication.data.files import write_columns, write_tables
from pow_pipeline.publication.data.package import write_package
from pow_pipeline.publication.data.tables import open_tables, tables_of_tier
from pow_pipeline.publication.files.release import DATABASE, ReleasePlan
from schemas.programme.programme import Programme


def write_data(staged: Path, plan: ReleasePlan, programme: Programme) -> None:
    """Write the tables of each tier in the formats of the programme, and their descriptions.

    Tables of the public tier are not written in the restricted tier again, except to its databases.
    """
    public, restricted = staged / "public", staged / "restricted"
    forms = programme.publication.forms
    for folder in (public, restricted):
        with open_tables(folder) as tables:
            write_columns(folder, tables)
            if "tables" in forms:
                own = tables_of_tier(folder, tables)
                write_tables(folder, own)
                write_package(folder, own, plan=plan, programme=programme)
            if folder == public:
                write_about(folder, tables, plan=plan, programme=programme)
    write_changelog(restricted / DATABASE, public, plan=plan, programme=programme)
