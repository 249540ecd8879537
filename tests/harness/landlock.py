"""What the system must be able to do for a test to show anything."""

import pytest

from pow_pipeline.parsing.sandbox.confinement import landlock_version

# Version 6 denies files, the network and signals; a system without it lacks what is to be shown.
needs_landlock = pytest.mark.skipif(landlock_version() < 6, reason="the system lacks Landlock 6")
