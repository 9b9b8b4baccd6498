"""Joining two records that are one person, and taking that back; encounters stay where they were recorded."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.people.actions.changing import tell_modules
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.actions.holding import hold
from meetpoint.core.people.errors import CannotMerge
from meetpoint.core.people.models import Participant, ParticipantMerge
from meetpoint.core.people.permissions import MERGE
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def merge_participants(*, by: Actor, kept: Participant, joined: Participant) -> Participant:
    """Make `joined` follow `kept`: its codes lead there, and its history shows there. Return the kept record.

    Records that were joined before are followed first. Raises CannotMerge when both are one record
    already, Erased, NotAllowed.
    """
    by.require(MERGE)
    with transaction.atomic():
        into, away = hold(by, kept, joined)
        refuse_erased(into)
        refuse_erased(away)
        if into.pk == away.pk:
            raise CannotMerge(_("These are one record already."))
        Participant.objects.of(by).filter(pk=away.pk).update(merged_into=into)
        ParticipantMerge.objects.create(
            organisation_id=by.organisation_id,
            kept=into,
            joined=away,
            merged_at=clock.now(),
            merged_by=by.staff_id,
        )
        tell_modules(by, into)
        record(by, "participant.joined", "participant", [into.pk, away.pk])
    return into


def unmerge(joined: Participant, *, by: Actor) -> Participant:
    """Let a joined record stand on its own again, with everything that was recorded on it. Return it.

    The history keeps the join and its end. Raises CannotMerge when it is not joined, NotAllowed.
    """
    by.require(MERGE)
    with transaction.atomic():
        away = Participant.objects.of(by).select_for_update().get(pk=joined.pk)
        if away.merged_into_id is None:
            raise CannotMerge(_("This record stands on its own."))
        kept_id = away.merged_into_id
        Participant.objects.of(by).filter(pk=away.pk).update(merged_into=None)
        history = ParticipantMerge.objects.of(by).filter(joined=away, undone_at=None)
        history.update(undone_at=clock.now(), undone_by=by.staff_id)
        tell_modules(by, away)
        record(by, "participant.separated", "participant", [kept_id, away.pk])
    return _fresh(by, away)


def _fresh(by: Actor, participant: Participant) -> Participant:
    return Participant.objects.of(by).get(pk=participant.pk)
