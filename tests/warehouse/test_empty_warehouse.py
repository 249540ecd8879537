"""The stand-in for making an empty warehouse gives what the product makes."""

from pathlib import Path

import duckdb
import pytest

from pow_pipeline.warehouse import connection
from tests.harness.stand_ins import REAL_CREATE, EmptyWarehouses

DEFINED = """
    SELECT schema_name, table_name, sql FROM duckdb_tables()
    UNION ALL SELECT schema_name, view_name, sql FROM duckdb_views() WHERE NOT internal
    UNION ALL SELECT schema_name, function_name, macro_definition
    FROM duckdb_functions() WHERE NOT internal
    ORDER BY ALL
"""


def defined_in(path: Path) -> list[tuple[str, str, str]]:
    with duckdb.connect(path, read_only=True) as opened:
        return opened.execute(DEFINED).fetchall()


def made_by(path: Path) -> list[tuple[str, str, str]]:
    with duckdb.connect(path, read_only=True) as opened:
        return opened.execute("FROM record.definition").fetchall()


def test_a_copy_is_as_it_is_made(tmp_path: Path) -> None:
    warehouses = EmptyWarehouses()
    real, first, copy = (tmp_path / name for name in ("real", "first", "copy"))
    REAL_CREATE(real)
    warehouses.create(first)
    warehouses.create(copy)
    assert copy.read_bytes() == first.read_bytes()
    assert len(defined_in(real)) > 50
    assert defined_in(copy) == defined_in(real)
    assert made_by(copy) == made_by(real)


def test_other_definitions_make_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouses = EmptyWarehouses()
    warehouses.create(tmp_path / "first")
    monkeypatch.setattr(connection, "definition_digest", lambda: "another")
    warehouses.create(tmp_path / "second")
    assert made_by(tmp_path / "second") != made_by(tmp_path / "first")
