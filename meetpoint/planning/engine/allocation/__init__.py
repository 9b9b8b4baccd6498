"""How a budget is best split, each answer with a bound that proves how good it is, beside simpler plans."""
