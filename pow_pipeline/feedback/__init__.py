"""Turns validation results and findings into feedback in the language of the submitter."""
