"""Looks up the releases that became current, of which `flows/notify.py` notifies other systems."""

from dataclasses import dataclass

from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.publication.files.upload import path_of, without_credentials
from pow_pipeline.record.events import EmbargoLifted, Released


@dataclass(frozen=True)
class NewRelease:
    """A release that is or was current.

    Attributes:
        period: code of the period.
        version: number of the version.
        manifest: hash of the manifest.
    """

    period: str
    version: int
    manifest: str

    @property
    def name(self) -> str:
        """The name of the release."""
        return f"{self.period}.v{self.version}"


def released_after(run: Run, event: int) -> list[NewRelease]:
    """Return the releases that became current after an event, in the order they were made."""
    journal = run.journal
    visible_since = {
        (lifted.period, lifted.version)
        for lifted in journal.read(after=event)
        if isinstance(lifted, EmbargoLifted)
    }
    first = 0 if visible_since else event  # a release may be much older than the end of its embargo
    return [
        NewRelease(release.period, release.version, release.manifest)
        for release in journal.read(after=first)
        if isinstance(release, Released)
        and (
            (release.period, release.version) in visible_since
            or (release.number > event and release.embargo is None)
        )
    ]


def address_of(run: Run, release: NewRelease) -> str:
    """Return the address of the public files of a release: uploaded, else in the workspace."""
    address = run.settings.address()
    if address is None:
        return (run.workspace.releases / release.name / "public").as_uri()
    return f"{without_credentials(address).rstrip('/')}/{path_of(release.name)}"
