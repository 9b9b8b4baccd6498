"""Checks of an installation: what an operator should know before it hurts."""
