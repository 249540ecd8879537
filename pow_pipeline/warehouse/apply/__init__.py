"""Applies the events of the journal to the warehouse."""
