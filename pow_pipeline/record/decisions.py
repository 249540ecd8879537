"""The decisions that an operator can take, each an event of its own, with who, when and why."""

import hashlib
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from pow_pipeline.record.event import EventBase


class Decision(EventBase):
    """What every decision has.

    Attributes:
        by: who decided.
        why: the reason.
        request: the hash of who asked for it, why, and for what target; see `jobs.decide`.
        run: the id of the Prefect flow run that asked for it; empty for a command.
    """

    type: Literal["decided"] = "decided"
    by: str
    why: str
    request: str = ""
    run: str = ""


class Withdrawn(Decision):
    """What these deliveries were accepted for no longer counts."""

    decision: Literal["withdraw"] = "withdraw"
    deliveries: tuple[str, ...]


class Explained(Decision):
    """A query has been answered; `query` tells which, see `query_key`."""

    decision: Literal["explain"] = "explain"
    delivery: str
    rule: str
    cell: str
    query: str


class Extended(Decision):
    """A region may report about a period until the end of the day `until`."""

    decision: Literal["extend"] = "extend"
    region_code: str
    period: str
    until: date


class Exempted(Decision):
    """A region need not report about a period."""

    decision: Literal["exempt"] = "exempt"
    region_code: str
    period: str


class ActivitiesMapped(Decision):
    """Activities of a region go on under other ids from a period on, as `mappings.csv` may say.

    A mapping of the new id to the old one, about the same period, takes an earlier decision back.

    Attributes:
        pairs: the hash of the blob that holds the old and new ids, see `record.pairs`; an id is
            contents of a cell, and no event holds those.
        proposal: the key of the proposal that is confirmed, see `model.Proposal`; empty where
            somebody named the ids.
    """

    decision: Literal["map-activity"] = "map-activity"
    region_code: str
    period: str
    pairs: str
    proposal: str = ""


class Erased(Decision):
    """The contents of deliveries are gone, and what they were accepted for no longer counts.

    Attributes:
        files: by delivery, the hash of the bytes that are erased.
        rewritten: by the hash of each blob of a batch that held them, that of the one written
            anew without them.
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
    """Figures of a period are published in spite of the checks that stopped them.

    Attributes:
        figures: the hash of exactly these figures; others are stopped again.
        found: the hash of exactly what the checks found; if they find something else, so too.
        checks: the codes of the checks that stopped them.
    """

    decision: Literal["approve"] = "approve"
    period: str
    figures: str
    found: str
    checks: tuple[str, ...]


class SignedOff(Decision):
    """Somebody else than who made a concept stands for its figures.

    Attributes:
        figures: the hash of exactly these figures; no others are signed off.
        concept: the number of the event that made the concept.
    """

    decision: Literal["sign-off"] = "sign-off"
    period: str
    figures: str
    concept: int


Decided = Annotated[
    Withdrawn
    | Explained
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
    """Return what a query is known by, however often it is put again.

    It stays the same when the delivery is judged again, and gives no contents away. The macro
    `summary.open_query` makes the same.
    """
    place = f"{delivery}\x1f{rule}\x1f{sheet}\x1f{cell}\x1f{activity_id}"
    return hashlib.sha256(place.encode()).hexdigest()
