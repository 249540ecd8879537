"""The process in which files are read: confined, it gets bytes and gives back text.

It is started by `sandbox`. Nothing heavy is imported here: it must start in a fifth of a second.
"""

import gc
import json
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pow_pipeline
import schemas
from pow_pipeline.errors import place_of
from pow_pipeline.limits import Limits
from pow_pipeline.machine_faults import machine_fault
from pow_pipeline.model import Delivery, Reading
from pow_pipeline.parsing.read import read_delivery
from pow_pipeline.parsing.sandbox.confinement import allow_processor, confine
from pow_pipeline.parsing.sandbox.messages import OF_THE_MACHINE, receive_message, send_message
from schemas.text.text_forms import TextForms, text_forms

# Who sent a file is no business of its reader.
_A_DELIVERY: Final = Delivery("", 0, 0, "", "", "", 0, datetime.min.replace(tzinfo=UTC))
_AS_JSON: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False, default=list)


Answer = Callable[[bytes, TextForms, Limits], bytes]


def serve(answer: Answer) -> None:
    """Confine this process and answer for each file, until the channel is closed."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    order = json.loads(receive_message(channel) or b"{}")
    limits = Limits(**order["limits"])
    forms = text_forms(order["forms"])
    packages = [Path(path) for each in (pow_pipeline, schemas) for path in each.__path__]
    confine(packages, memory_bytes=order["memory_bytes"])
    gc.freeze()
    send_message(channel, b"")
    while (content := receive_message(channel)) is not None:
        allow_processor(order["cpu_seconds"])
        send_message(channel, answer(content, forms, limits))


def answer_of(content: bytes, forms: TextForms, limits: Limits) -> bytes:
    """Return what the bytes of a file say, or where our own code failed on them, as JSON."""
    try:
        reading = read_delivery(_A_DELIVERY, content, forms, limits)
        return _AS_JSON.encode(_said(reading)).encode()
    except MemoryError:
        raise  # as if the system had ended this process: nothing it holds is certain now
    except Exception as error:  # noqa: BLE001 -- whatever it is, it may not hold up the others
        if machine_fault(error):
            sys.exit(OF_THE_MACHINE)
        return _AS_JSON.encode({"failure": place_of(error)}).encode()


def _said(reading: Reading) -> dict[str, Any]:
    return {
        "sheets": [vars(sheet) for sheet in reading.sheets],
        "properties": reading.properties,
        "problem": vars(reading.problem) if reading.problem else None,
    }


if __name__ == "__main__":
    serve(answer_of)
