"""Measurements of phones without a network."""
