"""What is known of each service that a plan may change; the engine knows it by its own name (`lever`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.fields import Words


class Kind(StrEnum):
    """How a level is said: a count, a part of a group, times what there is today, or how often a year."""

    COUNT = "count"
    SHARE = "share"
    TIMES = "times"
    RATE = "rate"


class Group(StrEnum):
    """The heading under which a service stands."""

    NALOXONE = "naloxone"
    SERVICES = "services"
    TREATMENT = "treatment"
    HOUSING = "housing"
    CUSTODY = "custody"
    INFECTIONS = "infections"


GROUPS: dict[str, Words] = {
    Group.NALOXONE: _("Naloxone"),
    Group.SERVICES: _("Harm reduction services"),
    Group.TREATMENT: _("Medication treatment and safer supply"),
    Group.HOUSING: _("Housing"),
    Group.CUSTODY: _("Custody and release"),
    Group.INFECTIONS: _("HIV and hepatitis C"),
}


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service. `most` is the highest level of its slider; of counts, `most_each` for a person at risk.

    `priced` says what its price is for; empty where a price means nothing. `needs` is the engine's name of a
    number that nobody has measured: the service is offered once a named person has entered it.
    """

    lever: str
    label: Words
    help: Words
    unit: Words
    priced: Words
    group: Group
    kind: Kind
    most: float = 1.0
    most_each: float = 3.0
    step: float = 0.01
    needs: str = ""
    needs_help: Words = ""

    @property
    def usual(self) -> float:
        """The level where nobody has said another."""
        return 1.0 if self.kind == Kind.TIMES else 0.0
