"""`pow demo`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def demo(
    directory: Path = Path("demo"),
    /,
    *,
    first: Annotated[str, Parameter(name="--from", show_default=False)] = "",
    last: Annotated[str, Parameter(name="--to", show_default=False)] = "",
) -> None:
    """Run everything on example deliveries of six half-years, and show the results.

    --from and --to play fewer half-years, which is quicker.

    Example: pow demo --from 2020-H2 --to 2021-H1

    Args:
        directory: The new workspace; replaces one of an earlier demonstration.
        first: The first half-year to play, such as 2020-H2.
        last: The last half-year to play.
    """
    from pow_pipeline.cli.demo.run import run_demo

    run_demo(directory, first=first, last=last)
