"""Many runs: over parameter draws and seeds, on all cores, resumable."""
