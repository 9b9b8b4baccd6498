"""The language in which models are written: what a model file may say, and how it is read."""
