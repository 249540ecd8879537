"""The values that pass between stages. They hold facts and no behaviour but what follows at once.

A *finding* says what a rule has to say about a place in a delivery; a *verdict* says what became
of the delivery as a whole. It is long because every value that stages share is looked for here.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pow_pipeline.addresses import cell_address

if TYPE_CHECKING:
    import pandas as pd

Severity = Literal["error", "query", "notice"]
Outcome = Literal["accepted", "rejected", "duplicate", "failed"]
Evidence = Literal["changed", "seen", "received"]
"""What the moment of arrival of a file follows from: the change time of its inode, the first look
at the inbox that saw it, or the moment of receiving it."""


@dataclass(frozen=True)
class Delivery:
    """One file that arrived, whatever it is.

    Attributes:
        delivery: its name everywhere, such as `AM12-41-7`: sender, event and place in the event.
        event: the number of the `received` event.
        place: the place within that event, from 1; event and place give the order of arrival.
        sender: the name of the inbox folder it came from.
        name: the file's own name, as it was.
        received_at: when it was taken from the inbox.
        arrived_at: when it arrived in the inbox, where that is known to be earlier.
        arrival_evidence: what that follows from.
        tie: a name that is shared by deliveries of this sender whose order is not known.
    """

    delivery: str
    event: int
    place: int
    sender: str
    name: str
    sha256: str
    size: int
    received_at: datetime
    arrived_at: datetime | None = None
    arrival_evidence: Evidence = "received"
    tie: str | None = None

    @property
    def arrival(self) -> datetime:
        """The moment that decides whether it is on time."""
        return self.arrived_at or self.received_at

    @property
    def order(self) -> tuple[int, int]:
        """The order of arrival, which no clock decides."""
        return (self.event, self.place)


@dataclass(frozen=True)
class Extension:
    """A decision that gives a region more time to report about a period.

    Attributes:
        decided: the number of the event that decided it; it counts for deliveries received after
            that event, and for every delivery where this is None.
        until: the last day on which the region is on time.
    """

    decided: int | None
    region_code: str
    period: str
    until: date


CellAt = tuple[int, int]  # row as numbered in the sheet, from 1; column from 0


@dataclass(frozen=True)
class Sheet:
    """One sheet as rows of text; `rows[0][0]` is cell A1 and an empty cell is ''.

    Attributes:
        valueless: cells that hold an error, or a formula without a stored result; their text
            in `rows` is the error or the formula.
        is_hidden: whether the sheet itself is hidden.
        hidden_rows: numbers of hidden rows, from 1.
        hidden_columns: hidden columns, from 0.
        covered: cells with a value that lie under a merged cell, where nobody sees it.
        coloured: cells without a value that are filled with a colour: row, column, colour as
            `#RRGGBB`.
        stored_numbers: cells stored as a number whose text, such as 1.125, could be read as another
            number if it had been typed.
        padded: cells whose whole number is shown with leading zeros: row, column, what is shown.
        records_from: for records (JSON, Parquet), the number of the row that names their keys;
            0 for a sheet of cells. Above it stand labelled values, below it one record a row.
        records_at: for records, the key under which their list stands; '' where they are the whole.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    valueless: frozenset[CellAt] = frozenset()
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    covered: frozenset[CellAt] = frozenset()
    coloured: frozenset[tuple[int, int, str]] = frozenset()
    stored_numbers: frozenset[CellAt] = frozenset()
    padded: frozenset[tuple[int, int, str]] = frozenset()
    records_from: int = 0
    records_at: str = ""

    def address(self, column: int, row: int) -> str:
        """Return the address of a cell: column from 0, row from 1, so that (0, 1) is A1.

        A value of a record is addressed by the number of the record, from 1, and its key.
        """
        header = self.records_from
        if not header or row == header:
            return self.records_at if header else cell_address(row, column)
        if row < header:
            return self.rows[row - 1][0]
        return f"{self.records_at}[{row - header}].{self.rows[header - 1][column]}"


