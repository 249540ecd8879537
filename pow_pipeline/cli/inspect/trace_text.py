"""Formats a trace as text with the main data of each step; `--json` prints all data."""

from typing import TYPE_CHECKING, Any, Final

from pow_pipeline.cli.rows import print_rows

if TYPE_CHECKING:
    from pow_pipeline.jobs.inspect.trace import Trace

# Of a delivery; the rest stands in its name, or below.
_SHOWN: Final = (
    "delivery",
    "name",
    "received_at",
    "arrived_at",
    "arrival_evidence",
    "outcome",
    "state",
    "validated_event",
    "attempts",
    "code_version",
    "programme_event",
)
_SINGLE: Final = ("figure", "release")


def trace_as_json(found: "Trace") -> dict[str, Any]:
    """Return all steps as a value for programs."""
    single = {name: found.steps[name] for name in _SINGLE if name in found.steps}
    return {
        "subject": found.subject,
        "as_of": found.as_of,
        **found.steps,
        **{name: rows[0] if rows else None for name, rows in single.items()},
    }


def print_trace(found: "Trace") -> None:
    """Print the steps from the subject to the bytes."""
    subject = " ".join(value for value in found.subject.values() if value)
    print(f"{subject}, as of event {found.as_of}")
    for name, rows in found.steps.items():
        if name in _SINGLE:
            print(f"\n{name}: {_in_one_line(rows[0]) if rows else 'none'}")
            continue
        print(f"\n{name}: {len(rows):,}")
        if rows:
            columns = _SHOWN if name == "deliveries" else tuple(rows[0])
            values = [[row[column] for column in columns] for row in rows]
            print_rows(columns, values, all_with="--json")
    _print_versions(found)
    for delivery in found.damaged:
        print(f"\n{delivery}: its bytes are not what was received; see: pow rebuild --verify")


def _in_one_line(row: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in row.items() if value not in (None, ""))


def _print_versions(found: "Trace") -> None:
    """Print the hashes of the bytes, and the programmes that they were validated under."""
    deliveries = found.steps["deliveries"]
    rows = [
        (delivery["delivery"], delivery["bytes"], delivery["size"], delivery["sha256"])
        for delivery in deliveries
    ]
    print("\nbytes, hashed just now:")
    print_rows(("delivery", "bytes", "size", "sha256"), rows, all_with="--json")
    programmes = {
        (delivery["programme_event"], delivery["programme"], delivery["programme_digest"])
        for delivery in deliveries
        if delivery["programme_event"]
    }
    for event, code, digest in sorted(programmes):
        print(f"programme of event {event}: {code}, {digest}")
