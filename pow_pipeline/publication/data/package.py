"""Writes `datapackage.json`: the tables described by Frictionless Data Package 2.

Types, keys, values and units come from `schemas.published`; the meaning of a column comes from its
comment in the database.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pandera.pandas as pa

from pow_pipeline.publication.data.codes import code_labels, labels_of
from pow_pipeline.publication.data.tables import Column, Kind, Table
from pow_pipeline.publication.files.release import ReleasePlan
from schemas.language import read_language
from schemas.programme.programme import Programme
from schemas.published import PUBLISHED, SCHEMA_VERSION
from schemas.revisions import REVISIONS, REVISIONS_MEANING

PACKAGE: Final = "datapackage.json"
_PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES: Final[Mapping[Kind, str]] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "moment": "datetime",
    "texts": "list",
}
_ABOUT_TEXT: Final = (
    "In CSV a text that begins with one of = + - @ ' or with a tab or line end has an apostrophe "
    "before it, so that no program takes it for a formula; take one off to have the text. Numbers "
    "never have one. Moments are in UTC."
)

_NO_CODES: Final[Mapping[str, str]] = {}

Described = dict[str, Any]


def write_package(
    folder: Path, tables: Iterable[Table], *, plan: ReleasePlan, programme: Programme
) -> None:
    """Write `datapackage.json` about the CSV files in a folder."""
    labels = code_labels(programme, read_language(programme.language))
    resources = [
        _resource(folder, table.name, table.meaning, _schema(table, labels)) for table in tables
    ]
    resources += _other_resources(folder)
    catalogue, publisher = programme.catalogue, programme.colophon.publisher
    package: Described = {
        "$schema": _PROFILE,
        "name": f"{programme.code}-{plan.name}".lower(),
        "title": f"{programme.name[programme.language]} {plan.period}",
        "description": _ABOUT_TEXT,
        "version": plan.name,
        "created": f"{plan.issued.isoformat()}T00:00:00Z",
        "schemaVersion": SCHEMA_VERSION,
        "resources": resources,
    }
    if catalogue.licence:
        package["licenses"] = [{"path": catalogue.licence}]
    if publisher:
        named = publisher.get(programme.language)
        package["contributors"] = [{"title": named, "roles": ["publisher"]}]
    if catalogue.address:
        package["homepage"] = catalogue.address
    content = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    (folder / PACKAGE).write_text(content, encoding="utf-8")


def _resource(folder: Path, name: str, meaning: str, schema: Described) -> Described:
    content = (folder / f"{name}.csv").read_bytes()
    return {
        "name": name,
        "path": f"{name}.csv",
        "type": "table",
        "description": meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True},
        "schema": schema,
    }


def _schema(table: Table, labels: Mapping[str, Mapping[str, str]]) -> Described:
    promised = PUBLISHED.get(table.name)
    columns = promised.columns if promised else {}
    fields = [
        _field(
            column,
            columns.get(column.name),
            codes=labels_of(column.name, labels) if promised else {},
        )
        for column in table.columns
    ]
    return {"fields": fields, "missingValues": [""]} | _keys(promised)


def _field(
    column: Column, promised: pa.Column | None, *, codes: Mapping[str, str] = _NO_CODES
) -> Described:
    field: Described = {
        "name": column.name,
        "type": _TYPES[column.kind],
        "description": column.meaning,
    }
    if promised is None:
        return field
    if unit := (promised.metadata or {}).get("unit"):
        field["unit"] = unit
    constraints = dict(_constraints(promised))
    if codes:
        constraints["enum"] = list(codes)
        field["categories"] = [{"value": code, "label": label} for code, label in codes.items()]
    if not promised.nullable:
        constraints = {"required": True} | constraints
        if column.kind == "text":
            field[
                "missingValues"
            ] = []  # in a required text column, '' is a value, not a missing one
    return field | ({"constraints": constraints} if constraints else {})


def _constraints(promised: pa.Column) -> Iterator[tuple[str, Any]]:
    """Yield the checks of a column as constraints of Table Schema."""
    for check in promised.checks:
        values = check.statistics
        match check.name:
            case "isin":
                yield "enum", values["allowed_values"]
            case "str_matches":
                yield "pattern", values["pattern"]
            case "str_length":
                yield "minLength", values["min_value"]
            case "greater_than_or_equal_to":
                yield "minimum", values["min_value"]
            case "in_range":
                yield "minimum", values["min_value"]
                yield "maximum", values["max_value"]


def _keys(promised: pa.DataFrameSchema | None) -> Described:
    """Return the key of a table; a key with a column that may be empty is not a primary key."""
    key = list(promised.unique or ()) if promised else []
    if not promised or not key:
        return {}
    if any(promised.columns[name].nullable for name in key):
        return {"uniqueKeys": [key]}
    return {"primaryKey": key}


def _other_resources(folder: Path) -> Iterator[Described]:
    """Yield the descriptions of the tables that are not in the database."""
    kinds: dict[str, Kind] = {"str": "text", "float64": "number"}
    if (folder / "revisions.csv").is_file():
        fields = [
            _field(
                Column(name, kinds.get(str(column.dtype), "text"), column.description or ""),
                column,
            )
            for name, column in REVISIONS.columns.items()
        ]
        schema = {"fields": fields, "missingValues": [""]} | _keys(REVISIONS)
        yield _resource(folder, "revisions", REVISIONS_MEANING, schema)
    meanings = {
        "table": "The table.",
        "column": "The column; empty for the table itself.",
        "type": "What kind of values it holds.",
        "meaning": "What it means.",
    }
    fields = [
        {"name": name, "type": "string", "description": text} for name, text in meanings.items()
    ]
    meaning = "One row is one column of a table, or the table itself."
    yield _resource(folder, "columns", meaning, {"fields": fields, "missingValues": [""]})
