"""Notifies the Prefect server about recorded events, after uploading the current releases.

It sends every event since the last acknowledged one, no matter which command or run caused it.
The next run repeats notifications and uploads that failed.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flows.events import notify_released, notify_submissions
from pow_pipeline.errors import LockedError
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.notify.acknowledged import Acknowledged
from pow_pipeline.jobs.notify.releases import released_after
from pow_pipeline.jobs.notify.submissions import notifications_since
from pow_pipeline.jobs.publish.upload import upload_published


@contextmanager
def notifying(run: Run) -> Iterator[None]:
    """Send all pending notifications after the block, whether it succeeds or fails."""
    for kind in ("submissions", "releases"):
        Acknowledged(run, kind).last()  # without a stored number, notifications start here
    try:
        yield
    finally:
        _notify_submissions(run)
        _upload_and_notify_releases(run)


def _notify_submissions(run: Run) -> None:
    """Notify the server of validated reports and of complete periods.

    If another process has locked the warehouse, this is left to the next run.
    """
    acknowledged = Acknowledged(run, "submissions")
    since = acknowledged.last()
    try:
        notifications = notifications_since(run, since)
    except LockedError:
        return
    if notifications.last == since:
        return
    is_wanted = run.programme().publication.when_complete
    if notify_submissions(run, notifications, is_wanted=is_wanted):
        acknowledged.note(notifications.last)


def _upload_and_notify_releases(run: Run) -> None:
    """Upload the current releases, if configured, and notify the server of the new ones."""
    acknowledged, head = Acknowledged(run, "releases"), run.journal.head()
    releases = released_after(run, acknowledged.last())
    if releases:
        uploaded = upload_published(run)
        if uploaded:  # releases that are no longer current were not uploaded
            releases = [release for release in releases if release.name in uploaded.releases]
    if notify_released(run, releases):
        acknowledged.note(head)
