"""Every write of the service, one function for each change."""
