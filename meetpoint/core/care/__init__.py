"""One person's thread through every service: the participant page and its timeline."""
