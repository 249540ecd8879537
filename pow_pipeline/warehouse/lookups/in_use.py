"""Looks up which codes of a programme are used by reports in force or by earlier versions.

An earlier version is in force again once the version after it is withdrawn.
"""

from dataclasses import dataclass
from typing import Literal

import duckdb

from schemas.sql import read_sql


@dataclass(frozen=True)
class InUse:
    """A code of the programme, and the accepted and not withdrawn deliveries that use it.

    Attributes:
        code: for a region, followed by the period in which it is expected, such as `AM12 in
            2021-H1`.
    """

    kind: Literal["region", "category", "status"]
    code: str
    deliveries: tuple[str, ...]


def codes_in_use(connection: duckdb.DuckDBPyConnection) -> list[InUse]:
    """Return every code used by a report that is in force or may be in force again."""
    rows = connection.execute(read_sql(__file__, "queries/in_use/codes_in_use")).fetchall()
    return [InUse(kind, code, tuple(deliveries)) for kind, code, deliveries in rows]
