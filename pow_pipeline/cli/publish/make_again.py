"""`pow publish --as-of`: makes the release of an earlier event again."""

from pathlib import Path

from pow_pipeline.cli.options import print_json
from pow_pipeline.cli.running import command_run


def make_again(
    period: str,
    home: Path,
    *,
    as_of: int | None,
    issued: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Make the release in a new folder, and print whether it equals the published one."""
    from dataclasses import asdict

    from pow_pipeline.errors import UsageError

    if as_of is None or output is None:
        raise UsageError(
            "to make an earlier state again name its event and a folder, such as: "
            f"pow publish {period} --as-of 41 -o again; without both a release is published"
        )
    from pow_pipeline.jobs.publish.as_of import make_again as run_make_again

    made = run_make_again(
        command_run(home, needs="record"),
        period,
        as_of=as_of,
        issued=issued,
        folder=output,
    )
    if as_json:
        print_json(asdict(made))
        return
    print(f"{made.release} as of event {as_of} is made, and not published: {made.folder}")
    if made.is_as_released is False:
        print(
            f"it is not what was released as {made.release}: another state, day or program, or "
            "something has been erased since"
        )
