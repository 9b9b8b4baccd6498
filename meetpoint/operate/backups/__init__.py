"""Backups: made, encrypted to a key that need not be here, and proved by restoring them."""
