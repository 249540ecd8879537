"""`pow up` and `pow watch`: the service, started and kept running."""
