"""What the tests of the field share."""

from meetpoint.core.field.tests.forms import refill

__all__ = ["refill"]
