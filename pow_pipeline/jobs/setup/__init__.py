"""Creating and configuring a workspace."""
