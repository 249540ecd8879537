"""Decisions of operators as events: who decided, when, why, about what, and with what effect.

Each kind is declared once, here. The warehouse stores its `rows`, the command and the flow print
its `sentence`, and docs/decide.md is made from its docstring, fields and effect. A new kind also
needs a job, a command and a flow; CONTRIBUTING.md lists the places.
"""

import hashlib
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field

from pow_pipeline.record.event import EventBase

# Fields that are columns of record.decision.
_COLUMNS: Final = frozenset(
    ("delivery", "rule", "cell", "query", "region_code", "period", "until", "figures", "found")
)


class Decision(EventBase):
    """Base class of all decisions.

    Attributes:
        effect: the effect as a sentence, with the names of fields in braces.
        next_command: the command that usually follows, with the names of fields in braces.
        by: who decided.
        why: the reason.
        request: hash of the requester, the reason and the target; see `jobs.decide`.
        run: id of the Prefect flow run that requested the decision; empty for a command.
    """

    effect: ClassVar[str]
    next_command: ClassVar[str] = ""

    type: Literal["decided"] = "decided"
    by: str
    why: str
    request: str = ""
    run: str = ""

    def rows(self) -> list[dict[str, Any]]:
        """Return what it is about, as rows of record.decision without the common columns."""
        return [self.model_dump(include=set(_COLUMNS))]

    def sentence(self) -> str:
        """Return its effect as a sentence."""
        return self._filled(self.effect)

    def following(self) -> str:
        """Return the command that usually follows; '' if there is none."""
        return self._filled(self.next_command)

    def _filled(self, text: str) -> str:
        fields = {
            name: ", ".join(value) if isinstance(value, tuple | dict) else value
            for name, value in self
        }
        return text.format(**fields)


class Withdrawn(Decision):
    """The submissions in these deliveries are no longer in force."""

    effect: ClassVar[str] = "{deliveries} no longer counts"

    decision: Literal["withdraw"] = "withdraw"
    deliveries: tuple[str, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Return one row per withdrawn delivery."""
        return [{"delivery": delivery} for delivery in self.deliveries]


class QueryAnswered(Decision):
    """A query has been answered; `query` is its key, see `query_key`."""

    effect: ClassVar[str] = "{rule} about {delivery} is answered"

    decision: Literal["answer"] = "answer"
    delivery: str
    rule: str
    cell: str
    query: str


class Extended(Decision):
    """A region has until the end of the day `until` to report about a period."""

    effect: ClassVar[str] = "{region_code} is on time for {period} until {until}"

    decision: Literal["extend"] = "extend"
    region_code: str
    period: str
    until: date


class Exempted(Decision):
    """A region does not have to report about a period."""

    effect: ClassVar[str] = "{region_code} does not have to report about {period}"

    decision: Literal["exempt"] = "exempt"
    region_code: str
    period: str


class ActivitiesMapped(Decision):
    """Activities of a region continue under new ids from a period on, as in `mappings.csv`.

    To reverse a decision, map the new id back to the old one for the same period.

    Attributes:
        pairs: hash of the blob that holds the old and new ids, see `record.pairs`. Ids come from
            cells, and events never hold cell contents.
        proposal: key of the confirmed proposal, see `model.Proposal`; empty if an operator
            entered the ids.
    """

    effect: ClassVar[str] = "activities of {region_code} have other ids from {period} on"
    next_command: ClassVar[str] = "pow status {period}"

    decision: Literal["map-activity"] = "map-activity"
    region_code: str
    period: str
    pairs: str
    proposal: str = ""


class Erased(Decision):
    """The contents of deliveries are erased, and their submissions are no longer in force.

    Attributes:
        files: delivery to the hash of its erased bytes.
        rewritten: hash of each batch blob that held these deliveries to the hash of the blob
            that replaces it and does not hold them.
    """

    effect: ClassVar[str] = "{files}: erased from the record"

    decision: Literal["erase"] = "erase"
    files: dict[str, str]
    rewritten: dict[str, str]

    def rows(self) -> list[dict[str, Any]]:
        """Return one row per erased delivery."""
        return [{"delivery": delivery} for delivery in self.files]


class Finalised(Decision):
    """The figures of a period are no longer provisional."""

    effect: ClassVar[str] = "{period} is final"

    decision: Literal["final"] = "final"
    period: str


class Reopened(Decision):
    """The figures of a final period are provisional again; `why` is published with them."""

    effect: ClassVar[str] = "{period} is provisional again, and may be revised"
    next_command: ClassVar[str] = "pow publish {period}"

    decision: Literal["reopen"] = "reopen"
    period: str


class Approved(Decision):
    """Figures of a period are published although checks stopped them.

    Attributes:
        figures: hash of the approved figures; the checks stop any other figures again.
        found: hash of the findings of the checks; other findings stop the figures again.
        checks: codes of the checks that stopped the figures.
    """

    effect: ClassVar[str] = "{period} may be published with exactly these figures"
    next_command: ClassVar[str] = "pow publish {period}"

    decision: Literal["approve"] = "approve"
    period: str
    figures: str
    found: str
    checks: tuple[str, ...]


class SignedOff(Decision):
    """The figures of a draft are signed off by a person other than the one who made it.

    Attributes:
        figures: hash of the figures; the sign-off covers no other figures.
        draft: number of the event that made the draft.
    """

    effect: ClassVar[str] = "the figures of the draft of {period} are signed off"
    next_command: ClassVar[str] = "pow publish {period}"

    decision: Literal["sign-off"] = "sign-off"
    period: str
    figures: str
    draft: int


Decided = Annotated[
    Withdrawn
    | QueryAnswered
    | Extended
    | Exempted
    | ActivitiesMapped
    | Erased
    | Finalised
    | Reopened
    | Approved
    | SignedOff,
    Field(discriminator="decision"),
]


def query_key(delivery: str, rule: str, sheet: str, cell: str, activity_id: str) -> str:
    """Return the key of a query, which is the same each time the query is reported.

    Validating the delivery again does not change the key, and the key reveals no cell contents.
    The macro `summary.open_query` computes the same key.
    """
    place = f"{delivery}\x1f{rule}\x1f{sheet}\x1f{cell}\x1f{activity_id}"
    return hashlib.sha256(place.encode()).hexdigest()
