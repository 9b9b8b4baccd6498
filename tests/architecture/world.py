"""The organisation in which the samples of addresses are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from meetpoint.core.access.models import StaffMember
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class World:
    """Its administrator Dee, a colleague, a site."""

    dee: Actor
    colleague: StaffMember
    site: Site


Sample = Callable[[World], Mapping[str, Any]]
"""Makes an object and returns what stands for it in an address."""
