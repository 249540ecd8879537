"""`pow init`."""

from pathlib import Path
from shlex import quote
from typing import Annotated

from cyclopts import Parameter

from pow_pipeline.cli.running import command_run


def init(
    directory: Path,
    /,
    *,
    programme: Annotated[
        str | None, Parameter(help="A built-in programme, or a programme folder.")
    ] = None,
    first_period: Annotated[
        str | None,
        Parameter(help="The first period about which regions report, such as 2021-H1."),
    ] = None,
) -> None:
    """Create a workspace for a programme.

    Example: pow init work

    Args:
        directory: A new or empty folder.
    """
    from pow_pipeline.jobs.setup.initialise import initialise

    run = command_run(directory, needs="nothing")
    made = initialise(run, programme=programme, first_period=first_period)
    print(f"{run.workspace.home} is ready for {made.name[made.language]}.")
    print(f"  {len(made.regions)} regions send their files to {run.workspace.inbox}/<region>/")
    print(f"Next: put a file in an inbox and run: pow ingest --home {quote(str(directory))}")
