"""Whose data it is and who acts on it: the tenant base model, its closed manager, and the actor."""
