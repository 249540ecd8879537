"""The types of events in the journal. Events never hold cell contents."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from pow_pipeline.model.deliveries import Delivery, Evidence
from pow_pipeline.model.findings import ValidationResult
from pow_pipeline.model.releases import Change
from pow_pipeline.record.decisions import Decided
from pow_pipeline.record.event import EventBase
from pow_pipeline.record.reminders import (
    CalendarTaskDone,
    Reminded,
    RemindersGiven,
    RemindersMailed,
)

WITHOUT_FIGURES: Final = (  # events that change no figures
    *("released", "embargo_lifted", "feedback", "draft", "uploaded"),
    *("reminded", "reminders_given", "reminders_mailed", "calendar"),
)


class ReceivedFile(BaseModel):
    """One file in a `received` event.

    Attributes:
        arrived_at: time of arrival in the inbox, if known to be earlier than the event.
        evidence: evidence for the time of arrival, see `model.Evidence`.
        tie: name shared by files of this sender whose order of arrival is unknown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sender: str
    name: str
    sha256: str
    size: int
    channel: str = "inbox"
    arrived_at: datetime | None = None
    evidence: Evidence = "received"
    tie: str | None = None


class Received(EventBase):
    """Files arrived; `after` is the number of the previous `received` event, 0 if there is none."""

    type: Literal["received"] = "received"
    after: int
    files: tuple[ReceivedFile, ...]

    def deliveries(self) -> tuple[Delivery, ...]:
        """Return the files as deliveries; their ids contain the number of this event."""
        return tuple(
            Delivery(
                delivery=f"{file.sender}-{self.number}-{place}",
                event=self.number,
                place=place,
                sender=file.sender,
                name=file.name,
                sha256=file.sha256,
                size=file.size,
                received_at=self.at,
                arrived_at=file.arrived_at,
                arrival_evidence=file.evidence,
                tie=file.tie,
            )
            for place, file in enumerate(self.files, start=1)
        )


class ProgrammeActivated(EventBase):
    """A programme is in force from here on; `files` maps each of its files to a blob."""

    type: Literal["programme"] = "programme"
    name: str
    digest: str
    files: dict[str, str]


class Rerun(BaseModel):
    """The person who requested that deliveries be validated again, and the reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: str
    why: str


class Validated(EventBase):
    """Deliveries were validated; the evidence is in Parquet blobs, see `schemas.evidence`.

    Attributes:
        answers, query_answers: None if an older version, which did not store them, wrote the event.
        programme: number of the `programme` event in force at validation.
        code_version: version of this package that validated them.
        rerun: set if they had been validated before.
    """

    type: Literal["validated"] = "validated"
    programme: int
    code_version: str
    results: tuple[ValidationResult, ...]
    rows: str
    findings: str
    answers: str | None = None
    query_answers: str | None = None
    rerun: Rerun | None = None

    def evidence(self) -> dict[str, str | None]:
        """Return the hash of each evidence blob; every row in a blob names its delivery."""
        return {
            "rows": self.rows,
            "answers": self.answers,
            "findings": self.findings,
            "query_answers": self.query_answers,
        }

    def blobs(self) -> tuple[str, ...]:
        """Return the hashes of the evidence blobs."""
        return tuple(filter(None, self.evidence().values()))


class FeedbackGiven(EventBase):
    """The senders of all deliveries in one `validated` event have received their feedback."""

    type: Literal["feedback"] = "feedback"
    validated: int


class ErasureCompleted(EventBase):
    """The contents that the `decided` event erased are gone; older backups are not covered."""

    type: Literal["erased"] = "erased"
    decided: int


class EditorialKept(EventBase):
    """Editorial text about a period was stored; `files` maps each language's file to a blob.

    It replaces the text stored earlier for the period.
    """

    type: Literal["editorial"] = "editorial"
    period: str
    files: dict[str, str]


class DraftMade(EventBase):
    """A draft was made: figures of a period, frozen for review. It is not a release version.

    Attributes:
        as_of: number of the last event that the draft covers.
        figures: hash of the figures.
        by: who made the draft; a different person must sign the figures off.
    """

    type: Literal["draft"] = "draft"
    period: str
    as_of: int
    figures: str
    by: str


class Released(EventBase):
    """A release was made.

    Attributes:
        as_of: number of the last event that the release covers.
        figures: hash of the figures; the same figures are never released twice in a row.
        manifest: sha256 of the manifest, which identifies the databases by their contents.
        revises: the previous release, if a figure differs from it.
        changed: differences in the tables since the previous release; None for the first release
            of a period.
        embargo: the release becomes current only after this time, and only when a `visible_since`
            event is written.
    """

    type: Literal["released"] = "released"
    period: str
    version: int
    as_of: int
    figures: str
    manifest: str
    revises: str | None = None
    changed: Change | None = None
    embargo: datetime | None = None


class EmbargoLifted(EventBase):
    """The embargo on a release is lifted; the release is current from here on."""

    type: Literal["embargo_lifted"] = "embargo_lifted"
    period: str
    version: int


class Uploaded(EventBase):
    """Releases are uploaded to an address.

    The event is written before the first file, because an upload can be interrupted.

    Attributes:
        address: the address, without user name and password.
        releases: names of the releases that had not been uploaded there before.
        restricted: whether the files that name activities are uploaded as well.
    """

    type: Literal["uploaded"] = "uploaded"
    address: str
    releases: tuple[str, ...]
    restricted: bool


class Pruned(EventBase):
    """These releases were removed except for their manifests; they can be made again.

    Attributes:
        releases: names of the releases.
        by: who requested the removal.
    """

    type: Literal["pruned"] = "pruned"
    releases: tuple[str, ...]
    by: str


Event = Annotated[
    Received
    | ProgrammeActivated
    | Validated
    | Decided
    | FeedbackGiven
    | ErasureCompleted
    | EditorialKept
    | DraftMade
    | Released
    | EmbargoLifted
    | Uploaded
    | Pruned
    | Reminded
    | RemindersGiven
    | RemindersMailed
    | CalendarTaskDone,
    Field(discriminator="type"),
]
EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
