"""Published models, rebuilt from their rules, so that the engine's numbers can be held against theirs."""
