"""Loads mappings of activities to other codes, from the programme folder and from decisions."""

from collections.abc import Iterable

import duckdb

from pow_pipeline.record.decisions import ActivitiesMapped
from pow_pipeline.warehouse.apply.load import load
from schemas.programme.parts import MappedActivity
from schemas.programme.programme import Programme
from schemas.programme.register import follow_mappings


def apply_pairs(
    connection: duckdb.DuckDBPyConnection,
    event: ActivitiesMapped,
    pairs: Iterable[tuple[str, str]],
) -> None:
    """Add the pairs of one decision."""
    load(
        connection,
        "INSERT INTO record.decided_pair BY NAME SELECT batch.* FROM batch",
        [
            {
                "event": event.number,
                "region_code": event.region_code,
                "period": event.period,
                "old": old,
                "new": new,
            }
            for old, new in pairs
        ],
    )


def write_mappings(
    connection: duckdb.DuckDBPyConnection, programme: Programme, *, event: int
) -> None:
    """Add all mappings in force from an event on: those of the programme and those decided."""
    mappings = programme.all_mappings()
    for region, period, old, new in connection.execute(
        "SELECT region_code, period, old, new FROM record.decided_pair ORDER BY event, old, new"
    ).fetchall():
        mappings.add(
            MappedActivity(
                from_region=region, from_id=old, to_region=region, to_id=new, period=period
            )
        )
    load(
        connection,
        "INSERT INTO reference.mapping BY NAME SELECT batch.* FROM batch",
        [{"event": event} | vars(mapping) for mapping in follow_mappings(mappings.all())],
    )
