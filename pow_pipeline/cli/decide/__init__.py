"""The commands of `pow decide`."""
