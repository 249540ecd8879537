"""Logs: one line a record, as JSON in service and readable otherwise, with what each is about.

Code logs by the standard library, and names things by their numbers: no record holds contents of a
cell, a name of a file, or the words of an error that may quote them. What renders them, structlog,
is imported with the first record.
"""

import logging
import os
import sys
import time
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
    """Write what is logged on standard error, as `POW_LOG` wants it: json or text.

    Args:
        is_service: also where it is not set, as text; else only what goes wrong is said then.
    """
    wanted = os.environ.get("POW_LOG", "")
    root = logging.getLogger()
    if not (wanted or is_service) or any(isinstance(each, _OnStderr) for each in root.handlers):
        return
    for handler in root.handlers[:]:  # what another library has set up would say all twice
        if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
            root.removeHandler(handler)
    ours = _OnStderr()
    ours.setFormatter(_Formatter(is_json=wanted == "json"))
    root.addHandler(ours)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)


@contextmanager
def about(**known: Any) -> Iterator[None]:
    """Let every record in it bear these: numbers, ids, names that the programme gives."""
    from structlog.contextvars import bound_contextvars

    with bound_contextvars(**known):
        yield


@contextmanager
def run_of(job: str) -> Iterator[None]:
    """Let every record in it bear the job and the id of its run: the one that is known, or new."""
    from structlog.contextvars import get_contextvars

    known = get_contextvars()
    with about(run=known.get("run") or token_hex(6), job=known.get("job") or job):
        yield


@contextmanager
def timed(log: logging.Logger, done: str, **known: Any) -> Iterator[None]:
    """Log that something was done and how many seconds it took, if it was."""
    began = time.monotonic()
    yield
    log.info(done, extra=known | {"seconds": round(time.monotonic() - began, 3)})


class _OnStderr(logging.Handler):
    """Writes to what standard error is at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=sys.stderr, flush=True)
        except Exception:  # noqa: BLE001 -- no record is worth a run
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
    _: Any, __: str, said: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Put the kind and the place of an error where its words would be: they may quote data."""
    info = said.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else None
    if isinstance(error, Exception):
        said["error"] = place_of(error)
        said["trace"] = "".join(traceback.format_tb(error.__traceback__))
    return said
