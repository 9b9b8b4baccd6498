"""Public health vending machines: what is in them, what they hand out, and what they report."""
