"""How others learn of what happened: the server is told, and releases are delivered first.

Told is what the record says has happened since they were last told, whoever did it, with a command
or a run; what could not be told or delivered is by the next run.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from prefect import task

from flows.begin import without_words
from flows.events import tell_news, tell_published
from pow_pipeline.errors import LockedError
from pow_pipeline.jobs.notify.acknowledged import Told
from pow_pipeline.jobs.notify.releases import came_out_after
from pow_pipeline.jobs.notify.submissions import news_since
from pow_pipeline.jobs.publish.deliver import deliver_published
from pow_pipeline.publication.files.delivery import Delivered
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.settings import Settings
from pow_pipeline.workspace import Workspace


@contextmanager
def telling_others(workspace: Workspace, settings: Settings) -> Iterator[None]:
    """Tell others, when the work in it is done or has failed, whatever they were not told yet."""
    for kind in ("submissions", "releases"):
        Told(workspace, kind).last()  # from here on, where nobody was told before
    try:
        yield
    finally:
        _tell_submissions(workspace)
        _hand_over_releases(workspace, settings)


def _tell_submissions(workspace: Workspace) -> None:
    """Tell of reports that were judged, and of periods that are complete by them.

    While another process writes the warehouse the next run tells: what waits fails nobody.
    """
    told = Told(workspace, "submissions")
    since = told.last()
    try:
        news = news_since(workspace, since)
    except LockedError:
        return
    if news.last == since:
        return
    programme = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs)).latest()
    if tell_news(workspace, news, is_wanted=programme.publication.when_complete):
        told.note(news.last)


def _hand_over_releases(workspace: Workspace, settings: Settings) -> None:
    """Deliver what is current, where the settings want it, and tell what is new there."""
    told, head = Told(workspace, "releases"), Journal(workspace.journal).head()
    came_out = came_out_after(workspace, told.last())
    if came_out:
        delivered = deliver_current(workspace, settings)
        if delivered:  # what is no longer current was never delivered
            came_out = [each for each in came_out if each.name in delivered.releases]
    if tell_published(workspace, settings, came_out):
        told.note(head)


@task(name="deliver", retries=3, retry_delay_seconds=30)
@without_words()
def deliver_current(workspace: Workspace, settings: Settings) -> Delivered | None:
    """Run the deliver job; it goes on where it stopped."""
    return deliver_published(workspace, settings)
