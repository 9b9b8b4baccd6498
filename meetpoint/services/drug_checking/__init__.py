"""Drug checking and test strips: from a sample that somebody brings to what they, and others, are told."""
