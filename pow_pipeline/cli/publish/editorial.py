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

    Texts of the previous file that are still valid are carried over. The next publication shows
    the texts on the sheet.

    Example: pow editorial 2021-H1 --home work

    Args:
        period: The period, such as 2021-H1.
    """
    from pow_pipeline.jobs.publish.editorial import create_editorial

    created = create_editorial(command_run(home), period, language=language)
    if as_json:
        print_json({"file": created.path, "carried_over": created.carried_over})
        return
    print(f"created: {created.path}")
    for identity in created.carried_over:
        print(f"  carried over: {identity}")
    print("write figures as placeholders, such as {total.n} or {CATEGORY.STATUS} with their codes")
    print(f"Next: edit the file, then run: pow publish {period} --home {quote(str(home))}")
