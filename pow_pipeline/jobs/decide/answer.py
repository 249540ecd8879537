"""Records the answer to a query about a delivery, so that the query counts as closed."""

from collections.abc import Sequence

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.decide.decide import Request, decide, refuse_no_reason
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.record.decisions import QueryAnswered, query_key
from pow_pipeline.record.events import Event
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.findings import Query, queries_about
from pow_pipeline.workspace import Workspace
from schemas.text.ids import canonical_id


def answer_query(
    run: Run,
    delivery: str,
    *,
    rule: str,
    activity_id: str,
    cell: str,
    by: str,
    why: str,
) -> tuple[QueryAnswered, bool]:
    """Decide that a query has been answered, and return the decision and whether it is new.

    Args:
        run: the run.
        delivery: name of the delivery that the query is about.
        rule: code of the rule that reports the query; case is ignored.
        activity_id: id of the activity; '' if the other arguments identify the query.
        cell: cell reference, case is ignored; '' if the other arguments identify the query.
        by: name of the person who decides.
        why: the answer to the query.

    Raises:
        UsageError: no query matches, more than one matches, or the answer is empty.
    """
    refuse_no_reason(why)
    query = _require_query(run.workspace, delivery, rule, activity_id, cell)
    key = query_key(delivery, query.rule, query.sheet, query.cell, query.activity_id)

    def propose(events: Sequence[Event]) -> QueryAnswered:
        answers = (event for event in events if isinstance(event, QueryAnswered))
        same = next((event for event in answers if event.query == key), None)
        return same or QueryAnswered(
            at=run.clock(),
            by=by,
            why=why,
            delivery=delivery,
            rule=query.rule,
            cell=query.cell,
            query=key,
        )

    return decide(run, Request(QueryAnswered, by, why, (key,)), propose)


def _require_query(
    workspace: Workspace, delivery: str, rule: str, activity_id: str, cell: str
) -> Query:
    with read_warehouse(workspace.warehouse) as connection:
        queries = queries_about(connection, delivery)
    if not queries:
        message = f"there is no query about {delivery!r}; see its feedback in the outbox"
        raise UsageError(message)
    of_rule = [query for query in queries if _is_same(query.rule, rule)]
    if not of_rule:
        rules = ", ".join(sorted({query.rule for query in queries}))
        message = f"{rule!r} asks nothing about {delivery}; these do: {rules}"
        raise UsageError(message)
    matches = [
        query
        for query in of_rule
        if _is_about(query, activity_id) and (not cell or _is_same(query.cell, cell))
    ]
    if len(matches) != 1:
        which = "more than once" if matches else "nothing there"
        places = ", ".join(
            f"{query.activity_id or '-'} in {query.cell or '-'}" for query in of_rule
        )
        message = f"{of_rule[0].rule} asks {which}; name one with --activity or --cell: {places}"
        raise UsageError(message)
    return matches[0]


def _is_about(query: Query, activity_id: str) -> bool:
    return not activity_id or _is_same(query.activity_id, canonical_id(activity_id))


def _is_same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