@dataclass(frozen=True)
class Problem:
    """What keeps a file from being read: the rule it breaks, what was found, and where if known.

    Attributes:
        sheet: the name of the sheet, in a workbook.
        cell: an address; in a text A and the number of the line; in records a key.
    """

    rule: str
    found: str = ""
    expected: tuple[str, ...] = ()
    cell: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Reading:
    """What reading a delivery gave: its sheets, or what kept it from being read.

    Attributes:
        properties: name and text of each custom property of the document.
        failure: where our own code failed on it: the kind of error and the line; no contents.
    """

    delivery: Delivery
    sheets: tuple[Sheet, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    problem: Problem | None = None
    failure: str = ""


@dataclass(frozen=True)
class Finding:
    """What one rule has to say about one place in one delivery.

    Attributes:
        found: the text as it stood in the cell, '' when there was none.
        expected: the values that would have been right, as far as the rule can name them.
        explanation: what the submitter says to it in the same delivery, '' when nothing.
    """

    delivery: str
    rule: str
    sheet: str = ""
    cell: str = ""
    activity_id: str = ""
    activity_name: str = ""
    found: str = ""
    expected: tuple[str, ...] = ()
    explanation: str = ""


@dataclass(frozen=True)
class Verdict:
    """What became of one delivery.

    Attributes:
        stage: the stage that ended its way: file, layout, rows, or submission when none did.
        error: for a failed delivery, the kind of error and the line it came from; no contents.
        attempts: the number of times this delivery has been judged, this one included.
        declared_empty: codes of the categories that it declares to have no activities.
    """

    delivery: str
    outcome: Outcome
    stage: str
    region_code: str | None = None
    period: str | None = None
    activities: int = 0
    errors: int = 0
    queries: int = 0
    notices: int = 0
    duplicate_of: str | None = None
    error: str | None = None
    attempts: int = 1
    declared_empty: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """The latest judged delivery of a sender for a period, to recognise the same bytes again.

    Attributes:
        errors: what it was rejected for, see `schemas.rules.broken_rules`.
        withdrawn: the number of the event that withdrew it, if any.
    """

    delivery: str
    sha256: str
    outcome: Outcome
    errors: frozenset[str]
    programme: int
    withdrawn: int | None = None


@dataclass(frozen=True)
class Judgement:
    """The verdicts on a batch, one per delivery in order of arrival, with their evidence.

    Attributes:
        rows: one row is one activity of an accepted delivery, see `schemas.submission`.
        answers: one row is one answer of an accepted delivery, see `schemas.submission`.
        findings: one row is one finding, see `schemas.submission`.
        explanations: one row is what a submitter says to what one rule found, in any delivery but
            a duplicate, see `schemas.submission`.
    """

    verdicts: tuple[Verdict, ...]
    rows: "pd.DataFrame"
    answers: "pd.DataFrame"
    findings: "pd.DataFrame"
    explanations: "pd.DataFrame"


@dataclass(frozen=True)
class Feedback:
    """What there is to tell the sender of a delivery: what became of it and what counts now.

    What counts is the state after the batch: every delivery that was validated before the senders
    of this one got their feedback.

    Attributes:
        stage: the stage that ended its way.
        version: which version it is, when it was accepted.
        original: for a duplicate, what became of the delivery that it repeats.
        replaced_version, replaced_on: the version that stood when it arrived, and the day on which
            that one arrived.
        kept_version, kept_on: the same of the version that counts.
        kept_delivery: the delivery of the version that counts.
        successor: the name of the file whose version counts, where that one came later.
        extended_until: the last day on time, where a decision made it later for this region.
        attempts: the how-manieth judgement on it this is.
        judged_at: when it was judged.
        findings: everything the rules have to say, in order, as (severity, finding).
    """

    delivery: Delivery
    outcome: Outcome
    stage: str
    region_name: str | None
    period: str | None
    activities: int
    duplicate_of: str | None
    original: Outcome | None
    version: int | None
    replaced_version: int | None
    replaced_on: date | None
    kept_version: int | None
    kept_on: date | None
    kept_delivery: str | None
    successor: str | None
    extended_until: date | None
    attempts: int
    judged_at: datetime
    findings: tuple[tuple[Severity, Finding], ...]


@dataclass(frozen=True)
class Contents:
    """What a delivery holds, for its sender to get back with marks.

    Attributes:
        sheets: those with data of the sender's.
        properties: name and text of each custom property of the document.
        table: which of the sheets has the activities, from 0; its header stands in `header_row`,
            from 1, and each known column in `columns`, from 0. None, 0 and none if not found.
    """

    sheets: tuple[Sheet, ...]
    properties: tuple[tuple[str, str], ...] = ()
    table: int | None = None
    header_row: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownActivity:
    """An activity as far as its region has told of it, for the form about one period.

    Attributes:
        previous_status, previous_explanation: as it was last reported about an earlier period.
        status, explanation, reason, realised: as it was reported about the period itself, if it
            was.
        themes: codes of the programme, or texts where it names no choices.
    """

    activity_id: str
    activity_name: str
    category: str
    previous_status: str
    previous_explanation: str
    status: str
    explanation: str
    reason: str
    start: date | None
    end: date | None
    target_original: Decimal | None
    target: Decimal | None
    unit: str
    realised: Decimal | None
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What is known of a region when it is to report about a period.

    Attributes:
        declared_empty: codes of the categories that its last report, about this period or an
            earlier one, declares to have no activities.
        activities: those that it reported about the period, and those known before that have not
            ended; by category.
        answers: score and remark by question, as reported about the period.
        extended_until: the last day on time, where a decision made it later for this region.
    """

    declared_empty: tuple[str, ...] = ()
    activities: tuple[KnownActivity, ...] = ()
    answers: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    extended_until: date | None = None


@dataclass(frozen=True)
class Alarm:
    """Something in a workspace that is not as it must be.

    Attributes:
        code: what kind it is, in one word.
        where: the file, event or thing.
        found, expected: what is there, and what should be.
        cure: what to do.
    """

    code: str
    where: str
    found: str
    expected: str
    cure: str


@dataclass(frozen=True)
class Pair:
    """Two names that seem to mean the same thing, such as the old and new id of an activity.

    Attributes:
        old: the name that the record knows.
        new: the name that a report has instead.
        label: what people call the thing, to recognise it by.
    """

    old: str
    new: str
    label: str


@dataclass(frozen=True)
class Proposal:
    """Pairs that a rule proposes about the report in force of a region and period.

    Nothing follows from a proposal until a decision confirms it.

    Attributes:
        rule: the code of the rule that proposes them.
        delivery: the report.
        answer: what the region says to the query in the same report, '' when nothing.
    """

    rule: str
    region_code: str
    period: str
    delivery: str
    pairs: tuple[Pair, ...]
    answer: str = ""

    @property
    def key(self) -> str:
        """What it is known by: a hash of what is proposed, so that other pairs have another key."""
        pairs = sorted((pair.old, pair.new) for pair in self.pairs)
        words = (
            self.rule,
            self.region_code,
            self.period,
            *(each for pair in pairs for each in pair),
        )
        return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class RegionStanding:
    """How one region that is expected to report about a period stands.

    Attributes:
        deadline: the last day on which it is on time, later where a decision made it so.
        is_exempt: whether it need not report.
        has_sent: whether a file came, whatever became of it.
        delivery: the delivery that counts, if any does.
        open_queries: how many queries about that one nobody has answered.
    """

    region: str
    deadline: date
    is_exempt: bool
    has_sent: bool
    delivery: str | None
    open_queries: int

    @property
    def is_silent(self) -> bool:
        """Whether it has to report and no report of it counts."""
        return not self.is_exempt and self.delivery is None

    @property
    def is_owing(self) -> bool:
        """Whether there is something left for it to do."""
        return self.is_silent or (not self.is_exempt and self.open_queries > 0)


# What differs in the published tables from the release before: numbers; only their columns (another
# version of the program made it, and flags may differ, too); only letters in flag; or nothing.
Change = Literal["figures", "columns", "flags", "nothing"]


@dataclass(frozen=True)
class Release:
    """One published release of a period.

    Attributes:
        as_of: the number of the event whose state it shows.
        figures: the hash of its figures.
        manifest: the hash of its manifest.
        changed: what differs in its tables from the release before; none for the first.
        is_pruned: whether nothing is kept of it but its manifest.
        embargo: the moment before which it is not current.
        disclosed: the number of the event since which it may be; none while it is under embargo.
    """

    period: str
    version: int
    as_of: int
    figures: str
    manifest: str
    changed: Change | None = None
    is_pruned: bool = False
    embargo: datetime | None = None
    disclosed: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether it is under embargo."""
        return self.embargo is not None and self.disclosed is None

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"{self.period}.v{self.version}"


@dataclass(frozen=True)
class Concept:
    """Figures of a period that were frozen for people to check them, as of an event."""

    period: str
    as_of: int
