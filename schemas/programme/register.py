"""Changes of regions over time: successors of regions, and mappings of activities."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schemas.programme.parts import MappedActivity, Region

_Code = tuple[str, str]  # region and id of an activity; ids that differ in case only are the same


@dataclass(frozen=True)
class OtherCode:
    """An old code of an activity, and another that it has for some periods after that.

    Attributes:
        since: period in which it left the old code.
        period: first period in which it has the other code.
        until: period in which it left the other code as well.
    """

    from_region: str
    from_id: str
    since: str
    period: str
    until: str | None
    to_region: str
    to_id: str


def check_register(
    regions: Sequence[Region],
    mappings: Sequence[MappedActivity],
    *,
    reference: Mapping[str, date],
) -> None:
    """Refuse invalid successors and mappings.

    Args:
        regions: all regions of the programme.
        mappings: activities that change to another code.
        reference: reference day of each period.

    Raises:
        ValueError: a successor or a mapping is invalid; the message gives the place and the reason.
    """
    known = {region.code: region for region in regions}
    for region in regions:
        for successor in region.successors:
            if successor == region.code or successor not in known:
                message = f"its successor {successor!r} must be another region of this file"
                raise ValueError(f"regions.csv › {region.code}: {message}")
    for mapped in mappings:
        if problem := _problem_of(mapped, known, reference):
            raise ValueError(f"mappings.csv › {mapped.from_region} {mapped.from_id}: {problem}")
    _refuse_twice("from", [_from(mapping) for mapping in mappings])
    _refuse_twice("to", [_to(mapping) for mapping in mappings])


class Mappings:
    """The mappings of a programme, and those that decisions added to them, in order of decision.

    A decision is valid until the programme folder says otherwise: a decided mapping that conflicts
    with a line of `mappings.csv` is left out.
    """

    def __init__(
        self,
        regions: Sequence[Region],
        mappings: Sequence[MappedActivity],
        *,
        reference: Mapping[str, date],
    ) -> None:
        self._regions = {region.code: region for region in regions}
        self._reference = reference
        self._by_from = {_from(mapping): mapping for mapping in mappings}
        self._by_to = {_to(mapping): mapping for mapping in mappings}
        self._decided: set[_Code] = set()

    def all(self) -> list[MappedActivity]:
        """Return the mappings in force."""
        return list(self._by_from.values())

    def holds(self, mapped: MappedActivity) -> bool:
        """Return whether this mapping is already in force."""
        same = self._by_from.get(_from(mapped))
        return same is not None and (_to(same), same.period) == (_to(mapped), mapped.period)

    def add(self, mapped: MappedActivity) -> None:
        """Add a decided mapping; if it reverses another one, remove that one instead.

        A mapping that is already in force or that conflicts with others changes nothing.
        """
        if self.holds(mapped) or self.conflict(mapped):
            return
        if self.reverses(mapped):
            removed = self._by_from.pop(_to(mapped))
            self._decided.discard(_from(removed))
            del self._by_to[_to(removed)]
            return
        self._by_from[_from(mapped)] = self._by_to[_to(mapped)] = mapped
        self._decided.add(_from(mapped))

    def conflict(self, mapped: MappedActivity) -> str | None:
        """Return why a mapping cannot be added to those in force; None if it can."""
        if problem := _problem_of(mapped, self._regions, self._reference):
            return problem
        return None if self.reverses(mapped) else self._overlap(mapped)

    def reverses(self, mapped: MappedActivity) -> bool:
        """Return whether it reverses a mapping that a decision added for the same period."""
        other = self._by_from.get(_to(mapped))
        return (
            other is not None
            and _from(other) in self._decided
            and (_to(other), other.period) == (_from(mapped), mapped.period)
        )

    def _overlap(self, mapped: MappedActivity) -> str | None:
        """Return which mapping in force has one of its codes; None if there is none.

        Mappings of later and earlier periods may follow each other.
        """
        old, new, period = mapped.from_id, mapped.to_id, mapped.period
        if left := self._by_from.get(_from(mapped)):
            return f"{old} already continues as {left.to_id} from {left.period} on"
        if taken := self._by_to.get(_to(mapped)):
            return f"{new} already continues {taken.from_id} from {taken.period} on"
        before, after = self._by_to.get(_from(mapped)), self._by_from.get(_to(mapped))
        if before and before.period == period:
            return f"{old} itself continues {before.from_id} from {period} on: this makes a chain"
        if after and after.period == period:
            return f"{new} itself continues as {after.to_id} from {period} on: this makes a chain"
        return None


def follow_mappings(mappings: Sequence[MappedActivity]) -> Iterator[OtherCode]:
    """Yield, for each old code, every other code that its activity has after it.

    Mappings that follow each other in time are taken together; those that take effect in the same
    period are taken at once, so that two activities can change codes.
    """
    by_code = {_from(mapping): mapping for mapping in mappings}
    for first in mappings:
        for step, after in _steps_from(first, by_code):
            yield OtherCode(
                from_region=first.from_region,
                from_id=first.from_id,
                since=first.period,
                period=step.period,
                until=after.period if after else None,
                to_region=step.to_region,
                to_id=step.to_id,
            )


def _steps_from(
    first: MappedActivity, by_code: Mapping[_Code, MappedActivity]
) -> Iterator[tuple[MappedActivity, MappedActivity | None]]:
    step: MappedActivity | None = first
    while step:
        after = by_code.get(_to(step))
        if after and after.period <= step.period:
            after = None
        yield step, after
        step = after


def _problem_of(
    mapped: MappedActivity, known: Mapping[str, Region], reference: Mapping[str, date]
) -> str | None:
    for name, code in (("from_region", mapped.from_region), ("to_region", mapped.to_region)):
        if code not in known:
            return f"{name} {code!r} is not a region in regions.csv"
    if mapped.period not in reference:
        return f"period {mapped.period!r} is not a period in programme.toml"
    if not known[mapped.to_region].exists_on(reference[mapped.period]):
        return f"to_region {mapped.to_region!r} does not exist in {mapped.period}"
    if mapped.to_region not in (mapped.from_region, *known[mapped.from_region].successors):
        return f"to_region {mapped.to_region!r} must be listed in regions.csv as its successor"
    if _from(mapped) == _to(mapped):
        return "it maps to itself, because ids are compared without case"
    return None


def _refuse_twice(what: str, codes: list[_Code]) -> None:
    for place, (region, activity) in enumerate(codes):
        if (region, activity) in codes[:place]:
            raise ValueError(f"mappings.csv › {region} {activity}: occurs twice as {what}")


def _from(mapped: MappedActivity) -> _Code:
    return mapped.from_region, mapped.from_id.lower()


def _to(mapped: MappedActivity) -> _Code:
    return mapped.to_region, mapped.to_id.lower()
