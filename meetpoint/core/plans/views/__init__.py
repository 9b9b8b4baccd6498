"""The pages of case load and plans."""
