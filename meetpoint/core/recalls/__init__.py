"""Recalls: what a notice names, which lots that is here, whom they reached, and who has been told."""
