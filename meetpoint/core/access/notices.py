"""What sign-in says on the Today board: that somebody's role will need a passkey."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from meetpoint.core.access import queries
from meetpoint.core.access.models import StaffMember
from meetpoint.core.access.proof import factors
from meetpoint.core.modules.pages import Notice
from meetpoint.core.tenancy.actor import Actor


def passkey_wanted(actor: Actor, site_id: int, today: date) -> Iterable[Notice]:
    """Remind those whose role needs a passkey, or will, until they have one."""
    rules = queries.passkey_rules(actor.organisation_id)
    if not rules or actor.staff_id is None:
        return
    member = StaffMember.objects.of(actor).filter(pk=actor.staff_id).first()
    if member is None or member.role not in rules or factors.has_passkey(member.account):
        return
    text = _("Your role needs a passkey to sign in. It takes a minute to add one.")
    urgency = "now" if rules[member.role] <= today else "soon"
    yield Notice(text=text, url=reverse("web:staff:ways"), urgency=urgency, icon="key")
