"""`pow demo`."""

from pathlib import Path


def demo(directory: Path = Path("demo"), /) -> None:
    """Run the whole way on example deliveries of six half-years, and show what came of it.

    Example: pow demo

    Args:
        directory: The new workspace; one that an earlier demonstration made is replaced.
    """
    from pow_pipeline.cli.demo.run import run_demo

    run_demo(directory)
