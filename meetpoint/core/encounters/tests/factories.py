"""Ready-made encounters, items and stock for tests."""

import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Sum

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.encounters.actions import record_encounter
from meetpoint.core.encounters.entry import NewEncounter, Recorded
from meetpoint.core.organisations.models import FieldRule, Organisation, Requirement, Site
from meetpoint.core.people.models import Participant
from meetpoint.core.supplies.models import Balance, CatalogueVersion, Item, Lot, Movement, MovementKind
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7


def make_item(organisation_id: int, slug: str, kind: str = "syringes", **more: Any) -> Item:
    marked = {"version": secrets.randbits(60)}
    CatalogueVersion.objects.of(organisation_id).update_or_create(
        organisation_id=organisation_id, defaults=marked
    )
    named = {"name": slug.replace("-", " ").capitalize(), "on_log": True, **more}
    return Item.objects.of(organisation_id).create(
        organisation_id=organisation_id, slug=slug, kind=kind, **named
    )


def make_participant(organisation_id: int) -> Participant:
    return Participant.objects.of(organisation_id).create(organisation_id=organisation_id, uid=uuid7())


def put_in_stock(
    site: Site, item: Item, quantity: int, *, number: str = "", expires: date | None = None
) -> Lot | None:
    """Put units on a shelf, with the ledger line that says so."""
    place = {"organisation_id": site.organisation_id, "site": site, "item": item}
    lot = None
    if number:
        lot = Lot.objects.of(site.organisation_id).create(
            organisation_id=site.organisation_id, item=item, number=number, expires_on=expires
        )
    Balance.objects.of(site.organisation_id).create(**place, lot=lot, quantity=quantity)
    Movement.objects.of(site.organisation_id).create(
        **place, lot=lot, kind=MovementKind.RECEIVED, quantity=quantity, occurred_at=clock.now()
    )
    return lot


def new_encounter(site: Site, items: Mapping[Item, int] | None = None, **more: Any) -> NewEncounter:
    """Return an entry of this moment, to the second, so that its fingerprint can be made again."""
    given = {"uid": uuid7(), "occurred_at": clock.now().replace(microsecond=0), **more}
    return NewEncounter(
        site_id=site.pk, items={item.pk: quantity for item, quantity in (items or {}).items()}, **given
    )


def encounter(by: Actor, site: Site, items: Mapping[Item, int] | None = None, **more: Any) -> Recorded:
    return record_encounter(new_encounter(site, items, **more), by=by)


def days_ago(days: int) -> datetime:
    """Return noon in UTC, some days back."""
    return (
        datetime.combine(clock.now().date(), datetime.min.time(), UTC)
        + timedelta(hours=12)
        - timedelta(days=days)
    )


def on_shelf(site: Site, item: Item) -> int:
    """Return the units on a shelf, having made sure that ledger and balances agree."""
    balances = Balance.objects.of(site.organisation_id).filter(site=site, item=item)
    ledger = Movement.objects.of(site.organisation_id).filter(site=site, item=item)
    total = balances.aggregate(sum=Sum("quantity"))["sum"] or 0
    assert total == (ledger.aggregate(sum=Sum("quantity"))["sum"] or 0), "ledger and balance differ"
    return total


def audit_of(by: Actor, action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.of(by).filter(action=action).order_by("seq"))


def forbid(organisation: Organisation, field: str) -> None:
    """Let an organisation forbid a field from three days ago on."""
    FieldRule.objects.of(organisation.pk).create(
        organisation=organisation,
        field=field,
        requirement=Requirement.FORBIDDEN,
        source="test",
        effective_from=days_ago(3).date(),
    )
    organisation.policy_version += 1
    organisation.save()
