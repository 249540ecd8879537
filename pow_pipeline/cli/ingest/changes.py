"""Formats changes in validation results as text for a terminal."""

import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pow_pipeline.jobs.rerun.difference import Change


def show_changes(changes: "Sequence[Change]") -> bool:
    """Show each change on standard error; always true."""
    for change in changes:
        rules = [
            f"{sign}{rule}" + (f" ({count})" if count > 1 else "")
            for sign, codes in (("+", change.rules_added), ("-", change.rules_removed))
            for rule, count in Counter(codes).items()
        ]
        print(
            f"  {change.delivery} ({change.name}): {change.before} → {change.after}; "
            f"activities that change: {change.activities}; rules: {', '.join(rules) or 'the same'}",
            file=sys.stderr,
        )
    return True
