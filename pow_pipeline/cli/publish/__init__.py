"""Commands that make releases and send them."""
