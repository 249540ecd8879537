"""`pow backup`."""

import sys
from pathlib import Path

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run


def backup(folder: Path, /, *, home: Home = Path(), as_json: Json = False) -> None:
    """Copy everything that cannot be rebuilt to a folder; repeating it copies only what is new.

    Other commands can run meanwhile. A back-up is a workspace without a warehouse: to restore it,
    copy it to its place and run there: pow rebuild.

    Example: pow backup /mnt/backup/work --home work

    Args:
        folder: A new or empty folder, or an earlier back-up; preferably on another disk.
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
