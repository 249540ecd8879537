"""`pow demo`: the whole way on example deliveries, with the real flows."""
