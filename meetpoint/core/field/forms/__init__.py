"""Declared fields as the pages draw them."""
