"""Validation of recorded deliveries again, and publication of the changes."""
