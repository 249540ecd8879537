"""Traces a figure or a delivery back to cells and bytes."""
