"""What services do in bulk."""
