"""All data of a release, in both tiers: what is written, from the staged databases alone."""

from pathlib import Path

from pow_pipeline.publication.data.files import write_columns, write_tables
from pow_pipeline.publication.data.tables import read_tables
from pow_pipeline.publication.release import ReleasePlan
from schemas.programme import Programme


def write_data(staged: Path, plan: ReleasePlan, programme: Programme) -> None:
    """Write the tables of each tier of a staged release in every form, and what describes them."""
    for tier in ("public", "restricted"):
        folder = staged / tier
        database = folder / "pow.duckdb"
        tables = read_tables(database)
        write_tables(database, folder, tables)
        write_columns(folder, tables)
