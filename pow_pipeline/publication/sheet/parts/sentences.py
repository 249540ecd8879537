"""The sentences above the table: each only where it is true, without causes and without judging."""

from collections.abc import Iterator

from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.figures import Change, Share
from pow_pipeline.publication.sheet.parts.bounds import bounds_of
from schemas.programme.parts import Status
from schemas.programme.programme import TOTAL


def sentences_of(edition: Edition) -> tuple[str, ...]:
    """Return what the figures of the total say."""
    return tuple(_tell(edition))


def _tell(edition: Edition) -> Iterator[str]:
    yield tell_standing(edition)
    yield tell_coverage(edition)
    yield from tell_change(edition)


def tell_standing(edition: Edition) -> str:
    """Return how the activities of the total stand."""
    if not edition.figures.measured[TOTAL]:
        return edition.say("nothing_measured", period=edition.period)
    return _tell_shares(edition)


def tell_change(edition: Edition) -> Iterator[str]:
    """Yield how they changed, where there are enough that count in both periods."""
    status = edition.programme.scale[0]
    change = edition.figures.changes.get((edition.figures.period, TOTAL, status.code))
    if change is None or change.matched < max(edition.minimum, 2):
        return
    label = edition.name(status.label)
    yield _tell_matched(edition, change, label)
    if change.points and change.matched_points and change.points * change.matched_points < 0:
        yield edition.say(
            "opposite",
            status=label,
            total=edition.say("rose" if change.points > 0 else "fell"),
            matched=edition.say("rose" if change.matched_points > 0 else "fell"),
        )
    yield _tell_directions(edition, change.matched)


def _tell_shares(edition: Edition) -> str:
    figures, scale = edition.figures, edition.programme.scale
    shares = [(each, figures.shares[figures.period, TOTAL, each.code]) for each in scale]
    measured = figures.measured[TOTAL]
    if measured < max(edition.minimum, 2):
        said = (
            f"{edition.name(each.label)} {edition.count(share.count)}" for each, share in shares
        )
        return edition.say_number("measured_few", measured, statuses=", ".join(said))
    phrases = [_tell_share(edition, each, share) for each, share in shares]
    return edition.say(
        "measured", number=edition.count(measured), statuses=edition.language.enumeration(phrases)
    )


def _tell_share(edition: Edition, status: Status, share: Share) -> str:
    if status.phrase:
        return edition.name(status.phrase).format(share=edition.share(share))
    return edition.say("phrase", share=edition.share(share), status=edition.name(status.label))


def tell_coverage(edition: Edition) -> str:
    """Return who reported, and between what bounds the share of the first status lies."""
    figures = edition.figures
    reported = _tell_reported(edition)
    if figures.missing is None:
        return edition.say("without_bounds", reported=reported)
    if not figures.missing or not figures.measured[TOTAL]:
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


def _tell_reported(edition: Edition) -> str:
    """Return how many regions reported, of those that had to and of those that had not."""
    reporting = edition.figures.reporting
    expected = reporting.expected - reporting.exempt
    said = edition.say_number("reported", reporting.in_force, expected=edition.count(expected))
    if not reporting.exempt_reported:
        return said
    return edition.say_number("reported_exempt", reporting.exempt_reported, reported=said)


def _tell_matched(edition: Edition, change: Change, label: str) -> str:
    matched = edition.count(change.matched)
    if change.matched_points:
        return edition.say(
            "matched_change",
            matched=matched,
            status=label,
            moved=edition.say("rose" if change.matched_points > 0 else "fell"),
            points=abs(change.matched_points),
        )
    is_same = change.matched_count == change.matched_count_before
    key = "matched_same" if is_same else "matched_almost_same"
    return edition.say(key, matched=matched, status=label)


def _tell_directions(edition: Edition, matched: int) -> str:
    better, worse, same = (
        sum(each.count for each in edition.figures.transitions if each.direction == direction)
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
