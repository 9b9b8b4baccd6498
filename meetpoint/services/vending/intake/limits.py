"""Limits, looked at again once vends of all machines are together: what is found is written down.

A machine decides alone, from what it last heard, since it must work without a network. So two machines may
both say yes. That is noted (`over_limit`), never held against anybody, and the others are told of the use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from meetpoint.core.organisations.options import option_value
from meetpoint.core.supplies.models import Item
from meetpoint.lib.rows import insert_rows
from meetpoint.services.vending.actions.commands import tell_of_uses
from meetpoint.services.vending.configuration import LIMIT_NALOXONE
from meetpoint.services.vending.credentials import digest_of
from meetpoint.services.vending.intake.world import World
from meetpoint.services.vending.models import LimitRule, TokenUse
from meetpoint.services.vending.rules import Use, taken_within

if TYPE_CHECKING:
    from meetpoint.services.vending.intake.vends import Attempt

_USE = ("organisation_id", "token", "item_id", "quantity", "occurred_at")
Key = tuple[bytes, int]


def rules_in_force(organisation_id: int) -> dict[int, LimitRule]:
    """Return the limits by item id, those of naloxone left out unless the programme says that they hold."""
    rules = LimitRule.objects.of(organisation_id).select_related("item")
    naloxone_too = option_value(organisation_id, LIMIT_NALOXONE) is True
    return {rule.item_id: rule for rule in rules if naloxone_too or not _is_naloxone(rule.item)}


def _is_naloxone(item: Item) -> bool:
    return item.doses_per_unit > 0


def over_limits(world: World, attempts: Sequence[Attempt]) -> set[int]:
    """Remember what tokens took, tell the other machines, and return (by `id`) what was beyond a limit."""
    rules = rules_in_force(world.by.organisation_id) if attempts else {}
    held = [each for each in attempts if each.slot.item_id in rules and rules[each.slot.item_id].most]
    if not held:
        return set()
    keyed: dict[int, Key] = {
        id(each): (digest_of(world.by.organisation_id, each.token), each.slot.item_id) for each in held
    }
    uses = _uses_before(world, held, keyed, rules)
    over = set()
    for each in sorted(held, key=lambda one: one.at):
        rule = rules[each.slot.item_id]
        so_far = uses[keyed[id(each)]]
        taken = taken_within(so_far, at=each.at, days=rule.days or 0)
        if rule.most is not None and taken + each.quantity > rule.most:
            over.add(id(each))
        so_far.append(Use(each.at, each.quantity))
    insert_rows(
        TokenUse,
        _USE,
        [(world.by.organisation_id, *keyed[id(each)], each.quantity, each.at) for each in held],
    )
    tell_of_uses(
        world.by,
        [(each.facts.machine.pk, each.token, each.slot.item, each.quantity, each.at) for each in held],
    )
    return over


def _uses_before(
    world: World, held: Sequence[Attempt], keyed: dict[int, Key], rules: dict[int, LimitRule]
) -> dict[Key, list[Use]]:
    longest = max(rules[each.slot.item_id].days or 0 for each in held)
    since: datetime = min(each.at for each in held) - timedelta(days=longest)
    found = TokenUse.objects.of(world.by).filter(
        token__in={token for token, _item in keyed.values()},
        item_id__in={item for _token, item in keyed.values()},
        occurred_at__gte=since,
    )
    uses: dict[Key, list[Use]] = defaultdict(list)
    for token, item, quantity, at in found.values_list("token", "item_id", "quantity", "occurred_at"):
        uses[bytes(token), item].append(Use(at, quantity))
    return uses
