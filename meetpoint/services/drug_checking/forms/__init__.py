"""Input: what phones and pages fill in."""
