"""`pow editorial`."""

from pathlib import Path
from shlex import quote
from typing import Annotated

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run


def editorial(
    period: str,
    /,
    *,
    language: Annotated[
        str | None,
        Parameter(help="Language of the texts; by default the first of the programme."),
    ] = None,
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Create the file of lessons and recommendations about a period.

    It contains the texts of the last earlier period that are still valid. The next publication
    shows them on the sheet. Example: pow editorial 2021-H1 --home work

    Args:
        period: The period, such as 2021-H1.
    """
    from pow_pipeline.jobs.publish.editorial import begin_editorial

    begun = begin_editorial(command_run(home), period, language=language)
    if as_json:
        print_json({"file": begun.path, "carried": begun.carried})
        return
    print(f"begun: {begun.path}")
    for identity in begun.carried:
        print(f"  still valid: {identity}")
    print("figures are placeholders, such as {total.n} or {category.status}, by their codes")
    print(f"Next: write, then pow publish {period} --home {quote(str(home))}")
