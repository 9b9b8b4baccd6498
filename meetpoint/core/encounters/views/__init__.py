"""The pages of encounters: the Log, the list, one encounter, and its correction."""
