"""Sites, items and lots by the names that programs use, and ledger lines said in the same names."""

from collections.abc import Sequence
from functools import cached_property

from django.utils.translation import gettext as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.api.shapes import LineShape
from meetpoint.core.supplies.errors import refused
from meetpoint.core.supplies.models import Lot
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.supplies.rules import Line
from meetpoint.core.tenancy.actor import Actor


class Names:
    """The names of one organisation, each kind read when first asked for."""

    def __init__(self, by: Actor) -> None:
        self.by = by

    @cached_property
    def sites(self) -> dict[str, int]:
        """The sites in reach, by slug."""
        sites = Site.objects.of(self.by).values_list("slug", "pk")
        return {slug: pk for slug, pk in sites if self.by.reaches(pk)}

    @cached_property
    def items(self) -> dict[str, int]:
        """The catalogue, by slug."""
        return {item.slug: item.id for item in catalogue(self.by.organisation_id).values()}

    def item(self, slug: str, *, field: str) -> int:
        """Return an item's id. Raises DomainError for one that is not in the catalogue."""
        if slug not in self.items:
            raise refused(field, _("Choose an item of your catalogue."))
        return self.items[slug]

    def lot(self, item_id: int, number: str | None, *, field: str) -> int | None:
        """Return the id of an item's lot, None for none. Raises DomainError for one that is not known."""
        if number is None:
            return None
        found = Lot.objects.of(self.by).filter(item_id=item_id, number=number).values_list("pk", flat=True)
        lot_id = found.first()
        if lot_id is None:
            raise refused(field, _("Choose one of the lots listed."))
        return lot_id

    def lines(self, lines: Sequence[Line]) -> list[LineShape]:
        """Return ledger lines in names."""
        sites = {pk: slug for slug, pk in self.sites.items()}
        items = {pk: slug for slug, pk in self.items.items()}
        wanted = {line.lot_id for line in lines if line.lot_id is not None}
        lots = dict(Lot.objects.of(self.by).filter(pk__in=wanted).values_list("pk", "number"))
        return [
            LineShape(
                site=sites[line.site_id],
                item=items[line.item_id],
                lot=lots[line.lot_id] if line.lot_id is not None else None,
                kind=line.kind.value,
                quantity=line.quantity,
                reason=line.reason,
            )
            for line in lines
        ]
