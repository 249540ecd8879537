"""Validating deliveries of the record again."""
