"""Facts of a test in a folder of their own, and the quarter that indicators are asked about."""

from meetpoint.core.facts.tests.conftest import ask

__all__ = ["ask"]
