"""Which releases came out, as those who wait for them are told."""

from dataclasses import dataclass

from pow_pipeline.publication.files.delivery import path_of, without_credentials
from pow_pipeline.record.events import Disclosed, Released
from pow_pipeline.record.journal import Journal
from pow_pipeline.settings import Settings
from pow_pipeline.workspace import Workspace


@dataclass(frozen=True)
class CameOut:
    """A release that is current, or was: its period, its version and the hash of its manifest."""

    period: str
    version: int
    manifest: str

    @property
    def name(self) -> str:
        """The name of the release."""
        return f"{self.period}.v{self.version}"


def came_out_after(workspace: Workspace, event: int) -> list[CameOut]:
    """Return the releases that became current after an event, in the order of their making."""
    journal = Journal(workspace.journal)
    disclosed = {
        (each.period, each.version)
        for each in journal.read(after=event)
        if isinstance(each, Disclosed)
    }
    first = 0 if disclosed else event  # what was disclosed may have been made long before
    return [
        CameOut(each.period, each.version, each.manifest)
        for each in journal.read(after=first)
        if isinstance(each, Released)
        and (
            (each.period, each.version) in disclosed
            or (each.number > event and each.embargo is None)
        )
    ]


def address_of(workspace: Workspace, settings: Settings, release: CameOut) -> str:
    """Return where the public files of a release are: delivered, else in the workspace."""
    address = settings.address()
    if address is None:
        return (workspace.releases / release.name / "public").as_uri()
    return f"{without_credentials(address).rstrip('/')}/{path_of(release.name)}"
