"""Output of `pow decide erase`: contents to erase, erased contents, and copies that remain."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pow_pipeline.cli.decide.deciding import print_decision
from pow_pipeline.cli.options import ask_on_terminal, print_json

if TYPE_CHECKING:
    from pow_pipeline.jobs.decide.erase import Copies, ErasureResult
    from pow_pipeline.jobs.engine.run import Run


def is_confirmed(run: "Run", delivery: str, *, yes: bool) -> bool:
    """Show what would be erased, and return whether to continue; ask unless `yes` is set.

    What was erased before needs no confirmation.

    Raises:
        UsageError: there is no such delivery, or there is nobody to ask.
    """
    from pow_pipeline.jobs.decide.erase import erasable
    from schemas.language import read_language

    found = erasable(run, delivery)
    if yes or found.decided:
        return True
    size = read_language("en").size
    print("would be erased for good:", file=sys.stderr)
    for matching in found.deliveries:
        print(f"  {matching.delivery} ({matching.name}, {size(matching.size)})", file=sys.stderr)
    for line in _lines(found.copies):
        print(line, file=sys.stderr)
    print("Back-ups that were made before keep it.", file=sys.stderr)
    return ask_on_terminal(f"{len(found.deliveries)} deliveries would be erased. Go on?")


def show_erased(result: "ErasureResult", *, as_json: bool) -> None:
    """Print what was erased, what stays, and which copies could not be reached."""
    decided, copies = result.decided, result.copies
    if as_json:
        more = {"is_new": result.is_new, **vars(copies)}
        print_json(decided.model_dump(mode="json", exclude={"previous"}) | more)
        return
    print_decision((decided, result.is_new), as_json=False)
    print("What stays: that it arrived, under which name, and why it was erased; and back-ups.")
    for region in sorted({delivery.rsplit("-", 2)[0] for delivery in decided.files}):
        print(f"The form of {region} may hold it: pow template --region {region} --replace")
    for line in _lines(copies):
        print(line)


def _lines(copies: "Copies") -> Iterator[str]:
    if copies.releases:
        yield f"These releases hold it in restricted/: {', '.join(copies.releases)}"
    if copies.uploaded:
        yield "These copies were uploaded and are not erased; remove them there:"
        yield from (f"  {address}" for address in copies.uploaded)
