"""People and roles, and one's own account."""
