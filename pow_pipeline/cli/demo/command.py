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
    """Run the whole way on example deliveries of six half-years, and show what came of it.

    With --from and --to it is quicker, and shows less.

    Example: pow demo --from 2020-H2 --to 2021-H1

    Args:
        directory: The new workspace; one that an earlier demonstration made is replaced.
        first: The first half-year that is played, such as 2020-H2.
        last: The last one.
    """
    from pow_pipeline.cli.demo.run import run_demo

    run_demo(directory, first=first, last=last)
