"""Output of `pow decide withdraw`: the withdrawn versions, and the version now in force."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from pow_pipeline.cli.decide.deciding import print_decision
from pow_pipeline.cli.options import print_json

if TYPE_CHECKING:
    from pow_pipeline.jobs.decide.withdraw import Withdrawal


def show_withdrawn(
    done: "Withdrawal", region: str, period: str, home: Path, *, is_default: bool, as_json: bool
) -> None:
    """Print what was withdrawn, which version is in force now, and the next step.

    Args:
        done: the withdrawal.
        region: code of the region.
        period: code of the period.
        home: the workspace.
        is_default: whether the command named no version.
        as_json: whether to print JSON instead.
    """
    from dataclasses import asdict

    if as_json:
        print_json([asdict(version) | {"is_new": done.is_new} for version in done.versions])
        return
    names = {
        version.delivery: f"version {version.version} ({version.delivery})"
        for version in done.versions
    }
    for delivery in done.decided.deliveries:
        sentence = f"{names.get(delivery, delivery)} no longer counts"
        print_decision((done.decided, done.is_new), as_json=False, sentence=sentence)
    if done.now:
        print(f"version {done.now.version} ({done.now.delivery}) counts now")
    else:
        print(f"no report of {region} for {period} counts now")
    if done.is_new:
        _warn(done, region, is_default=is_default)
    elif done.now and is_default:
        also = f"pow decide withdraw {region} {period} --version {done.now.version}"
        print(f'To withdraw that version as well: {also} --why "…" --home {quote(str(home))}')
    print(f"Next: pow publish {period} --home {quote(str(home))}")


def _warn(done: "Withdrawal", region: str, *, is_default: bool) -> None:
    """Print effects of a new withdrawal that an operator may not expect."""
    if done.before and is_default:
        print(
            f"Warning: {', '.join(done.before.deliveries)} was withdrawn before, on "
            f"{done.before.at:%Y-%m-%d} ({done.before.why}), and this withdrew one version more; "
            "if it should count after all, its file must be sent again"
        )
    print(f"inform {region}: its feedback still shows the state at its validation")
