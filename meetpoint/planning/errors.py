"""What planning refuses, in words for people."""

from meetpoint.lib.errors import Conflict, DomainError


class FaultyPlan(DomainError):
    """A number or setting of a plan that cannot be planned with; `fields` says which and how to mend it."""


class NotAnswering(DomainError):
    """The planning worker does not answer; the plan itself is safe."""


class NotNow(Conflict):
    """A plan or a run that is at another point by now."""
