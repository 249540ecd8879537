"""Commands that answer questions and change nothing."""
