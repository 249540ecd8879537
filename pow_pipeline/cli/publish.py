"""`pow publish`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, ask_on_terminal, print_json

if TYPE_CHECKING:
    from pow_pipeline.model import Release
    from pow_pipeline.publication.assessment import Assessment


def publish(
    period: str,
    /,
    *,
    home: Home = Path(),
    yes: Annotated[
        bool, Parameter(negative="", help="Publish a new version of a period without asking.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Publish the figures of a period as they stand.

    Figures that were published already are not published again. Ends with exit code 4 when the
    figures are not plausible. Example: pow publish 2021-H1 --home work

    Args:
        period: The period to publish, such as 2021-H1.
    """
    from pow_pipeline.jobs.publish import publish as run_publish
    from pow_pipeline.settings import read_settings
    from pow_pipeline.workspace import open_workspace

    settings = read_settings()
    published = run_publish(
        open_workspace(home),
        period,
        clock=settings.clock,
        limits=settings.limits(),
        lock_seconds=settings.lock_seconds,
        confirm_revision=lambda before: yes or _ask(before),
        progress=_tell,
    )
    release, folder = published.release, published.folder
    name = release.name if release else None
    if as_json:
        found = published.assessment
        said = {"release": name, "is_new": published.is_new, "folder": folder}
        print_json(said | {"plausibility": found.outcome if found else None})
    elif published.is_new:
        print(f"{name} is published: {folder}")
        _tell_plausibility(published.assessment)
    elif published.is_declined:
        print(f"not published; {name} stays current: {folder}")
    else:
        print(f"nothing has changed; {name} stays current: {folder}")


def _tell_plausibility(found: "Assessment | None") -> None:
    """Say what did not hold and was approved, or only warns."""
    from pow_pipeline.jobs.plausible import describe_failed

    if found is None:
        return
    if found.approval:
        print(f"approved on {found.approval.on} in spite of what stopped it: {found.approval.why}")
    for result in (*found.stopping, *found.warnings):
        print(describe_failed(result))


def _tell(step: str, done: int, total: int) -> None:
    """Say on a terminal what takes a while; a bar would be in the way of the question."""
    if sys.stderr.isatty() and done < total:
        print(f"{step} …", file=sys.stderr)


def _ask(before: "Release") -> bool:
    return ask_on_terminal(
        f"{before.name} has been published and its figures have changed. Publish them anew?"
    )
