"""`pow diff`."""

from pathlib import Path

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run


def diff(period: str, /, *versions: str, home: Home = Path(), as_json: Json = False) -> None:
    """Show which figures differ between two releases of a period, and why.

    Without versions, the last release is compared with the current figures; if these are equal, the
    last two releases are compared. One version is compared with the current figures. Each figure
    that differs is shown with its causes: late_submission, correction, decision (of an operator),
    register (regions, their dates, or mapped activities), rules (validated again, or computed in
    another way) or programme.

    Example: pow diff 2021-H1 --home work

    Example: pow diff 2021-H1 v1 v2 --home work

    Args:
        period: The period, such as 2021-H1.
        versions: None, one or two of its releases, such as v1 v2.
    """
    from pow_pipeline.cli.publish.revision import print_revision, revision_as_json
    from pow_pipeline.errors import UsageError
    from pow_pipeline.jobs.inspect.diff import diff as run_diff

    if len(versions) > 2:  # noqa: PLR2004 -- a pair
        raise UsageError("name two versions at most, such as: pow diff 2021-H1 v1 v2")
    revision = run_diff(command_run(home), period, [_number(version) for version in versions])
    if as_json:
        print_json(revision_as_json(revision))
    else:
        print_revision(revision, all_with="--json")


def _number(version: str) -> int:
    from pow_pipeline.errors import UsageError

    digits = version.lower().removeprefix("v")
    if not (digits.isascii() and digits.isdigit()):
        raise UsageError(f"{version!r} is no version of a period; write v1")
    return int(digits)
