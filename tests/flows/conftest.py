"""The Prefect server of these tests, which is one for the folder: to start it takes seconds."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="package")
def server() -> Iterator[None]:
    """A Prefect server in a process of its own, with an empty database."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    with pytest.MonkeyPatch.context() as environment:
        # Seconds after which an event can be queried; 5 is the default.
        environment.setenv("PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL", "0.1")
        with (
            prefect_test_harness(server_startup_timeout=90),
            temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
        ):
            yield
