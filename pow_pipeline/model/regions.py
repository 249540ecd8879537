"""State of regions and their activities: reports, proposals and known activities."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


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
    def needs_reminder(self) -> bool:
        """Whether the region still has to report or to answer queries."""
        return self.is_silent or (not self.is_exempt and self.open_queries > 0)
