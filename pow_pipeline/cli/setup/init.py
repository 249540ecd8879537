"""`pow init`."""

from pathlib import Path
from shlex import quote
from typing import Annotated

from cyclopts import Parameter


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
    """Make a workspace for a programme.

    Example: pow init work

    Args:
        directory: A folder that is empty or does not exist yet.
    """
    from pow_pipeline.jobs.setup.initialise import initialise
    from pow_pipeline.settings import read_settings

    workspace, made = initialise(
        directory, programme=programme, now=read_settings().clock(), first_period=first_period
    )
    print(f"{workspace.home} is ready for {made.name[made.language]}.")
    print(f"  {len(made.regions)} regions send their files to {workspace.inbox}/<region>/")
    print(f"Next: put a file in an inbox and run: pow ingest --home {quote(str(directory))}")
