"""All data of a release, in both tiers: what is written, from the staged databases alone."""

from pathlib import Path
from typing import Final

from pow_pipeline.publication.data.about import write_about
from pow_pipeline.publication.data.files import write_columns, write_tables
from pow_pipeline.publication.data.package import write_package
from pow_pipeline.publication.data.tables import read_tables
from pow_pipeline.publication.release import ReleasePlan
from schemas.programme import Programme

_DATABASE: Final = "pow.duckdb"


def write_data(staged: Path, plan: ReleasePlan, programme: Programme) -> None:
    """Write the tables of each tier of a staged release in every form, and what describes them."""
    for tier in ("public", "restricted"):
        folder = staged / tier
        tables = read_tables(folder / _DATABASE)
        write_tables(folder / _DATABASE, folder, tables)
        write_columns(folder, tables)
        write_package(folder, tables, plan=plan, programme=programme)
        if tier == "public":
            write_about(folder, tables, plan=plan, programme=programme)
