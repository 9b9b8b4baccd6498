"""Organisations, their sites, and the rules of the place where they work."""
