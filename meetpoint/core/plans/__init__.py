"""Who goes along with whom, and what a person wants: case load, plans, goals in their own words, steps."""
