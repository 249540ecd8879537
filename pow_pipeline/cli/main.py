"""Entry point of the command line: the commands by name, and the handling of each kind of error.

This module imports nothing heavy: each command imports its job when it runs.
"""

import os
import sys
import traceback
from io import TextIOWrapper
from typing import Final

from cyclopts import App, CycloptsError

from pow_pipeline import VERSION
from pow_pipeline.cli.decide.decide import decide
from pow_pipeline.cli.demo.command import demo
from pow_pipeline.cli.form.command import form
from pow_pipeline.cli.ingest.backfill import backfill
from pow_pipeline.cli.ingest.check import check
from pow_pipeline.cli.ingest.ingest import ingest
from pow_pipeline.cli.ingest.rerun import rerun
from pow_pipeline.cli.inspect.calendar import calendar
from pow_pipeline.cli.inspect.diff import diff
from pow_pipeline.cli.inspect.rule import rule
from pow_pipeline.cli.inspect.sql import sql
from pow_pipeline.cli.inspect.status import status
from pow_pipeline.cli.inspect.trace import trace
from pow_pipeline.cli.operate.backup import backup
from pow_pipeline.cli.operate.doctor import doctor
from pow_pipeline.cli.operate.prune import prune
from pow_pipeline.cli.operate.rebuild import rebuild
from pow_pipeline.cli.operate.remind import remind
from pow_pipeline.cli.operate.verify import verify
from pow_pipeline.cli.publish.editorial import editorial
from pow_pipeline.cli.publish.publish import publish
from pow_pipeline.cli.publish.upload import upload
from pow_pipeline.cli.setup.init import init
from pow_pipeline.cli.setup.programme import programme
from pow_pipeline.cli.setup.template import template
from pow_pipeline.cli.setup.token import token
from pow_pipeline.cli.up.command import up
from pow_pipeline.cli.up.watch import watch
from pow_pipeline.cli.usage_error import describe_usage_error
from pow_pipeline.logs import start_logs
from pow_pipeline.machine_faults import machine_fault

USAGE: Final = 2
INFRASTRUCTURE: Final = 3
BUG: Final = 70
STOPPED: Final = 130
PIPE_CLOSED: Final = 141

app: Final = App(
    name="pow",
    version=VERSION,
    help="Turn the reports of regions into figures that can be trusted.",
    help_epilogue="Try it on example data with: pow demo",
    error_formatter=describe_usage_error,
    suppress_keyboard_interrupt=False,  # else it would end without a word
)
_COMMANDS: Final = (
    init,
    template,
    check,
    form,
    token,
    ingest,
    editorial,
    publish,
    upload,
    diff,
    prune,
    status,
    calendar,
    remind,
    decide,
    rerun,
    backfill,
    programme,
    rebuild,
    backup,
    verify,
    trace,
    rule,
    sql,
    doctor,
    up,
    watch,
    demo,
)
for _command in _COMMANDS:
    app.command(_command)


def main() -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may lack a sign
    start_logs()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    try:
        result = app(arguments, exit_on_error=False, print_error=True, result_action="return_value")
        sys.stdout.flush()
    except CycloptsError:
        return USAGE
    except KeyboardInterrupt:
        print("stopped; nothing is lost, run the command again to go on", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader of the output has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 -- the outermost place: every error ends here
        return _end(error)
    return result if isinstance(result, int) else 0


def _end(error: Exception) -> int:
    ended = _readable_error(error)
    exit_code = getattr(ended, "exit_code", None)
    if isinstance(exit_code, int):
        print(f"pow: {ended}", file=sys.stderr)
        return exit_code
    if isinstance(ended, OSError):
        print(f"pow: {ended}", file=sys.stderr)
        return INFRASTRUCTURE
    traceback.print_exception(error)
    print(
        f"pow: this is a bug in pow-pipeline {VERSION}. Please report the lines above and the "
        "command; they may quote your data, so read them first. The record is not affected.",
        file=sys.stderr,
    )
    return BUG


def _readable_error(error: Exception) -> Exception:
    """Return the fault of the machine behind an error, unless it tells that itself."""
    if getattr(error, "exit_code", None) == INFRASTRUCTURE:
        return error
    return machine_fault(error) or error


if __name__ == "__main__":
    main()
