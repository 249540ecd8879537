"""Events for the decisions of operators. Each one records who decided, when and why."""

import hashlib
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from pow_pipeline.record.event import EventBase


class Decision(EventBase):
    """Base class of all decisions.

    Attributes:
        by: who decided.
        why: the reason.
        request: hash of the requester, the reason and the target; see `jobs.decide`.
        run: id of the Prefect flow run that requested the decision; empty for a command.
    """

    type: Literal["decided"] = "decided"
    by: str
    why: str
    request: str = ""
    run: str = ""


class Withdrawn(Decision):
    """The submissions in these deliveries are no longer in force."""

    decision: Literal["withdraw"] = "withdraw"
    deliveries: tuple[str, ...]


class QueryAnswered(Decision):
    """A query has been answered; `query` is its key, see `query_key`."""

    decision: Literal["answer"] = "answer"
    delivery: str
    rule: str
    cell: str
    query: str


class Extended(Decision):
    """A region has until the end of the day `until` to report about a period."""

    decision: Literal["extend"] = "extend"
    region_code: str
    period: str
    until: date


class Exempted(Decision):
    """A region does not have to report about a period."""

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

    decision: Literal["erase"] = "erase"
    files: dict[str, str]
    rewritten: dict[str, str]


class Finalised(Decision):
    """The figures of a period are no longer provisional."""

    decision: Literal["final"] = "final"
    period: str


class Reopened(Decision):
    """The figures of a final period are provisional again; `why` is published with them."""

    decision: Literal["reopen"] = "reopen"
    period: str


class Approved(Decision):
    """Figures of a period are published although checks stopped them.

    Attributes:
        figures: hash of the approved figures; the checks stop any other figures again.
        found: hash of the findings of the checks; other findings stop the figures again.
        checks: codes of the checks that stopped the figures.
    """

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
