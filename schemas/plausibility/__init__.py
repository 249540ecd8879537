"""The plausibility suite: one SQL query per check."""
