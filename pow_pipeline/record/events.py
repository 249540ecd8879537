"""The events that the journal holds: what each kind says. No event holds contents of a cell."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from pow_pipeline.model import Change, Delivery, Evidence, Verdict
from pow_pipeline.record.decisions import Decided
from pow_pipeline.record.event import EventBase
from pow_pipeline.record.reminders import (
    CalendarKept,
    Reminded,
    RemindersGiven,
    RemindersMailed,
)

WITHOUT_FIGURES: Final = (  # they change none
    *("released", "disclosed", "feedback", "concept", "uploaded"),
    *("reminded", "reminders_given", "reminders_mailed", "calendar"),
)


class ReceivedFile(BaseModel):
    """One file in a `received` event.

    Attributes:
        arrived_at: when it arrived in the inbox, where that is known to be earlier than the event.
        evidence: what that follows from, see `model.Evidence`.
        tie: a name that is shared by files of this sender whose order of arrival is not known.
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
    """Files arrived; `after` is the number of the `received` event before this one, 0 for none."""

    type: Literal["received"] = "received"
    after: int
    files: tuple[ReceivedFile, ...]

    def deliveries(self) -> tuple[Delivery, ...]:
        """Return the files as deliveries, named after this event."""
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
    """A programme folder counts from here on; `files` gives the blob of each of its files."""

    type: Literal["programme"] = "programme"
    name: str
    digest: str
    files: dict[str, str]


class Rerun(BaseModel):
    """Who wanted deliveries to be judged again, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: str
    why: str


class Judged(EventBase):
    """Deliveries were judged; their evidence are Parquet blobs, see `schemas.submission`.

    Attributes:
        answers, explanations: none in a record from before these were taken.
        programme: the number of the `programme` event that they were judged under.
        code_version: the version of this package that judged.
        rerun: set when they had been judged before.
    """

    type: Literal["judged"] = "judged"
    programme: int
    code_version: str
    verdicts: tuple[Verdict, ...]
    rows: str
    findings: str
    answers: str | None = None
    explanations: str | None = None
    rerun: Rerun | None = None

    def evidence(self) -> dict[str, str | None]:
        """Return the hash of each of its blobs; each names the delivery of every row."""
        return {
            "rows": self.rows,
            "answers": self.answers,
            "findings": self.findings,
            "explanations": self.explanations,
        }

    def blobs(self) -> tuple[str, ...]:
        """Return the hashes of its blobs."""
        return tuple(filter(None, self.evidence().values()))


class FeedbackGiven(EventBase):
    """The senders of all deliveries of one `judged` event have their feedback."""

    type: Literal["feedback"] = "feedback"
    judged: int


class ErasureCompleted(EventBase):
    """Nothing is left of what the `decided` event erased; no earlier back-up is meant."""

    type: Literal["erased"] = "erased"
    decided: int


class EditorialKept(EventBase):
    """What people wrote about a period was kept; `files` gives the blob of each language's text.

    It takes the place of what was kept about the period before.
    """

    type: Literal["editorial"] = "editorial"
    period: str
    files: dict[str, str]


class ConceptMade(EventBase):
    """Figures of a period were frozen for people to check them; it is no version.

    Attributes:
        as_of: the number of the event whose state it shows.
        figures: the hash of its figures.
        by: who made it; another one signs these figures off.
    """

    type: Literal["concept"] = "concept"
    period: str
    as_of: int
    figures: str
    by: str


class Released(EventBase):
    """A release was made.

    Attributes:
        as_of: the number of the event whose state it shows.
        figures: the hash of its figures; the same figures are never released twice in a row.
        manifest: the sha256 of its manifest, which names its databases by their contents.
        revises: the release before, where a number of its figures differs from it.
        changed: what differs in its tables from the release before; none for the first of a period.
        embargo: it is not current before this moment, and not before an event says so.
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


class Disclosed(EventBase):
    """The embargo on a release has ended; it is current from here on."""

    type: Literal["disclosed"] = "disclosed"
    period: str
    version: int


class Uploaded(EventBase):
    """Releases are uploaded to an address; written before the first file, as it may be interrupted.

    Attributes:
        address: the address, without name and password.
        releases: the names of the releases that were not uploaded there before.
        restricted: whether the files that name activities are uploaded as well.
    """

    type: Literal["uploaded"] = "uploaded"
    address: str
    releases: tuple[str, ...]
    restricted: bool


class Pruned(EventBase):
    """Of these releases nothing is kept but their manifests; they can be made again.

    Attributes:
        releases: their names.
        by: who wanted it.
    """

    type: Literal["pruned"] = "pruned"
    releases: tuple[str, ...]
    by: str


Event = Annotated[
    Received
    | ProgrammeActivated
    | Judged
    | Decided
    | FeedbackGiven
    | ErasureCompleted
    | EditorialKept
    | ConceptMade
    | Released
    | Disclosed
    | Uploaded
    | Pruned
    | Reminded
    | RemindersGiven
    | RemindersMailed
    | CalendarKept,
    Field(discriminator="type"),
]
EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
