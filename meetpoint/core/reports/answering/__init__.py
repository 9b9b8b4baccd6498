"""Answering a template from facts, and what an answered report is."""
