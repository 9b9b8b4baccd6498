"""Believable history for a mid-sized organisation that does not exist: no record describes a real person."""
