"""What others may read: answers for a correction, the lists, a participant's timeline, what expires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.modules.pages import Notice, TimelineEntry
from meetpoint.core.supplies.models import Item
from meetpoint.core.supplies.queries import Expiring, expiring
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantQuerySet
from meetpoint.core.tenancy.prepared import Prepared, within
from meetpoint.core.tenancy.slots import Slot
from meetpoint.lib import keys
from meetpoint.lib.choices import label_of
from meetpoint.services.naloxone.catalogue import STARTER_ROUTES, SUPPLY_KINDS
from meetpoint.services.naloxone.models import (
    ItemRoute,
    NaloxoneProvision,
    Outcome,
    RefillReason,
    ReversalReport,
    Supply,
    Training,
    TrainingEvent,
)
from meetpoint.services.naloxone.rules import months_between

ANSWERS = (
    "county",
    "zip3",
    "place_type",
    "product",
    "doses",
    "rescue_breathing",
    "called_911",
    "outcome",
    "given_by",
)
"""The answers of a reversal report that a form and the table name alike."""


def provisions_said(by: Actor, encounter_ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return the answers of the naloxone form by encounter id, as `save_provisions` took them."""
    rows = NaloxoneProvision.objects.of(by).filter(encounter_id__in=encounter_ids)
    said = rows.values_list("encounter_id", "supply", "reason", "training")
    return {
        encounter_id: _only_said({"supply": supply, "reason": reason, "training": training})
        for encounter_id, supply, reason, training in said
    }


