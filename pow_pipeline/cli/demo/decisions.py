"""The decisions in the demonstration."""

from datetime import timedelta
from typing import Final

from pow_pipeline.cli.demo.scenario import Happening
from pow_pipeline.jobs.decide.decide import exempt, extend
from pow_pipeline.jobs.decide.withdraw import withdraw
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.publish.finality import finalise
from schemas.text.periods import Period

_BY: Final = "pow demo"
_EXTENSION: Final = timedelta(days=14)


def decide(run: Run, happening: Happening, period: Period) -> None:
    """Take the decision that a happening asks for."""
    region = happening.region
    match happening.word:
        case "exempt":
            exempt(run, region, period.code, by=_BY, why="een fusie")
        case "extended":
            until = period.deadline + _EXTENSION
            why = "ziekte van de projectleider"
            extend(run, region, period.code, until=until, by=_BY, why=why)
        case "withdrawn":
            withdraw(run, region, period.code, by=_BY, why="de verkeerde versie")
        case _:
            finalise(run, period.code, by=_BY, why="alles is binnen")
