"""The catalogue of an organisation, kept in memory until it changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db import connection
from django.utils.translation import get_language

from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies.models import CatalogueVersion, Item, amounts_of
from meetpoint.lib.remembering import once_a_page

_VERSION = f"SELECT version FROM {CatalogueVersion._meta.db_table} WHERE organisation_id = %s"  # noqa: S608 - the model's own table
_KEPT: dict[int, tuple[int, Mapping[int, "ItemFacts"]]] = {}


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One item of the catalogue as everyone needs it; retired items stay, for what was handed out before.

    `counts_as_syringe` and `counts_as_naloxone` come from the item's kind. `kind_order` then `order`
    place it on the Log screen.
    """

    id: int
    slug: str
    kind: str
    name: str
    name_es: str
    unit: str
    units_per_pack: int
    doses_per_unit: int
    syringes_per_unit: int
    presets: tuple[int, ...]
    on_log: bool
    order: int
    kind_order: int
    counts_as_syringe: bool
    counts_as_naloxone: bool
    is_kit: bool
    retired: bool

    @property
    def label(self) -> str:
        """The name in the language of the reader."""
        return self.name_es if self.name_es and (get_language() or "").startswith("es") else self.name


@once_a_page
def catalogue(organisation_id: int) -> Mapping[int, ItemFacts]:
    """Return the organisation's items by id, in the order of the Log screen: one short query when unchanged.

    The mapping is shared by everyone in the process and cannot be changed.
    """
    version = _version(organisation_id)
    kept = _KEPT.get(organisation_id)
    if kept is not None and version is not None and kept[0] == version:
        return kept[1]
    facts = _read(organisation_id)
    if version is not None:
        _KEPT[organisation_id] = (version, facts)
    return facts


def _version(organisation_id: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [organisation_id])
        row = cursor.fetchone()
    return None if row is None else row[0]


def _read(organisation_id: int) -> Mapping[int, ItemFacts]:
    items = Item.objects.of(organisation_id)
    kits = set(items.filter(contents__isnull=False).values_list("id", flat=True))
    facts = [_facts(item, is_kit=item.pk in kits) for item in items]
    facts.sort(key=lambda fact: (fact.kind_order, fact.order, fact.name, fact.id))
    return MappingProxyType({fact.id: fact for fact in facts})


def _facts(item: Item, *, is_kit: bool) -> ItemFacts:
    kind = registry().supply_kinds.get(item.kind)
    return ItemFacts(
        id=item.pk,
        slug=item.slug,
        kind=item.kind,
        name=item.name,
        name_es=item.name_es,
        unit=item.unit,
        units_per_pack=item.units_per_pack,
        doses_per_unit=item.doses_per_unit,
        syringes_per_unit=item.syringes_per_unit,
        presets=amounts_of(item.presets),
        on_log=item.on_log,
        order=item.order,
        kind_order=kind.order if kind else 99,
        counts_as_syringe=bool(kind and kind.counts_as_syringe),
        counts_as_naloxone=bool(kind and kind.counts_as_naloxone),
        is_kit=is_kit,
        retired=item.retired_at is not None,
    )
