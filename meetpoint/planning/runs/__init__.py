"""Long runs in the background: taken by one worker at a time, with progress, cancelled or gone on with."""
