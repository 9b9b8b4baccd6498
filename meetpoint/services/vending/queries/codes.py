"""How many codes are in use, and the limits that hold for them."""

from __future__ import annotations

from dataclasses import dataclass

from meetpoint.core.organisations.options import option_value
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.vending.configuration import LIMIT_NALOXONE
from meetpoint.services.vending.models import LimitRule, Token


@dataclass(frozen=True, slots=True)
class LimitShown:
    """A limit, and whether it holds: those of naloxone do not, unless the programme says so."""

    rule: LimitRule
    holds: bool


def codes_in_use(actor: Actor) -> int:
    """Return how many codes are good today."""
    return Token.objects.of(actor).filter(ended_at=None, expires_on__gte=clock.now().date()).count()


def limits_of(actor: Actor) -> list[LimitShown]:
    """Return the limits, in the order of the catalogue."""
    naloxone_too = option_value(actor.organisation_id, LIMIT_NALOXONE) is True
    rules = LimitRule.objects.of(actor).select_related("item").order_by("item__order", "item__name")
    return [LimitShown(rule, naloxone_too or not rule.item.doses_per_unit) for rule in rules]
