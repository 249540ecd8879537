"""Turns the warehouse into a release: staged, checked, written aside, then moved into place."""
