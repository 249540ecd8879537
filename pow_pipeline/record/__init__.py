"""The record: numbered events, and the bytes they name. All else is derived from it."""
