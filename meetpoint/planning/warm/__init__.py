"""The warm planning worker: what it is asked over a local socket, who asks, and who answers."""
