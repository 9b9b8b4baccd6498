"""Every write about accounts and staff: signing in and out, one's own account, people, roles."""
