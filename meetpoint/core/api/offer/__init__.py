"""What modules build their endpoints from, and the one API that is put together of them all."""
