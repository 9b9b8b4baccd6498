"""Pages of the field package."""
