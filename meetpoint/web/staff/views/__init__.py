"""The pages about staff: people, roles, one's own account."""
