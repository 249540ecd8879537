"""From the warehouse to a release."""
