"""The search form of the directory: its filters, and what they mean to the search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from meetpoint.core.directory.finding.facets import LANGUAGES, OFFERS, PAYMENTS
from meetpoint.core.directory.finding.search import Sought
from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.directory.queries import stale_before
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import ChoiceFilter, SearchFilter
from meetpoint.lib import clock


def _as_it_is(rows: Any, _value: Any) -> Any:
    """Leave the rows alone: all conditions were looked up together, before the list is drawn."""
    return rows


FILTERS = (
    SearchFilter(label=_("Search"), apply=_as_it_is),
    SearchFilter(name="place", label=_("Town, state or ZIP code"), apply=_as_it_is),
    ChoiceFilter(name="kind", label=_("Offers"), choices=ServiceKind.choices, apply=_as_it_is),
    ChoiceFilter(name="with", label=_("In particular"), choices=OFFERS, apply=_as_it_is),
    ChoiceFilter(name="language", label=_("Language"), choices=LANGUAGES, apply=_as_it_is),
    ChoiceFilter(name="pays", label=_("Accepts"), choices=PAYMENTS, apply=_as_it_is),
    ChoiceFilter(name="open", label=_("Hours"), choices=(("now", _("Open now")),), apply=_as_it_is),
    ChoiceFilter(
        name="checked",
        label=_("Checked"),
        choices=(("stale", _("Not lately, or never")),),
        apply=_as_it_is,
    ),
)


def sought_in(params: Mapping[str, str], actor: Actor) -> Sought:
    """Return what the query string of the search page asks for; what it cannot mean counts as not said."""
    said = {item.name: item.read(params, actor).value or "" for item in FILTERS}
    codes = [said["with"]] if said["with"] else []
    codes += [f"l:{said['language']}"] if said["language"] else []
    codes += [f"pay:{said['pays']}"] if said["pays"] else []
    return Sought(
        words=said["q"],
        place=said["place"],
        kind=said["kind"],
        codes=tuple(codes),
        open_at=clock.now() if said["open"] else None,
        stale_before=stale_before(actor) if said["checked"] else None,
    )
