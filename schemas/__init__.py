"""What is allowed: programmes, submissions, published tables, plausible periods, and wording."""
