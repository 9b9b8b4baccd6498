"""Reading case load and plans."""
