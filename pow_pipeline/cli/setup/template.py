"""`pow template`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import run_of_rules

if TYPE_CHECKING:
    from pow_pipeline.jobs.setup.template import Made


def template(
    *,
    region: Annotated[str | None, Parameter(help="Region of the form.")] = None,
    every: Annotated[
        bool, Parameter(name="--all", negative="", help="A form for each region, in its outbox.")
    ] = False,
    period: Annotated[
        str | None, Parameter(help="Period of the form; by default the current one.")
    ] = None,
    output: Annotated[
        Path | None,
        Parameter(
            name=["--output", "-o"], help="File to write; by default in the outbox of the region."
        ),
    ] = None,
    replace: Annotated[
        bool, Parameter(negative="", help="Replace a form that may have been filled in.")
    ] = False,
    programme: Annotated[
        str | None,
        Parameter(help="Programme; by default that of the workspace, or the built-in one."),
    ] = None,
    home: Home = Path(),
    as_json: Json = False,
) -> None:
    """Make the form of a region, prefilled with its known activities.

    For a period that was already reported, the form has the report in force, to be corrected.
    Example: pow template --region AM12 --period 2021-H2 -o form.xlsx
    """
    from pow_pipeline.jobs.engine.stages import FORMS
    from pow_pipeline.jobs.setup.template import find_source, make_all_templates, make_template

    _refuse_odd_requests(region, output, every=every)
    run = run_of_rules(home, programme)
    source = find_source(run, programme)
    if region:
        made = [make_template(run, source, region, period=period, output=output, replace=replace)]
    else:
        made = run.stage(
            FORMS, lambda: make_all_templates(run, source, period=period, replace=replace)
        )
    if as_json:
        _print_as_json(made)
    else:
        _print_as_text(made)


def _refuse_odd_requests(region: str | None, output: Path | None, *, every: bool) -> None:
    from pow_pipeline.errors import UsageError

    if bool(region) == every:
        raise UsageError(
            "name one region or ask for all, such as: pow template --region AM12, or: "
            "pow template --all"
        )
    if every and output:
        raise UsageError("--all writes to the outboxes; leave --output out, or name one --region")
    if output == Path("-"):
        raise UsageError("a workbook cannot be printed; name a file, such as: -o form.xlsx")


def _print_as_json(made: "list[Made]") -> None:
    from dataclasses import asdict

    print_json([asdict(form) for form in made])


def _print_as_text(made: "list[Made]") -> None:
    for form in made:
        print(f"{form.fate:<9}  {form.file}")
    if any(form.fate == "kept" for form in made):
        print("kept: another file stood there, which may have been filled in; see --replace")
    if all(form.fate == "kept" for form in made):
        return
    print(
        "Next: have it filled in, try it with: pow check FILE, and put it into the region's inbox"
    )
