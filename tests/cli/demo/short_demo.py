"""`pow demo` on an example in fewer forms, with the stand-ins: run as a script.

Arguments: the programme folder, then those of `pow demo`.
"""

import sys
from pathlib import Path
from unittest.mock import patch

from pow_pipeline.cli.demo import run as demonstration
from pow_pipeline.cli.main import run
from tests.harness.stand_ins import stand_ins

if __name__ == "__main__":
    folder, *arguments = sys.argv[1:]
    with stand_ins(), patch.object(demonstration, "find_programme", lambda: Path(folder)):
        sys.exit(run(["demo", *arguments]))
