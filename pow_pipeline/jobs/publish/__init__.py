"""Releases of a period, made from the warehouse."""
