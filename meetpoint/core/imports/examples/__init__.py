"""Three logs as programmes keep them, each with the mapping by which it is read: for tests and documents."""
