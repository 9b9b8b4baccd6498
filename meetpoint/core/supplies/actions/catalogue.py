"""Changes of the catalogue: items, what goes into kits, and how much a site wants to hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import randbits

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.modules.interface import StarterItem
from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies import permissions
from meetpoint.core.supplies.actions.posting import item_of, site_of
from meetpoint.core.supplies.errors import refused
from meetpoint.core.supplies.models import CatalogueVersion, Item, KitContent, ParLevel
from meetpoint.core.supplies.rules import MOST_UNITS, problems_of_item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemDetails:
    """Everything of an item that may be chosen; see models.Item for the meaning of each."""

    kind: str
    name: str
    name_es: str = ""
    unit: str = "piece"
    units_per_pack: int = 1
    doses_per_unit: int = 0
    syringes_per_unit: int = 0
    presets: tuple[int, ...] = (1,)
    on_log: bool = False
    order: int = 50


def add_starter_items(*, by: Actor) -> list[Item]:
    """Add what the modules declare and the catalogue lacks, kits with contents; return what was added."""
    by.require(permissions.CHANGE_ITEM)
    starters = [starter for module in registry() for starter in module.starter_items]
    with transaction.atomic():
        known = set(Item.objects.of(by).values_list("slug", flat=True))
        missing = [starter for starter in starters if starter.slug not in known]
        if not missing:
            return []
        added = Item.objects.bulk_create([_starter(starter, by) for starter in missing])
        ids = dict(Item.objects.of(by).values_list("slug", "id"))
        KitContent.objects.bulk_create(
            KitContent(
                organisation_id=by.organisation_id, kit_id=ids[kit.slug], item_id=ids[part], quantity=quantity
            )
            for kit in missing
            for part, quantity in kit.contents
            if part in ids
        )
        _bump(by.organisation_id)
        audit.record(by, "supplies.starter_items_added", "item", [item.pk for item in added])
    return added


def add_item(details: ItemDetails, *, by: Actor) -> Item:
    """Add an item. Raises DomainError with what is wrong by field."""
    by.require(permissions.CHANGE_ITEM)
    _check(details)
    with transaction.atomic():
        item = Item(organisation_id=by.organisation_id, slug=_free_slug(details.name, by))
        _apply(item, details)
        item.save()
        _bump(by.organisation_id)
        audit.record(by, "supplies.item_added", "item", [item.pk], fields=_listed(item))
    return item


def change_item(item_id: int, details: ItemDetails, *, by: Actor) -> Item:
    """Change an item. What was handed out before keeps counting as it did. Raises DomainError by field."""
    by.require(permissions.CHANGE_ITEM)
    _check(details)
    with transaction.atomic():
        item = _own(item_id, by)
        _apply(item, details)
        item.save()
        _bump(by.organisation_id)
        audit.record(by, "supplies.item_changed", "item", [item.pk], fields=_listed(item))
    return item


def retire_item(item_id: int, *, by: Actor) -> Item:
    """Take an item out of the catalogue; its stock and its history stay."""
    return _set_retired(item_id, by, retired=True)


def restore_item(item_id: int, *, by: Actor) -> Item:
    """Take an item that was retired into use again."""
    return _set_retired(item_id, by, retired=False)


def set_kit_contents(kit_id: int, contents: Mapping[int, int], *, by: Actor) -> None:
    """Say what goes into one kit, by item id; kits packed before keep what they have.

    An empty mapping makes it an ordinary item. Raises DomainError for a kit in a kit or an impossible number.
    """
    by.require(permissions.CHANGE_ITEM)
    wanted = {item_id: quantity for item_id, quantity in contents.items() if quantity}
    with transaction.atomic():
        kit = _own(kit_id, by)
        _check_contents(kit, wanted, by)
        KitContent.objects.of(by).filter(kit=kit).delete()
        KitContent.objects.bulk_create(
            KitContent(organisation_id=by.organisation_id, kit=kit, item_id=item_id, quantity=quantity)
            for item_id, quantity in wanted.items()
        )
        _bump(by.organisation_id)
        audit.record(by, "supplies.kit_contents_set", "item", [kit.pk, *wanted])


def set_par_level(*, site_id: int, item_id: int, quantity: int, by: Actor) -> None:
    """Say how many units of an item a site wants to hold; nought takes the level away."""
    set_par_levels({item_id: quantity}, site_id=site_id, by=by)


def set_par_levels(levels: Mapping[int, int], *, site_id: int, by: Actor) -> None:
    """Say how many units of several items a site wants to hold, by item id; nought takes a level away."""
    by.require(permissions.CHANGE_PAR, site_id=site_id)
    site = site_of(by, site_id)
    for item_id, quantity in levels.items():
        item_of(by, item_id)
        if not 0 <= quantity <= MOST_UNITS:
            message = _("Write a number from 0 to %(most)d.") % {"most": MOST_UNITS}
            raise refused(f"par-{item_id}", message)
    now = clock.now()
    with transaction.atomic():
        dropped = [item_id for item_id, quantity in levels.items() if not quantity]
        ParLevel.objects.of(by).filter(site=site, item_id__in=dropped).delete()
        for item_id, quantity in levels.items():
            if quantity:
                ParLevel.objects.of(by).update_or_create(
                    organisation_id=by.organisation_id,
                    site=site,
                    item_id=item_id,
                    defaults={"quantity": quantity, "updated_at": now},
                )
        audit.record(by, "supplies.par_levels_set", "item", list(levels), fields={"site": site.pk})


def _set_retired(item_id: int, by: Actor, *, retired: bool) -> Item:
    by.require(permissions.CHANGE_ITEM)
    with transaction.atomic():
        item = _own(item_id, by)
        if (item.retired_at is not None) is retired:
            return item
        item.retired_at = clock.now() if retired else None
        item.save(update_fields=["retired_at"])
        _bump(by.organisation_id)
        audit.record(by, f"supplies.item_{'retired' if retired else 'restored'}", "item", [item.pk])
    return item


def _own(item_id: int, by: Actor) -> Item:
    item = Item.objects.of(by).filter(pk=item_id).first()
    if item is None:
        raise refused("item", _("Choose an item of your catalogue."))
    return item


def _check(details: ItemDetails) -> None:
    problems = problems_of_item(details, kinds=registry().supply_kinds)
    if problems:
        raise DomainError(_("Some fields need another look."), fields=problems)


def _check_contents(kit: Item, wanted: Mapping[int, int], by: Actor) -> None:
    kits = set(KitContent.objects.of(by).values_list("kit_id", flat=True)) | {kit.pk}
    for item_id, quantity in wanted.items():
        field = f"content-{item_id}"
        item_of(by, item_id, field=field)
        if item_id in kits:
            raise refused(field, _("A kit cannot hold a kit. List its parts instead."))
        if not 1 <= quantity <= 1_000:
            raise refused(field, _("Write a number from 0 to %(most)d.") % {"most": 1_000})
    if wanted and KitContent.objects.of(by).filter(item=kit).exists():
        raise refused("item", _("This item goes into a kit itself, so it cannot be one."))


def _apply(item: Item, details: ItemDetails) -> None:
    item.kind = details.kind
    item.name = " ".join(details.name.split())
    item.name_es = " ".join(details.name_es.split())
    item.unit = details.unit
    item.units_per_pack = details.units_per_pack
    item.doses_per_unit = details.doses_per_unit
    item.syringes_per_unit = details.syringes_per_unit
    item.presets = ", ".join(map(str, details.presets))
    item.on_log = details.on_log
    item.order = details.order


def _listed(item: Item) -> dict[str, str | int | bool]:
    return {
        "kind": item.kind,
        "doses_per_unit": item.doses_per_unit,
        "syringes_per_unit": item.syringes_per_unit,
        "on_log": item.on_log,
    }


def _starter(starter: StarterItem, by: Actor) -> Item:
    return Item(
        organisation_id=by.organisation_id,
        slug=starter.slug,
        kind=starter.kind,
        name=starter.name,
        name_es=starter.name_es,
        unit=starter.unit,
        units_per_pack=starter.units_per_pack,
        doses_per_unit=starter.doses_per_unit,
        syringes_per_unit=starter.syringes_per_unit,
        presets=", ".join(map(str, starter.presets)),
        on_log=starter.on_log,
        order=starter.order,
    )


def _free_slug(name: str, by: Actor) -> str:
    stem = slugify(name)[:50] or "item"
    taken = set(Item.objects.of(by).filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _bump(organisation_id: int) -> None:
    CatalogueVersion.objects.of(organisation_id).update_or_create(
        organisation_id=organisation_id, defaults={"version": randbits(62)}
    )
