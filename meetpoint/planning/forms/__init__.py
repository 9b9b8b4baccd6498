"""Input for plans: local numbers, services today and their prices, levels of a way to spend, a budget."""
