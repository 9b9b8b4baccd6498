"""Every write about schedules and the inbox."""
