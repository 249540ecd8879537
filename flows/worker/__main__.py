"""`python -m flows.worker`: `prefect worker start` with the warm worker, and the same options."""

import sys

from prefect.cli import app

from flows.worker.warm_worker import WarmWorker


def main() -> None:
    """Start the worker through Prefect's own command, which handles options and signals."""
    sys.argv = ["prefect", "worker", "start", "--type", WarmWorker.type, *sys.argv[1:]]
    app()


if __name__ == "__main__":
    main()
