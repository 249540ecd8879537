"""Measures the cost of 20 hostile files among 500 good ones: at most their own shared limits.

Hostile files crash their parser, never end, or use up its memory. The good files are ingested alone
first; only the difference is meaningful, and it is compared with the limits.
"""

import argparse
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pow_pipeline.jobs.engine import worker
from pow_pipeline.jobs.ingest.ingest import ingest
from pow_pipeline.limits import processors
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from tests.harness.builders import NOW, drop, form, initialise_at, run_at
from tests.harness.hostile_reader import HOSTILE_READER, listening

DEEDS = ("die", "hang", "eat memory", "spin")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--good", type=int, default=500)
    parser.add_argument("--hostile", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=5, help="the limit on reading one file")
    options = parser.parse_args()
    worker.Sandbox = partial(Sandbox, command=HOSTILE_READER)  # type: ignore[misc,assignment]
    limits = {"reader_cpu_seconds": options.seconds, "reader_wall_seconds": options.seconds}
    good, alone = time_ingest(options.good, 0, limits)
    among, together = time_ingest(options.good, options.hostile, limits)
    allowed = alone + options.hostile * options.seconds / processors()
    print(f"{options.good} good files alone            {alone:6.1f} s, {good} accepted")
    print(f"with {options.hostile} hostile ones among them {together:6.1f} s, {among} accepted")
    print(f"allowed with {processors()} readers           {allowed:6.1f} s")
    raise SystemExit(good != options.good or among != options.good or together > allowed)


def time_ingest(good: int, hostile: int, limits: dict[str, int]) -> tuple[int, float]:
    """Return the number of accepted files and the seconds that ingesting them took."""
    folder = Path(tempfile.mkdtemp(prefix="pow-benchmark-"))
    workspace, programme = initialise_at(folder / "work", programme=None, now=NOW)
    regions = [region.code for region in programme.regions]
    for number in range(good):
        region = regions[number % len(regions)]
        rows = [(f"{number}-{row}", "x", "Aanbod", "groen", "") for row in range(30)]
        drop(workspace, region, form(region, rows=rows), f"{number:04d}.xlsx")
        if hostile and number % (good // hostile) == 0:
            place = number // (good // hostile)
            content = listening(DEEDS[place % len(DEEDS)])
            drop(workspace, regions[place], content, f"hostile-{place}.xlsx")
    started = time.perf_counter()
    ingested = ingest(run_at(workspace, **limits))
    return ingested.counts()["accepted"], time.perf_counter() - started


if __name__ == "__main__":
    main()
