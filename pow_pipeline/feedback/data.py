"""Writes a message as JSON for the programs of a sender.

The texts are those of the message; every place is a separate value.
"""

import json
from typing import Any, Final

from pow_pipeline.feedback.findings import FindingText
from pow_pipeline.feedback.message import Message
from pow_pipeline.feedback.places import in_sight
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.feedback import Feedback

_FORMAT: Final = 1  # increased when a key is removed or changes meaning


def feedback_data(feedback: Feedback, message: Message) -> bytes:
    """Return the feedback on a delivery as JSON in UTF-8."""
    delivery = feedback.delivery
    payload = {
        "format": _FORMAT,
        "delivery": delivery.delivery,
        "file": message.file,
        "sha256": delivery.sha256,
        "received_at": delivery.received_at,
        "arrived_at": delivery.arrival,
        "arrival_evidence": delivery.arrival_evidence,
        "region": delivery.sender,
        "period": feedback.period,
        "outcome": feedback.outcome,
        "attempt": feedback.attempts,
        "version": feedback.version,
        "activities": feedback.activities,
        "duplicate_of": feedback.duplicate_of,
        "replaced_version": feedback.replaced_version,
        "replaced_on": feedback.replaced_on,
        "version_in_force": feedback.version_in_force,
        "in_force_received_on": feedback.in_force_received_on,
        "delivery_in_force": feedback.delivery_in_force,
        **message_data(message),
    }
    return f"{json.dumps(payload, ensure_ascii=False, indent=1, default=_as_text)}\n".encode()


def is_about(content: bytes, delivery: Delivery) -> bool:
    """Return whether this feedback is about a delivery, and not about another one with its name.

    Another delivery can have had that name if the record was restored from an earlier backup.
    """
    try:
        payload = json.loads(content)
    except ValueError:
        return False
    source = (
        (payload.get("sha256"), payload.get("received_at")) if isinstance(payload, dict) else ()
    )
    return source == (delivery.sha256, _as_text(delivery.received_at))


def message_data(message: Message) -> dict[str, Any]:
    """Return the contents of a message as JSON values."""
    return {
        "language": message.language.code,
        "opening": message.opening,
        "notes": message.notes,
        "steps": message.steps,
        "findings": [_finding(finding) for finding in message.findings],
    }


def _finding(finding: FindingText) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "label": finding.label,
        "title": finding.title,
        "place": finding.place,
        "sheet": in_sight(finding.group.first.sheet),
        "cells": [in_sight(cell) for cell in finding.group.cells],
        "activities": [
            {"id": in_sight(key), "name": in_sight(name)} for key, name in finding.group.activities
        ],
        "found": [
            {"text": in_sight(text), "cells": [in_sight(cell) for cell in cells if cell]}
            for text, cells in finding.group.found.items()
        ],
        "expected": finding.expected,
        "remedy": finding.remedy,
        "answer": finding.answer,
    }


def _as_text(moment: Any) -> str:
    return str(moment.isoformat())
