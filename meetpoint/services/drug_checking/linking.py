"""How other services point at a sample: by the code on its slip, which only its holder can give."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.links import Linkable, LinkedRecord
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.drug_checking import permissions, receipts
from meetpoint.services.drug_checking.models import Sample
from meetpoint.services.drug_checking.queries.samples import live_samples, sample_of_code

SLUG = "drug_checking"


def find(by: Actor, text: str) -> LinkedRecord | None:
    """Return the sample in reach whose slip has this code, or None. Raises CodeProblem for no code."""
    sample = sample_of_code(receipts.read(text), by)
    return _linked(sample, by) if sample else None


def show(by: Actor, uid: UUID) -> LinkedRecord | None:
    """Return a sample that was linked before; None when it was voided, or is not the actor's to see."""
    sample = live_samples(by).filter(uid=uid).first() if by.may(permissions.VIEW) else None
    return _linked(sample, by) if sample else None


def _linked(sample: Sample, by: Actor) -> LinkedRecord:
    day = date_format(sample.collected_on, "SHORT_DATE_FORMAT")
    sold_as = ", ".join(sample.expected_labels) if by.may(permissions.VIEW) else ""
    label = _("Sample of %(day)s") % {"day": day}
    return LinkedRecord(
        module=SLUG,
        uid=sample.uid,
        label=f"{label}: {sold_as}" if sold_as else label,
        url=reverse("drug_checking:sample", args=[sample.uid]) if by.may(permissions.VIEW) else "",
    )


LINKABLE = Linkable(
    label=gettext_lazy("Slip of a checked sample"),
    help=gettext_lazy("Type or scan the code of the slip, when what is used was checked here."),
    find=find,
    show=show,
)
