"""What analysis may read of machines, and what is counted from it."""
