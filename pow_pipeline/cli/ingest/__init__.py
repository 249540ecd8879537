"""Commands that receive, check and validate files."""
