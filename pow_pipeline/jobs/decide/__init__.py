"""Decisions of an operator about regions, deliveries and activities."""
