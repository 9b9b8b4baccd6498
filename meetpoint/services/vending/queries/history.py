"""What lately happened at one machine: visits, events, audits, what machines were told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.fields import Words
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.vending.models import (
    AuditRead,
    Command,
    Machine,
    RestockVisit,
    Result,
    Signal,
    Vend,
)

LATELY_DAYS = 28
_SHOWN = 8

CODES: dict[str, Words] = {
    "ELB": _("Sold out"),
    "ELE": _("Nearly sold out"),
    "ELA": _("Failed to hand out"),
    "EJB": _("Motor"),
    "EJC": _("Spiral"),
    "EJL": _("Drop sensor"),
    "EJJ": _("Cooling"),
    "EGS": _("Door"),
    "EGC": _("Lock"),
    "EIE": _("No network"),
    "EIL": _("Controller silent"),
    "EIM": _("Controller silent"),
    "EJH": _("Health timer"),
    "door_open": _("Door opened"),
    "door_closed": _("Door closed"),
}
"""What the codes of the standard (EVA-DTS EA1, EA2) are about; all that begin with EO are about cooling."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event, said plainly."""

    signal: Signal

    @property
    def words(self) -> Words:
        code = self.signal.code
        return CODES.get(code) or (_("Cooling") if code.startswith("EO") else code)


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """What a machine's page shows below its slots."""

    visits: Sequence[RestockVisit]
    events: Sequence[Told]
    audits: Sequence[AuditRead]
    commands: Sequence[Command]
    given: int
    failed: int
    limited: int


def history_of(actor: Actor, machine: Machine) -> History:
    """Return a machine's history in five queries."""
    since = clock.now() - timedelta(days=LATELY_DAYS)
    vends = Vend.objects.of(actor).filter(slot__machine=machine, occurred_at__gte=since)
    by_result = {
        result: (rows, units or 0)
        for result, rows, units in vends.order_by()
        .values_list("result")
        .annotate(rows=Count("pk"), units=Sum("quantity"))
    }
    visits = RestockVisit.objects.of(actor).filter(site_id=machine.site_id).select_related("source")
    signals = Signal.objects.of(actor).filter(machine=machine).order_by("-occurred_at", "-id")
    audits = AuditRead.objects.of(actor).filter(machine=machine).order_by("-read_at", "-id")
    commands = Command.objects.of(actor).filter(machine=machine).order_by("-id")
    given = (Result.DISPENSED, Result.PRESUMED)
    failed = (Result.JAM, Result.EMPTY, Result.FAILED)
    return History(
        visits=list(visits.order_by("-occurred_at", "-id")[:_SHOWN]),
        events=[Told(signal) for signal in signals[:_SHOWN]],
        audits=list(audits[:_SHOWN]),
        commands=list(commands[:_SHOWN]),
        given=sum(by_result.get(one, (0, 0))[1] for one in given),
        failed=sum(by_result.get(one, (0, 0))[0] for one in failed),
        limited=by_result.get(Result.LIMIT, (0, 0))[0],
    )
