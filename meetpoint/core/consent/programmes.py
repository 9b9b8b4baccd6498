"""Which programmes are under 42 CFR Part 2: some services always, the organisation, or some of its sites."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.organisations.options import option_value
from meetpoint.core.tenancy.actor import Actor

PART2 = "consent.part2"
PART2_SITES = "consent.part2_sites"
NO, SITES, ALL = "no", "sites", "all"

OPTIONS = (
    Option(
        name=PART2,
        label=_("Programme under 42 CFR Part 2"),
        help=_(
            "Records of such a programme leave only with the person’s written consent. It is federally "
            "assisted, and holds itself out as providing diagnosis, treatment, or referral for treatment of "
            "substance use disorders. Syringe services alone usually are not. Ask a lawyer, and write down "
            "who said it."
        ),
        type=OptionType.CHOICE,
        choices=(
            (NO, _("No")),
            (SITES, _("Some of our sites")),
            (ALL, _("The whole organisation")),
        ),
        default=NO,
        source="42 CFR 2.11 and 2.12(b): what a programme is, and what federal assistance is",
    ),
    Option(
        name=PART2_SITES,
        label=_("Sites under 42 CFR Part 2"),
        help=_(
            "Their short names, with commas between, as the addresses of their pages say them. Counts only "
            "where “Some of our sites” is chosen. While it is empty, or names a site that is not there, "
            "every site counts."
        ),
        type=OptionType.TEXT,
    ),
)


def part2_modules(programmes: Sequence[str]) -> list[str]:
    """Return the names of those modules that are always under Part 2. Raises ValueError if one is unknown."""
    known = registry().by_slug
    unknown = [slug for slug in programmes if slug not in known]
    if unknown:
        raise ValueError(f"No module is called {', '.join(unknown)}.")
    return [str(known[slug].name) for slug in programmes if known[slug].part2]


def is_part2(by: Actor, site_ids: Collection[int] | None) -> bool:
    """Tell whether records of some sites are a Part 2 programme's; None means that nobody knows which sites.

    One query; two more where only some sites are. What is not clear counts as protected.
    """
    match option_value(by.organisation_id, PART2):
        case "all":
            return True
        case "sites":
            protected = _protected_sites(by)
            return protected is None or site_ids is None or bool(protected.intersection(site_ids))
    return False


def _protected_sites(by: Actor) -> frozenset[int] | None:
    """Return the sites that were named; None, which means all, unless each name is one of a site."""
    said = str(option_value(by.organisation_id, PART2_SITES) or "")
    wanted = {name.strip().casefold() for name in said.split(",") if name.strip()}
    found = dict(Site.objects.of(by).filter(slug__in=wanted).values_list("slug", "pk"))
    return frozenset(found.values()) if wanted and found.keys() == wanted else None
