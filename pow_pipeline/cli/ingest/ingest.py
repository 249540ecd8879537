"""`pow ingest`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.publish.upload import upload_and_report
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.jobs.ingest.ingest import Ingested


def ingest(*, home: Home = Path(), as_json: Json = False) -> None:
    """Receive the files in the inboxes, validate and load them, and give feedback.

    Repeating the command changes nothing. Example: pow ingest --home work
    """
    from pow_pipeline.jobs.ingest.ingest import ingest as run_ingest
    from pow_pipeline.jobs.notify.releases import released_after

    run = command_run(home)
    last = run.journal.head()
    ingested = run_ingest(run)
    if as_json:
        _print_as_json(ingested)
    else:
        _print_as_text(ingested, home)
    if releases := released_after(run, last):
        if not as_json:
            print(f"current now: {', '.join(release.name for release in releases)}")
        upload_and_report(run, as_json=as_json)


def _print_as_json(ingested: "Ingested") -> None:
    from dataclasses import asdict

    print_json(
        ingested.counts()
        | {
            "left_to_another": ingested.left_to_another,
            "out_of_place": list(ingested.out_of_place),
            "ignored": list(ingested.ignored),
            "results": [asdict(result) for result in ingested.results],
        }
    )


def _print_as_text(ingested: "Ingested", home: Path) -> None:
    from pow_pipeline.feedback.files import PAGE
    from pow_pipeline.feedback.outbox import feedback_folder
    from pow_pipeline.intake.inbox import as_text, describe_ignored

    counts = ingested.counts()
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    for result in ingested.results:
        if result.outcome == "rejected":
            page = feedback_folder(home / "outbox", result.delivery, result.attempts) / PAGE
            print(f"  rejected   {result.delivery}  errors: {result.errors}, see {page}")
        elif result.outcome == "duplicate":
            print(f"  duplicate  {result.delivery}  repeats {result.duplicate_of}")
        elif result.outcome == "failed":
            print(f"  failed     {result.delivery}  {result.error}; this is a bug, report it")
    for path in ingested.out_of_place:
        print(
            f"{as_text(str(path))}: stays where it is; put a file that can be read, and is not "
            "larger than the disk, into the folder of its region",
            file=sys.stderr,
        )
    if ingested.ignored:
        print(describe_ignored(ingested.ignored), file=sys.stderr)
    if ingested.left_to_another:
        print("another process is at work and will validate what is left", file=sys.stderr)
