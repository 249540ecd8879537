"""Functions shared by all jobs: locks, catching up with the journal, progress, lineage."""
