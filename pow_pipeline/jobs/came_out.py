"""Which releases came out, as those who wait for them are told."""

from collections.abc import Collection
from dataclasses import dataclass

from pow_pipeline.publication.delivery import path_of, without_credentials
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
    """Return the releases that became current after an event."""
    names = {
        f"{each.period}.v{each.version}"
        for each in Journal(workspace.journal).read(after=event)
        if isinstance(each, Disclosed) or (isinstance(each, Released) and each.embargo is None)
    }
    return released_as(workspace, names)


def released_as(workspace: Workspace, names: Collection[str]) -> list[CameOut]:
    """Return the releases of these names, in the order in which they were made."""
    if not names:
        return []
    released = (each for each in Journal(workspace.journal).read() if isinstance(each, Released))
    found = (CameOut(each.period, each.version, each.manifest) for each in released)
    return [each for each in found if each.name in names]


def address_of(workspace: Workspace, settings: Settings, release: CameOut) -> str:
    """Return where the public files of a release are: delivered, else in the workspace."""
    address = settings.address()
    if address is None:
        return (workspace.releases / release.name / "public").as_uri()
    return f"{without_credentials(address).rstrip('/')}/{path_of(release.name)}"
