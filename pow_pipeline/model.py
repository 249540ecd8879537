"""Data classes passed between stages, without behaviour except simple derived properties.

A *finding* is what a rule reports about a place in a delivery. A *result* is the outcome of a
delivery as a whole. The module is long because it has every data class that stages share.
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
"""Source of the arrival time of a file: the change time of its inode, the first scan of the inbox
that found it, or the time at which it was received."""


@dataclass(frozen=True)
class Delivery:
    """One received file of any kind.

    Attributes:
        delivery: unique name, such as `AM12-41-7`: sender, event and place in the event.
        event: number of the `received` event.
        place: place within that event, from 1; event and place give the order of arrival.
        sender: name of the inbox folder that the file came from.
        name: original name of the file.
        sha256: hash of the contents.
        size: size in bytes.
        received_at: time at which the file was taken from the inbox.
        arrived_at: time at which it arrived in the inbox, if that is known to be earlier.
        arrival_evidence: source of the arrival time.
        tie: name shared by deliveries of this sender whose order of arrival is unknown.
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
        """The time that determines whether the delivery is on time."""
        return self.arrived_at or self.received_at

    @property
    def order(self) -> tuple[int, int]:
        """Sort key for the order of arrival, independent of any clock."""
        return (self.event, self.place)


@dataclass(frozen=True)
class Extension:
    """A decision that gives a region more time to report about a period.

    Attributes:
        decided: number of the event of the decision. The extension applies to deliveries received
            after that event, or to every delivery if this is None.
        until: last day on which the region is on time.
    """

    decided: int | None
    region_code: str
    period: str
    until: date


CellAt = tuple[int, int]  # row as numbered in the worksheet, from 1; column from 0


@dataclass(frozen=True)
class Sheet:
    """One worksheet as rows of text; `rows[0][0]` is cell A1 and an empty cell is ''.

    Attributes:
        valueless: cells that contain an error, or a formula without a stored result; their text
            in `rows` is the error or the formula.
        is_hidden: whether the worksheet is hidden.
        hidden_rows: numbers of hidden rows, from 1.
        hidden_columns: numbers of hidden columns, from 0.
        covered: cells with a value that are hidden under a merged cell.
        coloured: cells without a value that have a fill colour: row, column, colour as `#RRGGBB`.
        stored_numbers: cells stored as a number whose text, such as 1.125, could be parsed as
            another number if it had been typed.
        padded: cells whose whole number is shown with leading zeros: row, column, shown text.
        records_from: for records (JSON, Parquet), the number of the row with their keys; 0 for a
            worksheet of cells. Rows above it are labelled values; each row below it is one record.
        records_at: for records, the key of their list; '' if the document is the list.
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

        The address of a value of a record has the number of the record, from 1, and the key.
        """
        header = self.records_from
        if not header or row == header:
            return self.records_at if header else cell_address(row, column)
        if row < header:
            return self.rows[row - 1][0]
        return f"{self.records_at}[{row - header}].{self.rows[header - 1][column]}"


