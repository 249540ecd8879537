"""Applies the rules of history: SQL that compares a report with earlier reports.

The rules run in the transaction of the event that accepted a report. Their findings are derived,
not recorded: they depend on the order of arrival, never on how deliveries were batched.

Each rule is one file in `history/rules/`, named after its code. `schemas/rules.py` declares what
each code means; `pow rule CODE` and docs/rules.md state it in full.
"""

from functools import cache
from pathlib import Path
from typing import Final

import duckdb

from pow_pipeline.warehouse.apply.load import load
from schemas.rules import RULES
from schemas.sql import read_sql
from schemas.text.ids import RESEMBLANCE
from schemas.text.matching import matching_key

_FOLDER: Final = Path(__file__).parent / "history"
# Each table comes after those that it uses.
_COMPARED: Final = (
    "new_report",
    "earlier_report",
    "earlier_activity",
    "known_activity",
    "reported_activity",
    "resembling_activity",
    "unpaired_activity",
    "compared_name",
)
_COMPARED_BY_NAME: Final = ("changed_id", "moved_not_compared", "comparison")
_PROPOSED: Final = "proposed_pair"


def apply_history(connection: duckdb.DuckDBPyConnection, event: int) -> None:
    """Add the findings of the rules of history on the reports that an event accepted."""
    connection.execute(_resemblance_macro())
    for name in _COMPARED:
        connection.execute(_read(name), {"event": event} if name == "new_report" else None)
    _load_name_keys(connection)
    for name in _COMPARED_BY_NAME:
        connection.execute(_read(name))
    _propose_pairs(connection, event)
    for rule in RULES.values():
        if rule.stage == "history":
            connection.execute(
                read_sql(__file__, "queries/insert_findings_of_rule").format(
                    query_of_rule=_read(f"rules/{rule.code}")
                ),
                {
                    "event": event,
                    "rule": rule.code,
                    "severity": rule.severity,
                    "follows": list(rule.follows),
                },
            )
    for statement in ("category_left_out", "category_not_left_out"):
        connection.execute(_read(statement), {"event": event})


def _resemblance_macro() -> str:
    """Return `schemas.text.ids.resemblance_key` as an SQL macro, for a text in lower case."""
    key = "id"
    for pattern, replacement in RESEMBLANCE:
        key = f"regexp_replace({key}, '{pattern}', '{replacement}', 'g')"
    return f"CREATE OR REPLACE TEMP MACRO resemblance_key(id) AS {key}"


def _load_name_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """Load the keys that are used to compare names of activities."""
    names = connection.execute("SELECT activity_name FROM compared_name").fetchall()
    connection.execute("CREATE OR REPLACE TEMP TABLE name_key (name VARCHAR, key VARCHAR)")
    load(
        connection,
        "INSERT INTO name_key BY NAME SELECT batch.* FROM batch",
        [{"name": name, "key": matching_key(name)} for (name,) in names],
    )


def _propose_pairs(connection: duckdb.DuckDBPyConnection, event: int) -> None:
    """Compute and store the pairs of ids that seem to belong to the same activity."""
    connection.execute(_read(_PROPOSED))
    connection.execute(
        f"""
        INSERT INTO record.proposed_pair BY NAME
        SELECT proposed_pair.* EXCLUDE (submission), $event::INTEGER AS event
        FROM {_PROPOSED}
        ORDER BY proposed_pair.submission, proposed_pair.old
        """,
        {"event": event},
    )


@cache
def _read(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def history_definitions() -> list[str]:
    """Return all SQL that the findings of history are derived with."""
    files = sorted(_FOLDER.rglob("*.sql"))
    return [_resemblance_macro(), *(file.read_text(encoding="utf-8") for file in files)]
