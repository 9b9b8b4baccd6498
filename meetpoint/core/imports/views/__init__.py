"""Imports' pages."""
