"""Changes the tables of the warehouse for one event; `catch_up.py` opens the transaction."""

from dataclasses import dataclass
from datetime import UTC
from typing import Any, assert_never

import duckdb

from pow_pipeline.errors import WarehouseError
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import ActivitiesMapped, Decided, Decision
from pow_pipeline.record.erasures import Erasures
from pow_pipeline.record.events import (
    DraftMade,
    EditorialKept,
    EmbargoLifted,
    ErasureCompleted,
    Event,
    FeedbackGiven,
    ProgrammeActivated,
    Pruned,
    Received,
    Released,
    Uploaded,
    Validated,
)
from pow_pipeline.record.pairs import pairs_from_bytes
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.record.reminders import (
    CalendarTaskDone,
    Reminded,
    RemindersGiven,
    RemindersMailed,
)
from pow_pipeline.warehouse.apply.decided import apply_decided
from pow_pipeline.warehouse.apply.load import load
from pow_pipeline.warehouse.apply.mapped import apply_pairs, write_mappings
from pow_pipeline.warehouse.apply.published import apply_published
from pow_pipeline.warehouse.apply.validated import apply_validated
from schemas.programme.programme import Programme
from schemas.sql import read_sql
from schemas.text.personal import without_personal


@dataclass(frozen=True)
class ApplyContext:
    """The objects that are needed to apply an event.

    Attributes:
        erasures: everything erased by any event up to the last one to apply; it is not loaded.
    """

    connection: duckdb.DuckDBPyConnection
    blobs: Blobs
    programmes: ArchivedProgrammes
    erasures: Erasures


def apply_event(context: ApplyContext, event: Event) -> None:
    """Change the tables as one event requires."""
    match event:
        case Received():
            _apply_received(context, event)
        case ProgrammeActivated():
            _apply_programme(context, event)
        case Validated():
            apply_validated(context.connection, context.blobs, event, context.erasures)
        case Decision():
            _apply_decided(context, event)
        case FeedbackGiven():
            context.connection.execute(
                "INSERT INTO record.feedback VALUES (?, ?)", [event.number, event.validated]
            )
        case ErasureCompleted():
            context.connection.execute(
                "INSERT INTO record.erasure VALUES (?, ?)", [event.number, event.decided]
            )
        case EditorialKept():
            load(
                context.connection,
                "INSERT INTO record.editorial BY NAME SELECT batch.* FROM batch",
                [
                    {
                        "event": event.number,
                        "period": event.period,
                        "language": language,
                        "sha256": sha256,
                    }
                    for language, sha256 in event.files.items()
                ],
            )
        case DraftMade() | Released() | EmbargoLifted() | Pruned():
            apply_published(context.connection, event)
        case Uploaded() | Reminded() | RemindersGiven() | RemindersMailed() | CalendarTaskDone():
            pass  # no figure depends on these events; their readers use the journal
        case _:
            assert_never(event)


def _apply_received(context: ApplyContext, event: Received) -> None:
    programme = _programme_in_force(context.connection)
    zone = context.programmes[programme].zone
    load(
        context.connection,
        read_sql(__file__, "queries/insert_deliveries"),
        [
            vars(delivery)
            | {
                "name": without_personal(delivery.name),
                "received_at": event.at.astimezone(UTC).replace(tzinfo=None),
                "arrived_at": delivery.arrival.astimezone(UTC).replace(tzinfo=None),
                "received_on": delivery.arrival.astimezone(zone).date(),
                "channel": file.channel,
                "programme": programme,
            }
            for delivery, file in zip(event.deliveries(), event.files, strict=True)
        ],
    )


def _apply_programme(context: ApplyContext, event: ProgrammeActivated) -> None:
    number = event.number
    programme = context.programmes[number]
    connection = context.connection
    connection.execute(
        "INSERT INTO reference.programme VALUES (?, ?, ?, ?, ?)",
        [
            number,
            programme.code,
            event.digest,
            programme.thresholds.minimum_denominator,
            programme.thresholds.minimum_coverage,
        ],
    )
    tables = {
        "region": [part.model_dump(exclude={"aliases"}) for part in programme.regions],
        "period": [
            part.model_dump(exclude={"aliases", "closes"}) | {"place": place}
            for place, part in enumerate(programme.periods, start=1)
        ],
        "register": [
            {"period": period.code, "region_code": region.code}
            for period in programme.periods
            for region in programme.regions
            if programme.expects(region.code, period.code)
        ],
        "category": [
            {"code": part.code, "place": place, "label": part.label[programme.language]}
            for place, part in enumerate(programme.categories, start=1)
        ],
        "status": [
            {
                "code": part.code,
                "place": place,
                "kind": part.kind,
                "explanation": part.explanation,
                "word": part.word[programme.language],
            }
            for place, part in enumerate(programme.statuses, start=1)
        ],
        "question": _questions(programme),
        "parameter": [
            {"name": name, "value": float(value)}
            for name, value in programme.validating
            if isinstance(value, int | float)
        ],
    }
    for table, rows in tables.items():
        values = [{"programme": number, **row} for row in rows]
        load(connection, f"INSERT INTO reference.{table} BY NAME SELECT batch.* FROM batch", values)
    write_mappings(connection, programme, event=number)


def _apply_decided(context: ApplyContext, event: Decided) -> None:
    apply_decided(context.connection, event)
    if not isinstance(event, ActivitiesMapped):
        return
    programme = context.programmes[_programme_in_force(context.connection)]
    apply_pairs(context.connection, event, pairs_from_bytes(context.blobs.read(event.pairs)))
    write_mappings(context.connection, programme, event=event.number)


def _questions(programme: Programme) -> list[dict[str, Any]]:
    questions = programme.questions
    if not questions:
        return []
    return [
        {
            "code": question.code,
            "place": place,
            "label": question.label[programme.language],
            "lowest": questions.lowest,
            "highest": questions.highest,
        }
        for place, question in enumerate(questions.asked, start=1)
    ]


def _programme_in_force(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT max(programme) FROM reference.programme").fetchone()
    if not row or row[0] is None:
        raise WarehouseError("the record activates no programme before its first delivery")
    return int(row[0])
