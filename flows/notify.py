"""Notifies the Prefect server about recorded events, after uploading the current releases.

Every event since the last acknowledged one is notified, no matter which command or run caused it.
The next run repeats notifications and uploads that failed.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from prefect import task

from flows.begin import without_words
from flows.events import notify_released, notify_submissions
from pow_pipeline.errors import LockedError
from pow_pipeline.jobs.notify.acknowledged import Acknowledged
from pow_pipeline.jobs.notify.releases import released_after
from pow_pipeline.jobs.notify.submissions import notifications_since
from pow_pipeline.jobs.publish.upload import upload_published
from pow_pipeline.publication.files.upload import Uploads
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.settings import Settings
from pow_pipeline.workspace import Workspace


@contextmanager
def notifying(workspace: Workspace, settings: Settings) -> Iterator[None]:
    """Send all pending notifications after the block, whether it succeeds or fails."""
    for kind in ("submissions", "releases"):
        Acknowledged(workspace, kind).last()  # without a stored number, notifications start here
    try:
        yield
    finally:
        _notify_submissions(workspace)
        _upload_and_notify_releases(workspace, settings)


def _notify_submissions(workspace: Workspace) -> None:
    """Notify the server of validated reports and of complete periods.

    If another process has locked the warehouse, this is left to the next run.
    """
    acknowledged = Acknowledged(workspace, "submissions")
    since = acknowledged.last()
    try:
        notifications = notifications_since(workspace, since)
    except LockedError:
        return
    if notifications.last == since:
        return
    programme = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs)).latest()
    if notify_submissions(workspace, notifications, is_wanted=programme.publication.when_complete):
        acknowledged.note(notifications.last)


def _upload_and_notify_releases(workspace: Workspace, settings: Settings) -> None:
    """Upload the current releases, if configured, and notify the server of the new ones."""
    acknowledged, head = Acknowledged(workspace, "releases"), Journal(workspace.journal).head()
    releases = released_after(workspace, acknowledged.last())
    if releases:
        uploaded = upload_current(workspace, settings)
        if uploaded:  # releases that are no longer current were not uploaded
            releases = [release for release in releases if release.name in uploaded.releases]
    if notify_released(workspace, settings, releases):
        acknowledged.note(head)


@task(name="upload", retries=3, retry_delay_seconds=30)
@without_words()
def upload_current(workspace: Workspace, settings: Settings) -> Uploads | None:
    """Run the upload job; a retry continues where the upload stopped."""
    return upload_published(workspace, settings)
