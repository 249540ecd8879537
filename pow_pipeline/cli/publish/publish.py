"""`pow publish`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, ask_on_terminal, print_json
from pow_pipeline.cli.publish.draft import freeze_draft
from pow_pipeline.cli.publish.make_again import make_again
from pow_pipeline.cli.publish.publishing import print_plausibility
from pow_pipeline.cli.publish.upload import upload_and_report
from pow_pipeline.cli.running import command_run

if TYPE_CHECKING:
    from pow_pipeline.jobs.publish.publish import Published
    from pow_pipeline.jobs.publish.staging import Revision


_Yes = Annotated[
    bool, Parameter(negative="", help="Publish a new version of a period without asking.")
]
_AsOf = Annotated[
    int | None,
    Parameter(help="Make the release at the event with this number again, in another folder."),
]
_Issued = Annotated[
    str | None,
    Parameter(help="With --as-of: day of publication to show; by default today."),
]
_Output = Annotated[
    Path | None,
    Parameter(name=["--output", "-o"], help="With --as-of: a new or empty folder."),
]
_Embargo = Annotated[
    str | None,
    Parameter(
        help="The moment before which it is not current, such as 2021-08-20T09:30; a day alone "
        "is its start. In the time zone of the programme."
    ),
]
_Draft = Annotated[
    bool,
    Parameter(negative="", help="Freeze the figures for regions to check; make no release."),
]
_Maker = Annotated[
    str, Parameter(help="With --draft: person who makes it; by default the current user.")
]


def publish(
    period: str,
    /,
    *,
    home: Home = Path(),
    yes: _Yes = False,
    as_of: _AsOf = None,
    issued: _Issued = None,
    output: _Output = None,
    embargo: _Embargo = None,
    draft: _Draft = False,
    by: _Maker = "",
    as_json: Json = False,
) -> None:
    """Publish the current figures of a period as a release.

    If the figures have not changed since the last release, nothing is published. If they have, the
    differences and their causes are shown first. The exit code is 4 if the figures are not
    plausible.

    With --embargo the release is made and recorded, and becomes current with the first pow publish
    or pow ingest after that moment.

    With --draft nothing is published: a draft is written to published/drafts, and each region gets
    its own pages in its outbox. Another person can then sign the draft off.

    With --as-of nothing is published: the release at that event is made again.

    Example: pow publish 2021-H1 --home work

    Example: pow publish 2021-H1 --embargo 2021-08-20T09:30 --home work

    Example: pow publish 2021-H1 --draft --home work

    Example: pow publish 2021-H1 --as-of 41 --issued 2021-08-20 -o again --home work

    Args:
        period: The period to publish, such as 2021-H1.
    """
    from pow_pipeline.errors import UsageError

    is_again = as_of is not None or issued is not None or output is not None
    if embargo is not None and (draft or is_again):
        raise UsageError("--embargo is for a release; --draft and --as-of make none")
    if draft:
        freeze_draft(period, home, by=by, as_json=as_json)
    elif is_again:
        make_again(period, home, as_of=as_of, issued=issued, output=output, as_json=as_json)
    else:
        _publish(period, home, embargo=embargo, yes=yes, as_json=as_json)


def _publish(period: str, home: Path, *, embargo: str | None, yes: bool, as_json: bool) -> None:
    """Publish a release and upload what is current."""
    from pow_pipeline.jobs.publish.publish import publish as run_publish

    run = command_run(home)
    published = run_publish(
        run,
        period,
        confirm_revision=lambda revision: _show(revision) and (yes or _ask(revision)),
        embargo=embargo,
    )
    if as_json:
        _print_json(published)
    else:
        _print(published)
    upload_and_report(run, as_json=as_json)


def _print_json(published: "Published") -> None:
    from pow_pipeline.cli.publish.revision import revision_as_json

    revision, found = published.revision, published.assessment
    print_json(
        {
            "release": published.release.name if published.release else None,
            "is_new": published.is_new,
            "folder": published.folder,
            "plausibility": found.outcome if found else None,
            "revision": revision_as_json(revision) if revision else None,
            "stale": published.stale,
            "held_until": published.held_until or None,
        }
    )


def _print(published: "Published") -> None:
    from pow_pipeline.cli.publish.revision import print_stale

    name = published.release.name if published.release else None
    if published.is_new:
        print(f"{name} is {_state(published, 'published')}: {published.folder}")
        print_plausibility(published.assessment)
        if published.missing_details:
            message = ", ".join(published.missing_details)
            print(f"without an entry for catalogues of data; programme.toml does not say {message}")
    elif published.is_declined:
        print(f"not published; {name} stays {_state(published, 'current')}: {published.folder}")
        return
    else:
        message = _state(published, "current")
        print(f"nothing has changed; {name} stays {message}: {published.folder}")
    if published.held_until:
        print(
            "what was current stays so until the first pow publish or pow ingest after that moment"
        )
    print_stale(published.stale)


def _state(published: "Published", otherwise: str) -> str:
    return f"under embargo until {published.held_until}" if published.held_until else otherwise


def _show(revision: "Revision") -> bool:
    """Show what differs on standard error; always true."""
    from pow_pipeline.cli.publish.revision import print_revision

    period = revision.before.rpartition(".")[0]
    print_revision(revision, all_with=f"pow diff {period} --json", file=sys.stderr)
    return True


def _ask(revision: "Revision") -> bool:
    return ask_on_terminal(
        f"{revision.before} has been published and its figures have changed. Publish them anew?"
    )
