"""From counts of a run to outcomes by year, costs, QALYs and intervals."""
