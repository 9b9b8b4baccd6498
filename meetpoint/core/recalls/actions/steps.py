"""The history of a recall: one line for each thing that was done about it, beside the audit entry."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.recalls import permissions
from meetpoint.core.recalls.errors import RecallClosed
from meetpoint.core.recalls.models import Recall, Step, StepKind
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound


def write_step(
    by: Actor,
    recall: Recall,
    kind: StepKind,
    *,
    amount: int = 0,
    site_id: int | None = None,
    batch: UUID | None = None,
) -> Step:
    """Write one line of history with its audit entry; in the caller's transaction."""
    step = Step.objects.of(by).create(
        organisation_id=by.organisation_id,
        recall=recall,
        kind=kind,
        amount=amount,
        site_id=site_id,
        batch=batch,
        at=clock.now(),
        staff_id=by.staff_id,
    )
    fields = {"amount": amount} | ({"site": site_id} if site_id else {})
    audit.record(by, f"recall.{kind.value}", "recall", [recall.pk], fields=fields)
    return step


def locked_recall(by: Actor, uid: UUID, *, still_open: bool = True) -> Recall:
    """Return a recall, locked until the transaction ends. Raises NotFound or RecallClosed."""
    recall = Recall.objects.of(by).select_for_update().filter(uid=uid).first()
    if recall is None:
        raise NotFound(_("This recall is not here."))
    if still_open and not recall.is_open:
        raise RecallClosed
    return recall


def note_posted(uid: UUID, *, by: Actor) -> None:
    """Remember that the notice of a recall was printed, to be posted. Raises NotFound."""
    by.require(permissions.VIEW)
    with transaction.atomic():
        write_step(by, locked_recall(by, uid, still_open=False), StepKind.POSTED)
