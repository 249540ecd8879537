"""Schemas of programmes, submissions, published tables, plausibility checks and wording."""
