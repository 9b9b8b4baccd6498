"""What changed since a report was kept, and why."""
