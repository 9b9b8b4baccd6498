"""The pages of the service, by noun."""
