"""What analysis may read of rooms, and what is counted from it."""
