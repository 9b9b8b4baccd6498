"""Keeping an installation running: the supervisor, its children, and what must be ready before they start."""
