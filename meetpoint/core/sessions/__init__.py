"""Sessions with people and groups, counselling notes kept apart, stays elsewhere, and rides."""
