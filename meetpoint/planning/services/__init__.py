"""The services that a plan may change, in words; the engine knows each by its own name (`lever`)."""

from meetpoint.planning.services.kinds import GROUPS, Group, Kind, Service
from meetpoint.planning.services.offered import BY_LEVER, INFECTION_LEVERS, NOT_OFFERED, SERVICES

__all__ = ["BY_LEVER", "GROUPS", "INFECTION_LEVERS", "NOT_OFFERED", "SERVICES", "Group", "Kind", "Service"]