def reversals_said(by: Actor, encounter_ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return the answers of the reversal form by encounter id, as `save_reversals` took them."""
    encounters = Encounter.objects.of(by).filter(pk__in=encounter_ids).values_list("uid", "id", "local_date")
    by_origin = {origin_of(uid): (encounter_id, day) for uid, encounter_id, day in encounters}
    said: dict[int, Mapping[str, Any]] = {}
    told = live_reversals(by).filter(origin__in=by_origin).order_by("id")
    for origin, participant_id, month, *answers in told.values_list(
        "origin", "participant_id", "happened_month", *ANSWERS
    ):
        encounter_id, day = by_origin[origin]
        ago = str(months_between(month, day)) if month else None
        told_then = {"months_ago": ago, "linked": participant_id is not None}
        said[encounter_id] = _only_said({**dict(zip(ANSWERS, answers, strict=True)), **told_then})
    return said


def live_reversals(by: Actor) -> QuerySet[ReversalReport]:
    """Return the reports that stand: neither voided nor replaced."""
    return ReversalReport.objects.of(by).filter(voided_at=None)


def reversals_of(by: Actor, participant_id: int) -> QuerySet[ReversalReport]:
    """Return every report that names a participant, voided ones too."""
    return ReversalReport.objects.of(by).filter(participant_id=participant_id)


def live_trainings(by: Actor) -> QuerySet[TrainingEvent]:
    """Return the group trainings that stand."""
    return TrainingEvent.objects.of(by).filter(voided_at=None)


def naloxone_items(owner: Actor | int) -> list[Item]:
    """Return the items that hold naloxone, retired ones too, in the order of the catalogue."""
    kinds = [kind.slug for kind in SUPPLY_KINDS if kind.counts_as_naloxone]
    return list(Item.objects.of(owner).filter(kind__in=kinds))


def routes_of_items(owner: Actor | int) -> dict[int, str]:
    """Return how each naloxone item is given, by item id; items of which nobody said it are left out."""
    said = dict(ItemRoute.objects.of(owner).values_list("item_id", "route"))
    shipped = {
        item.pk: STARTER_ROUTES[item.slug].value
        for item in naloxone_items(owner)
        if item.slug in STARTER_ROUTES
    }
    return {**shipped, **said}


def origin_of(encounter_uid: UUID) -> str:
    """Return the keyed fingerprint by which a report remembers its contact; useless without the key file."""
    return keys.fingerprint(keys.key(settings.KEYS, "reversals"), "origin", encounter_uid.bytes).hex()


def _provisions(
    owner: Slot, reach: Slot | None, *, participant: Slot, before: Slot
) -> TenantQuerySet[NaloxoneProvision]:
    rows = NaloxoneProvision.objects.of(owner).filter(
        encounter__organisation_id=owner,
        encounter__participant_id=participant,
        encounter__voided_at=None,
        encounter__occurred_at__lt=before,
    )
    newest = rows.select_related("encounter").order_by("-encounter__occurred_at", "-encounter_id")
    return within(newest, reach, "encounter__site_id")


PROVISIONS = Prepared[NaloxoneProvision](_provisions)


def _reversals(
    owner: Slot, reach: Slot | None, *, participant: Slot, until: Slot
) -> TenantQuerySet[ReversalReport]:
    rows = ReversalReport.objects.of(owner).filter(voided_at=None, participant_id=participant)
    return within(rows.filter(reported_on__lte=until), reach).order_by("-reported_on", "-id")


REVERSALS = Prepared[ReversalReport](_reversals)


def provision_timeline(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return what a participant said with naloxone at sites within reach, newest first."""
    newest = PROVISIONS.fetch(by, limit=limit, participant=participant_id, before=before)
    return [_provision_entry(provision) for provision in newest]


def reversal_timeline(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return the reversals that a participant wanted kept with their code, told in reach, newest first."""
    told = REVERSALS.fetch(by, limit=limit, participant=participant_id, until=before.date())
    entries = [_reversal_entry(report) for report in told]
    return [entry for entry in entries if entry.at < before]


def expiring_naloxone(by: Actor, *, site_id: int | None = None) -> list[Expiring]:
    """Return the naloxone that has expired or soon will, the earliest first: in reach, or at one site."""
    kinds = {kind.slug for kind in SUPPLY_KINDS if kind.counts_as_naloxone}
    return [entry for entry in expiring(by, site_id=site_id) if entry.item.kind in kinds]


def kits_expiring_soon(by: Actor, site_id: int, today: date) -> list[Notice]:
    """Return one sentence for the Today board when naloxone at a site is about to expire."""
    soon = expiring_naloxone(by, site_id=site_id)
    if not soon:
        return []
    units = sum(entry.pile.quantity for entry in soon)
    text = ngettext(
        "%(number)d naloxone item here expires soon or has expired.",
        "%(number)d naloxone items here expire soon or have expired.",
        units,
    ) % {"number": units}
    urgency = "now" if soon[0].days < 0 else "soon"
    return [Notice(text=text, url=reverse("naloxone:expiring"), urgency=urgency, icon="naloxone")]


def _provision_entry(provision: NaloxoneProvision) -> TimelineEntry:
    encounter = provision.encounter
    trained = label_of(Training, provision.training)
    said = [
        label_of(Supply, provision.supply),
        label_of(RefillReason, provision.reason),
        _("Training: %(answer)s") % {"answer": trained} if trained else "",
    ]
    return TimelineEntry(
        at=encounter.occurred_at,
        title=_("Naloxone"),
        detail=" · ".join(str(part) for part in said if part),
        site_id=encounter.site_id,
        icon="naloxone",
        uid=encounter.uid,
    )


def _reversal_entry(report: ReversalReport) -> TimelineEntry:
    happened = date_format(report.happened_month, "YEAR_MONTH_FORMAT") if report.happened_month else ""
    apart = time(12, microsecond=report.pk % 1_000_000)  # no two of a day at one moment, where pages are cut
    return TimelineEntry(
        at=datetime.combine(report.reported_on, apart, UTC),
        title=_("Reversal reported"),
        detail=" · ".join(part for part in (happened, label_of(Outcome, report.outcome)) if part),
        site_id=report.site_id,
        icon="naloxone",
        uid=report.uid,
    )


def _only_said(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answer for name, answer in answers.items() if answer not in ("", None, False)}
