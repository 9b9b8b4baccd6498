"""What analysis may read of this package, and what is counted from it."""
