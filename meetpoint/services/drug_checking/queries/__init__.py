"""Every read of the service."""
