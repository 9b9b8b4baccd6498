"""Tests of the staff shell."""
