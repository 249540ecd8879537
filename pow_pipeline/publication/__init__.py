"""From the warehouse to a release: staged, checked, written aside, then swapped in."""
