"""Other programmes that do a similar job, measured in the same run."""
