"""Whether something may leave: facts, prepared by queries, and rules that decide without any."""
