"""Measures the planning engine beside floors and peers, in the same run."""
