"""The form that a region fills in."""
