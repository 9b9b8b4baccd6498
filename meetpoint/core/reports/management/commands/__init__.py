"""Commands about reports."""
