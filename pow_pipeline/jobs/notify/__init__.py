"""What other systems are notified of."""
