"""The worker of the service: starts flow runs without importing everything for each of them."""
