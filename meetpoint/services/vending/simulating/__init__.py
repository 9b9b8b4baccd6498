"""A machine in software: for the demo, for tests, and to try an installation."""
