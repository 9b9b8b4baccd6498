"""A made-up service: the whole of what a new one has to bring."""
