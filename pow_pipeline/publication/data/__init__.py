"""The data of a release: its tables in every format, and their descriptions."""
