"""`pow upload`: the command, and the upload after a publication; calls `jobs/publish/upload.py`."""

from pathlib import Path
from typing import TYPE_CHECKING

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.jobs.engine.run import Run
    from pow_pipeline.publication.files.upload import Uploads


def upload(period: str | None = None, /, *, home: Home = Path(), as_json: Json = False) -> None:
    """Upload the current releases to the folder or address in POW_UPLOAD_TO.

    Files that are already there are not sent again, so the command continues an interrupted upload.
    pow publish uploads automatically.

    Example: pow upload --home work

    Args:
        period: A period whose files are all sent again.
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.publish.upload import upload as run_upload

    uploaded = run_upload(command_run(home), period=period)
    if as_json:
        print_json(asdict(uploaded))
    else:
        _print(uploaded)


def upload_and_report(run: "Run", *, as_json: bool) -> None:
    """Upload the current releases if configured, and print the result unless JSON was requested."""
    from pow_pipeline.jobs.publish.upload import upload_published

    uploaded = upload_published(run)
    if uploaded and not as_json:
        _print(uploaded)


def _print(uploaded: "Uploads") -> None:
    releases = ", ".join(uploaded.releases)
    print(f"uploaded to {uploaded.address}: {releases} ({uploaded.files} files sent)")
