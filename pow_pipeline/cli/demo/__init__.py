"""`pow demo`: a complete run on example deliveries with the real flows."""
