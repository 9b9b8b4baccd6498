"""Bringing in the logs that programmes kept before: files, their columns, and the run that records them."""
