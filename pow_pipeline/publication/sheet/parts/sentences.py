"""Writes the sentences above the table: only true statements, without causes or opinions."""

from collections.abc import Iterator

from pow_pipeline.publication.figures import Change, Share
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.parts.bounds import bounds_of
from schemas.programme.parts import Status
from schemas.programme.programme import TOTAL


def sentences_of(edition: Edition) -> tuple[str, ...]:
    """Return the figures of the total in sentences."""
    return tuple(_sentences(edition))


def _sentences(edition: Edition) -> Iterator[str]:
    yield describe_distribution(edition)
    yield describe_coverage(edition)
    yield from describe_change(edition)


def describe_distribution(edition: Edition) -> str:
    """Return a sentence on the state of the activities of the total."""
    if not edition.figures.on_scale[TOTAL]:
        return edition.say("nothing_measured", period=edition.period)
    return _describe_shares(edition)


def describe_change(edition: Edition) -> Iterator[str]:
    """Yield sentences on the change, if enough activities are on the scale in both periods."""
    status = edition.programme.scale[0]
    change = edition.figures.changes.get((edition.figures.period, TOTAL, status.code))
    if change is None or change.matched < max(edition.minimum, 2):
        return
    label = edition.name(status.label)
    yield _describe_matched(edition, change, label)
    if change.points and change.matched_points and change.points * change.matched_points < 0:
        yield edition.say(
            "opposite",
            status=label,
            total=edition.say("rose" if change.points > 0 else "fell"),
            matched=edition.say("rose" if change.matched_points > 0 else "fell"),
        )
    yield _describe_directions(edition, change.matched)


def _describe_shares(edition: Edition) -> str:
    figures, scale = edition.figures, edition.programme.scale
    shares = [(status, figures.shares[figures.period, TOTAL, status.code]) for status in scale]
    on_scale = figures.on_scale[TOTAL]
    if on_scale < max(edition.minimum, 2):
        phrases_of_few = (
            f"{edition.name(status.label)} {edition.count(share.numerator)}"
            for status, share in shares
        )
        return edition.say_number("measured_few", on_scale, statuses=", ".join(phrases_of_few))
    phrases = [_describe_share(edition, status, share) for status, share in shares]
    return edition.say(
        "measured", number=edition.count(on_scale), statuses=edition.language.enumeration(phrases)
    )


def _describe_share(edition: Edition, status: Status, share: Share) -> str:
    if status.phrase:
        return edition.name(status.phrase).format(share=edition.share(share))
    return edition.say("phrase", share=edition.share(share), status=edition.name(status.label))


def describe_coverage(edition: Edition) -> str:
    """Return how many regions reported, and the bounds of the share of the first status."""
    figures = edition.figures
    reported = _describe_reported(edition)
    if figures.missing is None:
        return edition.say("without_bounds", reported=reported)
    if not figures.missing or not figures.on_scale[TOTAL]:
        return f"{reported}."
    status = edition.programme.scale[0]
    lower, upper = bounds_of(edition, status)
    return edition.say_number(
        "with_bounds",
        figures.missing,
        reported=reported,
        status=edition.name(status.label),
        lower=lower,
        upper=upper,
    )


def _describe_reported(edition: Edition) -> str:
    """Return how many regions reported, of those that had to and of those that were exempt."""
    reporting = edition.figures.reporting
    expected = reporting.expected - reporting.exempt
    sentence = edition.say_number("reported", reporting.in_force, expected=edition.count(expected))
    if not reporting.exempt_reported:
        return sentence
    return edition.say_number("reported_exempt", reporting.exempt_reported, reported=sentence)


def _describe_matched(edition: Edition, change: Change, label: str) -> str:
    matched = edition.count(change.matched)
    if change.matched_points:
        return edition.say(
            "matched_change",
            matched=matched,
            status=label,
            moved=edition.say("rose" if change.matched_points > 0 else "fell"),
            points=abs(change.matched_points),
        )
    is_same = change.matched_activities == change.matched_activities_before
    key = "matched_same" if is_same else "matched_almost_same"
    return edition.say(key, matched=matched, status=label)


def _describe_directions(edition: Edition, matched: int) -> str:
    better, worse, same = (
        sum(
            transition.activities
            for transition in edition.figures.transitions
            if transition.direction == direction
        )
        for direction in ("improved", "worsened", "unchanged")
    )
    return edition.say(
        "directions",
        matched=edition.count(matched),
        went=edition.say("went_one" if better == 1 else "went"),
        better=edition.count(better),
        worse=edition.count(worse),
        stayed=edition.say("stayed_one" if same == 1 else "stayed"),
        same=edition.count(same),
    )
