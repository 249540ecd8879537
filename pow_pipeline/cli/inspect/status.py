"""`pow status`."""

import sys
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, print_json, shown_progress

if TYPE_CHECKING:
    from pow_pipeline.jobs.inspect.status import Status
    from pow_pipeline.settings import Settings
    from pow_pipeline.workspace import Workspace

_LOOK_SECONDS: Final = 1
_CLEAR: Final = "\x1b[H\x1b[2J"


def status(
    period: str | None = None,
    /,
    *,
    watch: Annotated[
        bool,
        Parameter(
            negative="", help="Keep it current until Ctrl-C; without a terminal, print anew."
        ),
    ] = False,
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Show how a period stands: who has reported, what was rejected, the figures, what to do next.

    Example: pow status 2021-H1 --home work

    Args:
        period: The period, such as 2021-H1; else the latest that has opened.
    """
    from pow_pipeline.errors import OtherVersionError
    from pow_pipeline.jobs.inspect.status import look_for_change
    from pow_pipeline.jobs.inspect.status import status as read_status
    from pow_pipeline.settings import read_settings
    from pow_pipeline.workspace import open_workspace

    workspace, settings = open_workspace(home), read_settings()

    def read() -> "Status":
        return read_status(workspace, period, now=settings.clock())

    def show() -> None:
        try:
            found = read()
        except OtherVersionError:
            _make_again(workspace, settings)
            found = read()
        _show(found, as_json=as_json)

    if watch:
        state = look_for_change(workspace)
        _keep_current(show, lambda: state(settings.clock()))
    else:
        show()


def _make_again(workspace: "Workspace", settings: "Settings") -> None:
    """Make the warehouse again after an upgrade, showing how far it is."""
    from pow_pipeline.jobs.operate.rebuild import rebuild_warehouse

    print("the warehouse was made by another version; making it again …", file=sys.stderr)
    with shown_progress() as progress:
        rebuild_warehouse(
            workspace,
            lock_seconds=settings.lock_seconds,
            clock=settings.clock,
            limits=settings.limits(),
            progress=progress,
        )


def _keep_current(show: Callable[[], None], state: Callable[[], Hashable]) -> None:
    """Show anew whenever the state is another one; on a terminal every minute, for the ages."""
    from pow_pipeline.errors import LockedError

    shown: Hashable = None
    while True:
        minute = time.monotonic() // 60 if sys.stdout.isatty() else 0
        if (found := (state(), minute)) != shown:
            with suppress(LockedError):  # a long batch is being written; it is shown after it
                if sys.stdout.isatty():
                    print(_CLEAR, end="")
                show()
                sys.stdout.flush()
                shown = found
        time.sleep(_LOOK_SECONDS)


def _show(found: "Status", *, as_json: bool) -> None:
    from pow_pipeline.cli.inspect.status_text import describe_status
    from pow_pipeline.intake.inbox import describe_ignored

    if as_json:
        print_json(found.overview)
        return
    print(describe_status(found))
    if found.ignored:
        print(describe_ignored(found.ignored), file=sys.stderr)
    if found.not_shown:
        print(f"{found.not_shown} events are not shown yet; run: pow ingest", file=sys.stderr)
