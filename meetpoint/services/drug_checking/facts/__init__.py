"""What analysis may read of drug checking, and what is counted from it."""
