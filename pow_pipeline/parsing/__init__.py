"""From bytes to rows of text, each with its address. Nothing is judged here."""
