"""The plausibility suite: one SQL query a check."""
