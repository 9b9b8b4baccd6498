"""Models as data files."""
