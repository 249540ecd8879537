"""Sign-off of the figures of a draft by a person other than the one who made the draft."""

from collections.abc import Sequence
from shlex import quote

from pow_pipeline.errors import PublicationBlockedError, UsageError
from pow_pipeline.jobs.decide.decide import Request, decide, refuse_no_reason
from pow_pipeline.jobs.engine.require import require_period
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.publish.draft import last_draft
from pow_pipeline.publication.files.release import ReleasePlan
from pow_pipeline.record.decisions import SignedOff
from pow_pipeline.record.events import DraftMade, Event
from schemas.programme.programme import Programme
from schemas.text.matching import matching_key


def sign_off(run: Run, period: str, *, by: str, why: str) -> tuple[SignedOff, bool]:
    """Sign off the figures of the last draft of a period.

    The name of the signer is not authenticated: the sign-off is a second review, not access
    control.

    Raises:
        UsageError: there is no draft, or the same person made it.
    """
    refuse_no_reason(why)
    require_period(run.programme(), period)

    def propose(events: Sequence[Event]) -> SignedOff:
        draft = last_draft(reversed(events), period)
        if draft is None:
            message = f"no draft of {period} to sign off; make one: pow publish {period} --draft"
            raise UsageError(message)
        _refuse_maker(draft, by)
        event = SignedOff(
            at=run.clock(),
            by=by,
            why=why,
            period=period,
            figures=draft.figures,
            draft=draft.number,
        )
        return _taken_before(events, event) or event

    def number_of_draft(events: Sequence[Event]) -> int:
        draft = last_draft(reversed(events), period)
        return draft.number if draft else 0

    request = Request(SignedOff, by, why, (period,), number_of_draft)
    return decide(run, request, propose)


def refuse_unsigned(run: Run, plan: ReleasePlan, programme: Programme) -> None:
    """Stop a publication without a sign-off, if the programme requires one.

    Raises:
        PublicationBlockedError: the figures are not signed off; the message says why and what to
            do next.
    """
    if plan.signed_off_on or not programme.publication.sign_off:
        return
    home = f"--home {quote(str(run.workspace.home))}"
    period = plan.period
    made = last_draft(run.journal.read_back(), period)
    if made and made.figures == plan.figures:
        why = f"the figures of its draft, made by {made.by}, are not signed off"
        step = f"another one signs them off: pow decide sign-off {period} --by NAME --why … {home}"
    else:
        why = (
            f"its figures have changed since its draft of {made.at:%Y-%m-%d}"
            if made
            else "it has no draft"
        )
        step = f"make one, to be checked and signed off: pow publish {period} --draft {home}"
    message = (
        f"{period} is not published, since the programme wants it signed off: {why}.\n  {step}"
    )
    raise PublicationBlockedError(message)


def _refuse_maker(draft: DraftMade, by: str) -> None:
    if not matching_key(by):
        raise UsageError("signing off needs a name; say it with --by")
    if matching_key(by) == matching_key(draft.by):
        message = (
            f"{draft.by} made the draft of {draft.period}, so another one must sign it off; "
            "say who with --by"
        )
        raise UsageError(message)


def _taken_before(events: Sequence[Event], decision: SignedOff) -> SignedOff | None:
    """Return the decision that signed off the same figures; None if there is none."""
    signed = (event for event in events if isinstance(event, SignedOff))
    bound = (decision.period, decision.figures)
    return next((event for event in signed if (event.period, event.figures) == bound), None)
