"""The record: numbered events and the bytes they refer to. All other data derives from it."""
