"""Main module of the confined process that parses files: it receives bytes and returns text.

`sandbox` starts it. This module imports nothing heavy, because the process must start within a
fifth of a second.
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
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Reading
from pow_pipeline.parsing.read import read_delivery
from pow_pipeline.parsing.sandbox.confinement import allow_processor, confine
from pow_pipeline.parsing.sandbox.messages import OF_THE_MACHINE, receive_message, send_message
from schemas.text.text_forms import TextForms, text_forms

# The process does not need to know the sender of a file.
_A_DELIVERY: Final = Delivery("", 0, 0, "", "", "", 0, datetime.min.replace(tzinfo=UTC))
_AS_JSON: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False, default=list)


Answer = Callable[[bytes, TextForms, Limits], bytes]


def serve(answer: Answer) -> None:
    """Confine this process, then answer for each file until the channel is closed."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    order = json.loads(receive_message(channel) or b"{}")
    limits = Limits(**order["limits"])
    forms = text_forms(order["forms"])
    packages = [Path(path) for package in (pow_pipeline, schemas) for path in package.__path__]
    confine(packages, memory_bytes=order["memory_bytes"])
    gc.freeze()
    send_message(channel, b"")
    while (content := receive_message(channel)) is not None:
        allow_processor(order["cpu_seconds"])
        send_message(channel, answer(content, forms, limits))


def answer_of(content: bytes, forms: TextForms, limits: Limits) -> bytes:
    """Return the parsed content of a file as JSON, or the place where our code failed on it."""
    try:
        reading = read_delivery(_A_DELIVERY, content, forms, limits)
        return _AS_JSON.encode(_reported(reading)).encode()
    except MemoryError:
        raise  # end the process: its state is unreliable after a lack of memory
    except Exception as error:  # noqa: BLE001 -- no error in one file must stop the others
        if machine_fault(error):
            sys.exit(OF_THE_MACHINE)
        return _AS_JSON.encode({"failure": place_of(error)}).encode()


def _reported(reading: Reading) -> dict[str, Any]:
    return {
        "sheets": [vars(sheet) for sheet in reading.sheets],
        "properties": reading.properties,
        "problem": vars(reading.problem) if reading.problem else None,
    }


if __name__ == "__main__":
    serve(answer_of)
