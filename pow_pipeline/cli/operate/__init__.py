"""Commands that keep a workspace healthy."""
