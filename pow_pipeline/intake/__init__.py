"""From inbox to record: files are claimed by rename, kept as blobs, and received as one event."""
