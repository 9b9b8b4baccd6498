"""The analysis worker, which keeps an engine warm, and what other processes need to ask it."""
