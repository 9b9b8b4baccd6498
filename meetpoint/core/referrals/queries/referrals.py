"""Reading referrals and tasks, and what a participant's timeline says of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.modules.pages import TimelineEntry
from meetpoint.core.referrals.models import FollowUpTask, Referral
from meetpoint.core.referrals.words import ReferralStatus
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantModel, TenantQuerySet
from meetpoint.core.tenancy.prepared import Prepared, within
from meetpoint.core.tenancy.slots import Slot
from meetpoint.lib.addresses import address_of_record
from meetpoint.lib.choices import label_of

M = TypeVar("M", bound=TenantModel)


def referrals_of(actor: Actor) -> QuerySet[Referral]:
    """Return the referrals of the sites in reach, with the entry they lead to."""
    return _in_reach(Referral.objects.of(actor), actor).select_related("entry", "site")


def tasks_of(actor: Actor) -> QuerySet[FollowUpTask]:
    """Return the tasks of the sites in reach, with the referral they follow up."""
    return _in_reach(FollowUpTask.objects.of(actor), actor).select_related(
        "referral__entry", "site__organisation"
    )


def tasks_due(actor: Actor, site_id: int, today: date) -> QuerySet[FollowUpTask]:
    """Return what is due at a site today or before, the longest overdue first."""
    return tasks_of(actor).filter(site_id=site_id, done_at=None, due_on__lte=today).order_by("due_on", "id")


def by_slip(actor: Actor, text: str) -> Referral | None:
    """Return the referral of a slip as somebody typed it: capitals, spaces and dashes aside."""
    slip = "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
    return referrals_of(actor).filter(slip=slip).first() if slip else None


def sections_of(actor: Actor, encounter_ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return what contacts say of their referrals, by encounter id, those entered by mistake left out."""
    standing = Referral.objects.of(actor).exclude(status=ReferralStatus.ENTERED_IN_ERROR)
    rows = standing.filter(encounter_id__in=encounter_ids).values_list("encounter_id", "kind", "to_name")
    return {pk: {"kind": kind, "to_name": place} if place else {"kind": kind} for pk, kind, place in rows}


def _theirs(owner: Slot, reach: Slot | None, *, participant: Slot, before: Slot) -> TenantQuerySet[Referral]:
    rows = Referral.objects.of(owner).filter(participant_id=participant, made_at__lt=before)
    return within(rows, reach).select_related("entry").order_by("-made_at", "-id")


THEIRS = Prepared[Referral](_theirs)


def timeline(actor: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return a participant's referrals before a moment, newest first."""
    found = THEIRS.fetch(actor, limit=limit, participant=participant_id, before=before)
    return [
        TimelineEntry(
            at=referral.made_at,
            title=_("Referral: %(kind)s") % {"kind": label_of(ServiceKind, referral.kind)},
            detail=f"{destination(referral)} · {label_of(ReferralStatus, referral.status)}",
            site_id=referral.site_id,
            url=address_of_record("referrals:detail", referral.uid),
            icon="referral",
            uid=referral.uid,
        )
        for referral in found
    ]


def destination(referral: Referral) -> str:
    """Return where a referral leads, in words."""
    return referral.entry.name if referral.entry else referral.to_name or _("no particular place")


def _in_reach(rows: QuerySet[M], actor: Actor) -> QuerySet[M]:
    return rows if actor.site_ids is None else rows.filter(site_id__in=actor.site_ids)
