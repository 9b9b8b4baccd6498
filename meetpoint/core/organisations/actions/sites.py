"""Adding, changing, closing and reopening sites."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.organisations import permissions, rules
from meetpoint.core.organisations.errors import SettingRefused, refuse
from meetpoint.core.organisations.models import (
    Site,
    SiteKind,
)
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed, NotFound


@dataclass(frozen=True, kw_only=True)
class SiteDetails:
    """What is known about a site. An empty `time_zone` is the organisation's; `area` is a part of town."""

    name: str
    slug: str
    kind: str = SiteKind.FIXED
    time_zone: str = ""
    area: str = ""


def add_site(details: SiteDetails, *, by: Actor) -> Site:
    """Add a site. Raises SettingRefused; NotAllowed, also for somebody who reaches only some of the sites."""
    by.require(permissions.CHANGE_SITE)
    if by.site_ids is not None:
        raise NotAllowed(_("Only somebody who works at every site can add one."))
    refuse(_problems_of_site(details))
    try:
        with transaction.atomic():
            site = Site.objects.create(organisation_id=by.organisation_id, **_site_columns(details))
            audit.record(by, "site.added", "site", [site.pk], fields={"kind": site.kind})
    except IntegrityError:
        raise SettingRefused(_slug_taken()) from None
    return site


def change_site(site_id: int, details: SiteDetails, *, by: Actor) -> None:
    """Change a site; earlier contacts keep the local date they had. Raises SettingRefused, NotFound."""
    by.require(permissions.CHANGE_SITE, site_id=site_id)
    refuse(_problems_of_site(details))
    try:
        with transaction.atomic():
            _site(site_id, by)
            Site.objects.of(by).filter(pk=site_id).update(**_site_columns(details))
            fields = {"kind": details.kind, "time_zone": details.time_zone}
            audit.record(by, "site.changed", "site", [site_id], fields=fields)
    except IntegrityError:
        raise SettingRefused(_slug_taken()) from None


def close_site(site_id: int, *, last_day: date, by: Actor) -> None:
    """Close a site after its last day: nothing later can be recorded there, what was recorded stays."""
    _move_closing(site_id, last_day, by)


def reopen_site(site_id: int, *, by: Actor) -> None:
    """Open a closed site again. Raises NotFound, NotAllowed."""
    _move_closing(site_id, None, by)


def _move_closing(site_id: int, last_day: date | None, by: Actor) -> None:
    by.require(permissions.CHANGE_SITE, site_id=site_id)
    with transaction.atomic():
        if _site(site_id, by).closed_on == last_day:
            return
        Site.objects.of(by).filter(pk=site_id).update(closed_on=last_day)
        if last_day is None:
            audit.record(by, "site.reopened", "site", [site_id])
        else:
            audit.record(by, "site.closed", "site", [site_id], fields={"last_day": last_day.isoformat()})


def _site(site_id: int, by: Actor) -> Site:
    site = Site.objects.of(by).select_for_update().filter(pk=site_id).first()
    if site is None:
        raise NotFound(_("There is no such site here."))
    return site


def _site_columns(details: SiteDetails) -> dict[str, str]:
    return {
        "name": details.name.strip(),
        "slug": details.slug,
        "kind": details.kind,
        "time_zone": details.time_zone,
        "area": details.area.strip(),
    }


def _problems_of_site(details: SiteDetails) -> dict[str, str]:
    return rules.only_problems(
        {
            "name": rules.name_problem(details.name, longest=120),
            "slug": rules.slug_problem(details.slug),
            "kind": "" if details.kind in SiteKind.values else _("Choose one of the answers listed."),
            "time_zone": rules.time_zone_problem(details.time_zone) if details.time_zone else "",
            "area": rules.text_problem(details.area, longest=80),
        }
    )


def _slug_taken() -> dict[str, str]:
    return {"slug": _("Another site has this short name. Choose another.")}
