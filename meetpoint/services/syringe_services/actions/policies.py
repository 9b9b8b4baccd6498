"""Saying which distribution policy holds from when on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError, NotAllowed, NotFound
from meetpoint.services.syringe_services.models import DistributionModel, DistributionPolicy, Period


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPolicy:
    """A policy to adopt. `site_id` None is for every site without one of its own; `cap` None is no cap."""

    model: DistributionModel
    source: str
    effective_from: date
    site_id: int | None = None
    extra: int = 0
    cap: int | None = None
    period: Period = Period.VISIT


def adopt_policy(new: NewPolicy, *, by: Actor) -> DistributionPolicy:
    """Store another version of the distribution policy; earlier versions stay.

    Raises NotAllowed, also for a policy of every site by somebody who reaches only some; NotFound for
    another organisation's site; DomainError without a source: who demands it is what makes it checkable.
    """
    by.require("syringe_services:policy:edit", site_id=new.site_id)
    if new.site_id is None and by.site_ids is not None:
        raise NotAllowed(_("Only somebody who works at every site can decide this for all of them."))
    if not new.source.strip():
        message = _("Say where this policy comes from: a law, a permit, or your own decision.")
        raise DomainError(message, fields={"source": message})
    if new.site_id is not None and not Site.objects.of(by).filter(pk=new.site_id).exists():
        raise NotFound(_("This site is not part of your organisation."))
    with transaction.atomic():
        adopted = DistributionPolicy.objects.create(
            organisation_id=by.organisation_id,
            site_id=new.site_id,
            model=new.model,
            extra=new.extra if new.model == DistributionModel.PLUS else 0,
            cap=new.cap,
            period=new.period,
            source=new.source.strip(),
            effective_from=new.effective_from,
            staff_id=by.staff_id,
        )
        record(
            by,
            "distribution_policy.adopted",
            "distribution_policy",
            [adopted.pk],
            fields={"model": new.model},
        )
    return adopted
