"""Every write of the service: with a contact, clean-ups, and the distribution policy."""
