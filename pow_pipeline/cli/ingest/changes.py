"""Formats changes in validation results as text for a terminal."""

import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pow_pipeline.jobs.rerun.difference import Change


def show_changes(changes: "Sequence[Change]") -> bool:
    """Show each change on standard error; always true."""
    for each in changes:
        rules = [
            f"{sign}{rule}" + (f" ({count})" if count > 1 else "")
            for sign, codes in (("+", each.rules_added), ("-", each.rules_removed))
            for rule, count in Counter(codes).items()
        ]
        print(
            f"  {each.delivery} ({each.name}): {each.before} → {each.after}; "
            f"activities that change: {each.activities}; rules: {', '.join(rules) or 'the same'}",
            file=sys.stderr,
        )
    return True
