"""Pages of boards."""
