"""Logging with one line per record, as JSON or as readable text, and with context fields.

Code uses the standard library and identifies things by numbers. No log record contains the
contents of a cell, the name of a file, or an error message that may quote them. The records are
rendered by structlog, which is imported with the first record.
"""

import logging
import os
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from functools import cached_property
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final

from pow_pipeline.errors import place_of

if TYPE_CHECKING:
    from structlog.stdlib import ProcessorFormatter
    from structlog.typing import Processor

_OURS: Final = ("pow_pipeline", "flows")


def start_logs(*, is_service: bool = False) -> None:
    """Write log records to standard error, in the format that `POW_LOG` names: json or text.

    Args:
        is_service: whether to log as text if `POW_LOG` is not set. If false, logging is then left
            unconfigured, and only warnings and errors are shown.
    """
    wanted = os.environ.get("POW_LOG", "")
    root = logging.getLogger()
    is_started = any(isinstance(handler, _OnStderr) for handler in root.handlers)
    if not (wanted or is_service) or is_started:
        return
    for handler in root.handlers[:]:  # a handler of another library would log everything twice
        if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
            root.removeHandler(handler)
    ours = _OnStderr()
    ours.setFormatter(_Formatter(is_json=wanted == "json"))
    root.addHandler(ours)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)


@contextmanager
def about(**known: Any) -> Iterator[None]:
    """Add context fields to every log record in the block: numbers, ids and programme codes."""
    from structlog.contextvars import bound_contextvars

    with bound_contextvars(**known):
        yield


@contextmanager
def run_of(job: str) -> Iterator[None]:
    """Add the job and the run id to every log record in the block; existing values are kept."""
    from structlog.contextvars import get_contextvars

    known = get_contextvars()
    with about(run=known.get("run") or token_hex(6), job=known.get("job") or job):
        yield


class _OnStderr(logging.Handler):
    """Handler that writes to the current standard error, even if it was redirected."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=sys.stderr, flush=True)
        except Exception:  # noqa: BLE001 -- a failed log record must not end the run
            self.handleError(record)


class _Formatter(logging.Formatter):
    def __init__(self, *, is_json: bool) -> None:
        super().__init__()
        self._is_json = is_json

    def format(self, record: logging.LogRecord) -> str:
        return self._rendering.format(record)

    @cached_property
    def _rendering(self) -> "ProcessorFormatter":
        from structlog import contextvars, dev, processors, stdlib

        known: list[Processor] = [
            contextvars.merge_contextvars,
            stdlib.add_log_level,
            stdlib.add_logger_name,
            stdlib.ExtraAdder(),
            processors.TimeStamper(fmt="iso", utc=True),
            _say_where_without_words,
        ]
        as_json: list[Processor] = [
            processors.EventRenamer("message"),
            processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
        as_text: list[Processor] = [dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        remove = stdlib.ProcessorFormatter.remove_processors_meta
        return stdlib.ProcessorFormatter(
            foreign_pre_chain=known, processors=[remove, *(as_json if self._is_json else as_text)]
        )


def _say_where_without_words(
    _: Any, __: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace the message of an error, which may quote data, by its type and place."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else None
    if isinstance(error, Exception):
        event["error"] = place_of(error)
        event["trace"] = "".join(traceback.format_tb(error.__traceback__))
    return event
