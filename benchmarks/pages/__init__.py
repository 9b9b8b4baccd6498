"""Measurements of pages over a million encounters."""
