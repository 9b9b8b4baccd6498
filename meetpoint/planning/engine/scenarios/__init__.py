"""Scenario files: reading, refusing with a line number, and building the models they ask for."""
