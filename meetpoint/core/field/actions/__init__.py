"""Every write of the field package."""
