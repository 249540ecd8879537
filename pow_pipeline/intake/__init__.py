"""Intake from inbox to record: claims files by rename, stores blobs, writes one event per claim."""
