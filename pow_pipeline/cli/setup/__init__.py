"""Commands that create and configure a workspace."""
