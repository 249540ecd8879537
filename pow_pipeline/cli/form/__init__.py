"""`pow form`: a small web page that checks a file and, where allowed, hands it in."""
