"""The decisions in the demonstration."""

from datetime import datetime, timedelta
from typing import Final

from pow_pipeline.cli.demo.scenario import Happening
from pow_pipeline.jobs.decide.decide import exempt, extend
from pow_pipeline.jobs.decide.withdraw import withdraw
from pow_pipeline.jobs.publish.finality import finalise
from pow_pipeline.workspace import Workspace
from schemas.text.periods import Period

_BY: Final = "pow demo"
_EXTENSION: Final = timedelta(days=14)


def decide(workspace: Workspace, happening: Happening, period: Period, moment: datetime) -> None:
    """Take the decision that a happening asks for."""
    region = happening.region
    match happening.word:
        case "exempt":
            exempt(workspace, region, period.code, by=_BY, why="een fusie", now=moment)
        case "extended":
            until = period.deadline + _EXTENSION
            why = "ziekte van de projectleider"
            extend(workspace, region, period.code, until=until, by=_BY, why=why, now=moment)
        case "withdrawn":
            withdraw(
                workspace,
                region,
                period.code,
                version=None,
                all_versions=False,
                by=_BY,
                why="de verkeerde versie",
                clock=lambda: moment,
            )
        case _:
            finalise(workspace, period.code, by=_BY, why="alles is binnen", now=moment)
