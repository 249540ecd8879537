"""Parses values, names and periods in the forms that people write."""
