"""The two back ends, and the ten steps that both take."""
