"""A contact between staff and a person, and what happened in it."""
