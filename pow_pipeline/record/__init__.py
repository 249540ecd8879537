"""The record: numbered events in a journal, and the bytes they name. All else is derived from it."""
