"""Reading laboratories' files: each layout becomes samples and results, and each bad row a sentence."""
