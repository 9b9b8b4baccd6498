"""From a model to arrays that both back ends run."""
