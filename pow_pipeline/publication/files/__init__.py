"""The files of a release: its databases, manifest and catalogue."""
