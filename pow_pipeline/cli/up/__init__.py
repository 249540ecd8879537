"""`pow up` and `pow watch`: start the service and keep it running."""