@dataclass(frozen=True)
class Problem:
    """The reason why a file cannot be parsed.

    Attributes:
        rule: code of the rule that the file violates.
        found: text that was found; '' if there is none.
        expected: valid values, as far as they are known.
        cell: address of the cell; in a text file `A` and the line number; in records a key; '' if
            unknown.
        sheet: name of the worksheet, in a workbook.
    """

    rule: str
    found: str = ""
    expected: tuple[str, ...] = ()
    cell: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Reading:
    """Result of parsing a delivery: its worksheets, or the reason why it could not be parsed.

    Attributes:
        properties: name and text of each custom property of the document.
        failure: if parsing failed through a bug, the type and line of the error, without contents;
            otherwise ''.
    """

    delivery: Delivery
    sheets: tuple[Sheet, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    problem: Problem | None = None
    failure: str = ""


@dataclass(frozen=True)
class Finding:
    """Report of one rule about one place in one delivery.

    Attributes:
        found: original text of the cell; '' if it has none.
        expected: valid values, as far as the rule can name them.
        answer: the submitter's answer in the explanation column of the same delivery; '' if
            there is none.
    """

    delivery: str
    rule: str
    sheet: str = ""
    cell: str = ""
    activity_id: str = ""
    activity_name: str = ""
    found: str = ""
    expected: tuple[str, ...] = ()
    answer: str = ""


@dataclass(frozen=True)
class ValidationResult:
    """Outcome of one delivery, with counts.

    Attributes:
        stage: stage at which validation stopped: file, layout or rows; submission if it passed all.
        error: for a failed delivery, the type and line of the error, without contents.
        attempts: number of validations of this delivery, including this one.
        declared_empty: codes of the categories that the delivery declares to have no activities.
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
class PreviousDelivery:
    """The last validated delivery of a sender for a period, used to recognise duplicates.

    Attributes:
        errors: errors that led to its rejection, see `schemas.rules.broken_rules`.
        withdrawn: number of the event that withdrew it; None if it is not withdrawn.
    """

    delivery: str
    sha256: str
    outcome: Outcome
    errors: frozenset[str]
    programme: int
    withdrawn: int | None = None


@dataclass(frozen=True)
class ValidatedBatch:
    """The results on a batch, one per delivery in order of arrival, with their evidence.

    Attributes:
        rows: one row is one activity of an accepted delivery, see `schemas.submission`.
        answers: one row is one answer of an accepted delivery, see `schemas.submission`.
        findings: one row is one finding, see `schemas.submission`.
        explanations: one row is a submitter's explanation of what one rule reported, in any
            delivery except duplicates, see `schemas.submission`.
    """

    results: tuple[ValidationResult, ...]
    rows: "pd.DataFrame"
    answers: "pd.DataFrame"
    findings: "pd.DataFrame"
    query_answers: "pd.DataFrame"


@dataclass(frozen=True)
class Feedback:
    """Feedback to the sender of a delivery: its outcome and the version now in force.

    The version in force is that after the batch, which includes every delivery validated before
    this feedback was written.

    Attributes:
        stage: stage at which validation stopped.
        version: number of the version, if the delivery was accepted.
        original: for a duplicate, the outcome of the delivery that it repeats.
        replaced_version: version in force when this delivery arrived.
        replaced_on: day on which that version arrived.
        version_in_force: version now in force.
        in_force_received_on: day on which that version arrived.
        delivery_in_force: name of the delivery with the version now in force.
        successor: name of the file with the version now in force, if it arrived later.
        extended_until: last day on time, if a decision extended the deadline of this region.
        attempts: number of this validation of the delivery, starting at 1.
        validated_at: time of the validation.
        findings: all findings in order, as (severity, finding).
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
    version_in_force: int | None
    in_force_received_on: date | None
    delivery_in_force: str | None
    successor: str | None
    extended_until: date | None
    attempts: int
    validated_at: datetime
    findings: tuple[tuple[Severity, Finding], ...]


@dataclass(frozen=True)
class Contents:
    """Contents of a delivery, returned to its sender with marked findings.

    Attributes:
        sheets: worksheets with data of the sender.
        properties: name and text of each custom property of the document.
        table: index of the worksheet with the activities, from 0; None if not found.
        header_row: number of the header row of that table, from 1; 0 if not found.
        columns: maps each known column to its number, from 0.
    """

    sheets: tuple[Sheet, ...]
    properties: tuple[tuple[str, str], ...] = ()
    table: int | None = None
    header_row: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownActivity:
    """Reported data of an activity, for the template of one period.

    `previous_status` and `previous_explanation` were last reported about an earlier period.
    `status`, `explanation`, `reason` and `realised` were reported about the period itself; they are
    empty if nothing was reported about it.

    Attributes:
        themes: codes of the programme, or texts if the programme defines no themes.
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
    """Known data of a region that is to report about a period.

    Attributes:
        declared_empty: codes of the categories that its last report, about this period or an
            earlier one, declares to have no activities.
        activities: activities reported about the period, and earlier ones that have not ended,
            ordered by category.
        answers: maps each question to the score and remark reported about the period.
        extended_until: last day on time, if a decision extended the deadline of this region.
    """

    declared_empty: tuple[str, ...] = ()
    activities: tuple[KnownActivity, ...] = ()
    answers: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    extended_until: date | None = None


@dataclass(frozen=True)
class Alarm:
    """A problem found in a workspace.

    Attributes:
        code: kind of the problem, in one word.
        where: the file, event or item concerned.
        found: the actual state.
        expected: the expected state.
        remedy: the remedy.
    """

    code: str
    where: str
    found: str
    expected: str
    remedy: str


@dataclass(frozen=True)
class Pair:
    """Two names that seem to mean the same thing, such as the old and new id of an activity.

    Attributes:
        old: the name in the record.
        new: the name that a report uses instead.
        label: readable name by which people recognise the thing.
    """

    old: str
    new: str
    label: str


@dataclass(frozen=True)
class Proposal:
    """Pairs that a rule proposes about the report in force of a region and period.

    A proposal has no effect until a decision confirms it.

    Attributes:
        rule: code of the rule that proposes the pairs.
        delivery: name of the delivery with the report.
        answer: the region's answer to the query in the same report; '' if there is none.
    """

    rule: str
    region_code: str
    period: str
    delivery: str
    pairs: tuple[Pair, ...]
    answer: str = ""

    @property
    def key(self) -> str:
        """Identifier of the proposal: a hash of its contents, so that other pairs differ in it."""
        pairs = sorted((pair.old, pair.new) for pair in self.pairs)
        words = (
            self.rule,
            self.region_code,
            self.period,
            *(name for pair in pairs for name in pair),
        )
        return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class RegionState:
    """State of one region that is expected to report about a period.

    Attributes:
        deadline: last day on which the region is on time, including an extension.
        is_exempt: whether a decision exempts it from reporting.
        has_sent: whether a file was received, regardless of its outcome.
        delivery: name of the delivery in force; None if there is none.
        open_queries: number of unanswered queries about that delivery.
    """

    region: str
    deadline: date
    is_exempt: bool
    has_sent: bool
    delivery: str | None
    open_queries: int

    @property
    def is_silent(self) -> bool:
        """Whether the region has to report but has no report in force."""
        return not self.is_exempt and self.delivery is None

    @property
    def is_owing(self) -> bool:
        """Whether the region still has to report or to answer queries."""
        return self.is_silent or (not self.is_exempt and self.open_queries > 0)


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
