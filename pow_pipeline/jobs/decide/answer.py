"""Explaining: a query about a delivery has been answered, and need not be put again."""

from collections.abc import Sequence
from datetime import datetime

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.decide.decide import Request, decide, refuse_no_reason
from pow_pipeline.record.decisions import Explained, query_key
from pow_pipeline.record.events import Event
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.findings import Query, queries_about
from pow_pipeline.workspace import Workspace
from schemas.text.ids import canonical_id


def explain(
    workspace: Workspace,
    delivery: str,
    *,
    rule: str,
    activity_id: str,
    cell: str,
    by: str,
    why: str,
    now: datetime,
    run: str = "",
) -> tuple[Explained, bool]:
    """Decide that a query has been answered, and return the decision and whether it is new.

    Args:
        workspace: where.
        delivery: about which delivery.
        rule: the code of the rule that asks, in capitals or not.
        activity_id: the activity that it asks about; '' when it asks once.
        cell: the cell that it asks about, in capitals or not; '' when it asks once.
        by: who decides.
        why: the explanation.
        now: the present moment.
        run: the id of the flow run that asks; empty for a command.

    Raises:
        UsageError: there is no such query, or more than one.
    """
    refuse_no_reason(why)
    query = _asked_query(workspace, delivery, rule, activity_id, cell)
    key = query_key(delivery, query.rule, query.sheet, query.cell, query.activity_id)

    def propose(events: Sequence[Event]) -> Explained:
        before = (event for event in events if isinstance(event, Explained))
        same = next((event for event in before if event.query == key), None)
        return same or Explained(
            at=now, by=by, why=why, delivery=delivery, rule=query.rule, cell=query.cell, query=key
        )

    return decide(workspace, Request(Explained, by, why, (key,), run=run), propose)


def _asked_query(
    workspace: Workspace, delivery: str, rule: str, activity_id: str, cell: str
) -> Query:
    with read_warehouse(workspace.warehouse) as connection:
        queries = queries_about(connection, delivery)
    if not queries:
        message = f"there is no query about {delivery!r}; see its feedback in the outbox"
        raise UsageError(message)
    of_rule = [each for each in queries if _is_same(each.rule, rule)]
    if not of_rule:
        rules = ", ".join(sorted({each.rule for each in queries}))
        message = f"{rule!r} asks nothing about {delivery}; these do: {rules}"
        raise UsageError(message)
    meant = [
        each
        for each in of_rule
        if _is_about(each, activity_id) and (not cell or _is_same(each.cell, cell))
    ]
    if len(meant) != 1:
        which = "more than once" if meant else "nothing there"
        places = ", ".join(f"{each.activity_id or '-'} in {each.cell or '-'}" for each in of_rule)
        message = f"{of_rule[0].rule} asks {which}; name one with --activity or --cell: {places}"
        raise UsageError(message)
    return meant[0]


def _is_about(query: Query, activity_id: str) -> bool:
    return not activity_id or _is_same(query.activity_id, canonical_id(activity_id))


def _is_same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
