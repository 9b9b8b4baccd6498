"""The settings pages, a file for each noun."""
