"""Confined processes that parse one file at a time."""
