"""`pow status`."""

import sys
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.jobs.engine.run import Run
    from pow_pipeline.jobs.inspect.status import Status

_LOOK_SECONDS: Final = 1
_CLEAR: Final = "\x1b[H\x1b[2J"


def status(
    period: str | None = None,
    /,
    *,
    watch: Annotated[
        bool,
        Parameter(
            negative="", help="Update until Ctrl-C; without a terminal, print again at each change."
        ),
    ] = False,
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Show the state of a period: reports, rejections, figures and next steps.

    Example: pow status 2021-H1 --home work

    Args:
        period: The period, such as 2021-H1; by default the latest that has opened.
    """
    from pow_pipeline.errors import OtherVersionError
    from pow_pipeline.jobs.inspect.status import fingerprint
    from pow_pipeline.jobs.inspect.status import status as read_status

    run = command_run(home)

    def show() -> None:
        try:
            found = read_status(run, period)
        except OtherVersionError:
            _rebuild(run)
            found = read_status(run, period)
        _show(found, as_json=as_json)

    if watch:
        _keep_current(show, lambda: fingerprint(run))
    else:
        show()


def _rebuild(run: "Run") -> None:
    """Rebuild the warehouse after an upgrade."""
    from pow_pipeline.jobs.operate.rebuild import rebuild_warehouse

    print("the warehouse was made by another version; making it again …", file=sys.stderr)
    rebuild_warehouse(run)


def _keep_current(show: Callable[[], None], state: Callable[[], Hashable]) -> None:
    """Show the status whenever it changes, and on a terminal every minute, because of the ages."""
    from pow_pipeline.errors import LockedError

    shown: Hashable = None
    while True:
        minute = time.monotonic() // 60 if sys.stdout.isatty() else 0
        current = (state(), minute)
        with suppress(LockedError):  # a long batch is being written; it is shown after it
            if current != shown:
                print(_CLEAR if sys.stdout.isatty() else "", end="")
                show()
                sys.stdout.flush()
                shown = current
        time.sleep(_LOOK_SECONDS)


def _show(found: "Status", *, as_json: bool) -> None:
    from pow_pipeline.cli.inspect.status_text import describe_status
    from pow_pipeline.intake.inbox import describe_ignored

    if as_json:
        print_json(found.overview)
        return
    print(f"{describe_status(found)}\n", end="")  # in one write, so that a reader gets it whole
    if found.ignored:
        print(describe_ignored(found.ignored), file=sys.stderr)
    if found.not_shown:
        print(f"{found.not_shown} events are not shown yet; run: pow ingest", file=sys.stderr)
