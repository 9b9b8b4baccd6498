"""One file for each claim of docs/performance.md: measured beside a floor or a peer, in the same run."""
