"""Syringe services: returns, distribution policy, clean-ups, infection tests, vaccines and wound care."""
