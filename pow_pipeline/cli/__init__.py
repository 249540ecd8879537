"""The `pow` command: each command parses, calls one job, and says what came of it."""
