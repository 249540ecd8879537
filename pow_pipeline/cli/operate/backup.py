"""`pow backup`."""

import sys
from pathlib import Path

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run


def backup(folder: Path, /, *, home: Home = Path(), as_json: Json = False) -> None:
    """Copy what cannot be made again into a folder; into the same folder again, what is new.

    Others may be at work meanwhile. A back-up is a workspace without a warehouse: copy it to where
    it is to stand, and run there: pow rebuild.

    Example: pow backup /mnt/backup/work --home work

    Args:
        folder: New, empty, or an earlier back-up of this workspace; best on another disk.
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.operate.back_up import back_up

    done = back_up(command_run(home), folder)
    if as_json:
        print_json(asdict(done))
    else:
        held = f"{done.events} events and {done.blobs} blobs"
        print(f"{folder} holds {held}; {done.copied} files were new")
    for name in done.kept:
        print(
            f"{name}: damaged in the workspace; the backup keeps the copy that it had. See how to "
            "restore it: pow verify",
            file=sys.stderr,
        )
