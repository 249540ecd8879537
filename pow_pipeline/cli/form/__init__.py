"""`pow form`: a small web page on which a file is checked, and sent on where that is allowed."""
