"""Input of the pages, and only that."""
