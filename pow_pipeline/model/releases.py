"""Releases and drafts of a period."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# Differences of the published tables from the previous release: figures; only columns, because
# another version of the program made it (flags may differ too); only flags; or nothing.
Change = Literal["figures", "columns", "flags", "nothing"]


@dataclass(frozen=True)
class Release:
    """One published release of a period.

    Attributes:
        as_of: number of the event whose state the release shows.
        figures: hash of its figures.
        manifest: hash of its manifest.
        changed: difference of its tables from the previous release; None for the first.
        is_pruned: whether all its files except the manifest were removed.
        embargo: moment before which it must not be current; None without an embargo.
        visible_since: number of the event that lifted the embargo; None until then.
    """

    period: str
    version: int
    as_of: int
    figures: str
    manifest: str
    changed: Change | None = None
    is_pruned: bool = False
    embargo: datetime | None = None
    visible_since: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether the release is under embargo."""
        return self.embargo is not None and self.visible_since is None

    @property
    def name(self) -> str:
        """The name of the release, which is also that of its folder."""
        return f"{self.period}.v{self.version}"


@dataclass(frozen=True)
class Draft:
    """Draft: figures of a period frozen as of an event, for regions to check before a release."""

    period: str
    as_of: int
